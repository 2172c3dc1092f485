/** What a URL path and a method ask for, in the words that discovery and RBAC use. */
export interface RequestInfo {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Whether the path addresses a resource: `/api/<version>/<plural>…`, `/apis/<group>/<version>/<plural>…`. */
  readonly isResource: boolean
  readonly verb: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly subresource: string
  /** What follows the subresource, as in `…/proxy/some/path`. */
  readonly rest: readonly string[]
}

const namespaceSubresources = new Set(['status', 'finalize'])

/** Parses the request target; undefined where a part is not validly escaped. */
export function parseRequestInfo(method: string, target: string): RequestInfo | undefined {
  const mark = target.indexOf('?')
  const rawPath = mark < 0 ? target : target.slice(0, mark)
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
  const parts = decodeParts(rawPath)
  if (!parts) return undefined
  const base = { method, path: rawPath, query }
  const root = parts[0]
  const rest = root === 'api' ? ['', ...parts.slice(1)] : root === 'apis' ? parts.slice(1) : []
  const [group = '', version = '', ...address] = rest
  if (address.length === 0) return { ...base, ...nonResource, verb: method.toLowerCase() }
  return { ...base, isResource: true, group, version, ...parseAddress(method, query, address) }
}

const nonResource = {
  isResource: false,
  group: '',
  version: '',
  resource: '',
  namespace: '',
  name: '',
  subresource: '',
  rest: [],
}

type Address = Pick<RequestInfo, 'verb' | 'resource' | 'namespace' | 'name' | 'subresource' | 'rest'>

function parseAddress(method: string, query: URLSearchParams, given: readonly string[]): Address {
  const isWatchPath = given[0] === 'watch' && given.length > 1
  const parts = isWatchPath ? given.slice(1) : given
  const scoped = parts[0] === 'namespaces' && parts[2] !== undefined && !namespaceSubresources.has(parts[2])
  const namespace = scoped ? (parts[1] ?? '') : ''
  const [resource = '', name = '', subresource = '', ...rest] = scoped ? parts.slice(2) : parts
  const ownNamespace = resource === 'namespaces' && !scoped ? name : namespace
  const verb = isWatchPath ? 'watch' : verbOf(method, query, name)
  return { verb, resource, namespace: ownNamespace, name, subresource, rest }
}

function verbOf(method: string, query: URLSearchParams, name: string): string {
  switch (method) {
    case 'POST':
      return 'create'
    case 'PUT':
      return 'update'
    case 'PATCH':
      return 'patch'
    case 'DELETE':
      return name ? 'delete' : 'deletecollection'
    case 'GET':
    case 'HEAD':
      if (name) return 'get'
      return isTrue(query.get('watch')) ? 'watch' : 'list'
    default:
      return method.toLowerCase()
  }
}

/** A boolean query parameter: present counts as true, but for `0` and `false`. */
export function isTrue(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== 'false' && value !== '0'
}

/** An escaped slash separates like any other. */
function decodeParts(path: string): string[] | undefined {
  try {
    return decodeURIComponent(path)
      .split('/')
      .filter(part => part !== '')
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
