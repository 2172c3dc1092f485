/**
 * Credentials as Docker keeps them: the content of `~/.docker/config.json`, and of Secrets of type
 * `kubernetes.io/dockerconfigjson`.
 * @module
 */
import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import { isDockerHub, type RepositoryName } from './repository.ts'

/** How to log in to a registry. */
export type Credentials =
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  /** A refresh token, exchanged for an access token. */
  | { readonly type: 'identity'; readonly token: string }
  /** An access token, sent as it is. */
  | { readonly type: 'bearer'; readonly token: string }

/** Finds the credentials for a repository, or none. */
export type Keychain = (repository: RepositoryName) => Credentials | undefined

/** Text that is no Docker configuration. */
export class DockerConfigError extends Error {
  override readonly name = 'DockerConfigError'
}

/**
 * Reads a Docker configuration. The entry with the longest matching path wins, as in kubelet's keyring.
 * @throws DockerConfigError
 */
export function parseDockerConfig(text: string): Keychain {
  const auths = authsOf(text)
  return repository => {
    const wanted = isDockerHub(repository.registry) ? 'index.docker.io' : repository.registry
    const full = `${wanted}/${repository.path}`
    const found = auths
      .filter(({ host, path }) => host === wanted && (path === '' || full.startsWith(`${host}/${path}`)))
      .sort((a, b) => b.path.length - a.path.length)
    return found[0]?.credentials
  }
}

/** The first of several keychains that knows the repository decides. */
export function firstOf(keychains: readonly Keychain[]): Keychain {
  return repository => {
    for (const keychain of keychains) {
      const found = keychain(repository)
      if (found) return found
    }
    return undefined
  }
}

interface Entry {
  readonly host: string
  readonly path: string
  readonly credentials: Credentials
}

function authsOf(text: string): readonly Entry[] {
  let config: unknown
  try {
    config = parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new DockerConfigError(`cannot parse the Docker configuration: ${error.message}`, { cause: error })
  }
  // Secrets of the older type hold what is under `auths` without it.
  const auths = isJsonObject(config) && isJsonObject(config['auths']) ? config['auths'] : config
  if (!isJsonObject(auths))
    throw new DockerConfigError('cannot parse the Docker configuration: not an object')
  return Object.entries(auths).flatMap(([key, value]) => {
    const credentials = isJsonObject(value) ? credentialsOf(value, key) : undefined
    return credentials ? [{ ...placeOf(key), credentials }] : []
  })
}

/** Keys are `host`, `host/path`, or an old `https://host/v1/`. */
function placeOf(key: string): { readonly host: string; readonly path: string } {
  const bare = key.replace(/^https?:\/\//, '').replace(/\/+$/, '')
  const [first = '', ...rest] = bare.split('/')
  const path = rest.join('/')
  return {
    host: isDockerHub(first) ? 'index.docker.io' : first,
    path: path === 'v1' || path === 'v2' ? '' : path,
  }
}

function credentialsOf(entry: JsonObject, key: string): Credentials | undefined {
  const text = (name: string): string => (typeof entry[name] === 'string' ? entry[name] : '')
  if (text('registrytoken')) return { type: 'bearer', token: text('registrytoken') }
  if (text('identitytoken')) return { type: 'identity', token: text('identitytoken') }
  if (text('auth')) return decodeAuth(text('auth'), key)
  return text('username')
    ? { type: 'basic', username: text('username'), password: text('password') }
    : undefined
}

function decodeAuth(auth: string, key: string): Credentials {
  const decoded = Buffer.from(auth, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon < 0)
    throw new DockerConfigError(
      `unable to parse auth field of '${key}', must be formatted as base64(username:password)`,
    )
  // Docker pads the password with zero bytes.
  const password = decoded.slice(colon + 1).replace(/\0+$/, '')
  return { type: 'basic', username: decoded.slice(0, colon), password }
}
