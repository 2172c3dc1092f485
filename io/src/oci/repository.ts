/** Where an image, chart or artifact is kept, without tag and digest. */
export interface RepositoryName {
  /** `host[:port]`, as written. */
  readonly registry: string
  /** `path/of/repository`. */
  readonly path: string
}

/** A repository, and what in it. */
export interface ImageReference extends RepositoryName {
  readonly tag?: string
  readonly digest?: string
}

/** A reference that cannot be read. */
export class ImageReferenceError extends Error {
  override readonly name = 'ImageReferenceError'
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const pathPattern = new RegExp(`^${component}(?:/${component})*$`)
const hostPattern = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/
const repositoryCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789_-./'
const tagPattern = /^\w[\w.-]{0,127}$/
const digestPattern = /^sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})$/

/**
 * Reads `[oci://]host[:port]/path[:tag][@digest]`; a name without a host is Docker Hub's, as everywhere.
 * @throws ImageReferenceError
 */
export function parseImageReference(text: string): ImageReference {
  const bare = text.replace(/^oci:\/\//, '')
  if (bare.length > 1024)
    throw new ImageReferenceError('could not parse reference: longer than 1024 characters')
  const [name = '', ...digests] = bare.split('@')
  const digest = digests[0]
  if (digests.length > 1 || (digest !== undefined && !digestPattern.test(digest))) {
    throw new ImageReferenceError(`could not parse reference: ${bare}`)
  }
  const colon = name.lastIndexOf(':')
  const hasTag = colon > name.lastIndexOf('/')
  const tag = hasTag ? name.slice(colon + 1) : undefined
  if (tag !== undefined && !tagPattern.test(tag))
    throw new ImageReferenceError(`could not parse reference: ${bare}`)
  const repository = parseRepository(hasTag ? name.slice(0, colon) : name)
  return { ...repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
}

/**
 * Reads a repository's name, `host[:port]/path`, in the rules of go-containerregistry.
 * @throws ImageReferenceError
 */
export function parseRepository(name: string): RepositoryName {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const isHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost')
  const registry = isHost ? first : 'index.docker.io'
  const rest = isHost ? name.slice(slash + 1) : name
  const path = isDockerHub(registry) && !rest.includes('/') ? `library/${rest}` : rest
  if (rest.length < 2 || rest.length > 255)
    throw new ImageReferenceError(`repository must be between 2 and 255 characters in length: ${rest}`)
  if (!/^[a-z0-9_\-./]+$/.test(rest))
    throw new ImageReferenceError(
      `repository can only contain the characters \`${repositoryCharacters}\`: ${rest}`,
    )
  if (!hostPattern.test(registry))
    throw new ImageReferenceError(`registries must be valid RFC 3986 URI authorities: ${registry}`)
  if (!pathPattern.test(path)) throw new ImageReferenceError(`could not parse reference: ${name}`)
  return { registry, path }
}

/** As people write it: `host/path[:tag][@digest]`. */
export function formatImageReference({ registry, path, tag, digest }: ImageReference): string {
  return `${registry}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}

/** Docker Hub has three names; the one that answers requests. */
export function apiHost(registry: string): string {
  return isDockerHub(registry) ? 'index.docker.io' : registry
}

/** Whether a host is one of Docker Hub's. */
export function isDockerHub(registry: string): boolean {
  return ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'].includes(
    registry,
  )
}

/** Hosts that may do without TLS unless told otherwise: this machine's, and those of private networks. */
export function isLocalHost(registry: string): boolean {
  const host = registry.replace(/:\d+$/, '')
  return (
    host === 'localhost' ||
    host === '[::1]' ||
    host === '::1' ||
    /^127\./.test(host) ||
    /^(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.[\d.]+$/.test(host) ||
    host.endsWith('.local') ||
    host.endsWith('.localhost')
  )
}
