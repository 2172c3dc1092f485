import { global, type Library, member, text } from '../functions.ts'
import { boolType, listType, mapType, opaqueType, stringType } from '../types.ts'
import { CelMap, EvaluationError, Opaque, type Value } from '../values.ts'

const urlType = opaqueType('kubernetes.URL')

interface Parts {
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string
}

class Url extends Opaque {
  readonly typeName = 'kubernetes.URL'
  readonly source: string
  readonly parts: Parts

  constructor(source: string, parts: Parts) {
    super()
    this.source = source
    this.parts = parts
  }

  equals(other: Opaque): boolean {
    return other instanceof Url && other.source === this.source
  }

  override get size(): number {
    return this.source.length
  }
}

/** Why text is no URL of a request, in Go's words. */
export function requestUriProblem(source: string): string | undefined {
  const parsed = parseUrl(source)
  return typeof parsed === 'string' ? parsed : undefined
}

function parseUrl(source: string): Parts | string {
  const fail = (why: string) => `parse ${JSON.stringify(source)}: ${why}`
  if (source === '') return fail('empty url')
  if (/[\x00-\x1f\x7f]/.test(source)) return fail('net/url: invalid control character in URL')
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(source)?.[1] ?? ''
  const rest = scheme === '' ? source : source.slice(scheme.length + 1)
  if (scheme === '' && source.startsWith(':')) return fail('missing protocol scheme')
  if (!rest.startsWith('/')) {
    if (scheme === '') return fail('invalid URI for request')
    // Opaque, as in `mailto:someone`: there is neither host nor path.
    return { scheme: scheme.toLowerCase(), host: '', path: '', query: rest.split('?').slice(1).join('?') }
  }
  const [beforeQuery = '', ...query] = rest.split('?')
  const authority =
    scheme !== '' && beforeQuery.startsWith('//') ? /^\/\/([^/]*)/.exec(beforeQuery)?.[1] : undefined
  const host = (authority ?? '').replace(/^.*@/, '')
  const path = authority === undefined ? beforeQuery : beforeQuery.slice(2 + authority.length)
  const badEscape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(path)
  if (badEscape) return fail(`invalid URL escape ${JSON.stringify(badEscape[0])}`)
  if (/[ "<>]/.test(host))
    return fail(`invalid character ${JSON.stringify(/[ "<>]/.exec(host)?.[0])} in host name`)
  if (/:[^\]]*[^0-9\]][^\]]*$/.test(host.replace(/^\[.*\]/, ''))) {
    return fail(`invalid port ${JSON.stringify(host.slice(host.lastIndexOf(':')))} after host`)
  }
  return { scheme: scheme.toLowerCase(), host, path, query: query.join('?') }
}

function url(value: Value | undefined): Url {
  if (value instanceof Url) return value
  throw new EvaluationError('no such overload')
}

function parse(source: Value | undefined): Value {
  const parsed = parseUrl(text(source))
  if (typeof parsed !== 'string') return new Url(text(source), parsed)
  throw new EvaluationError(`URL parse error during conversion from string: ${parsed}`)
}

/** Go escapes what a path may not hold as it is. */
function escapedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%[\]]/gu, char => encodeURIComponent(char))
}

function query(source: string): CelMap {
  const entries = new Map<string, Value[]>()
  for (const pair of source.split('&')) {
    if (pair === '' || pair.includes(';')) continue
    const [key = '', ...value] = pair.split('=').map(part => decode(part))
    entries.set(key, [...(entries.get(key) ?? []), value.join('=')])
  }
  return new CelMap(entries)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}

const port = (host: string) => /:(\d*)$/.exec(host.replace(/^\[.*\]/, ''))?.[1] ?? ''
const hostname = (host: string) => host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')

/** Kubernetes' functions on URLs. */
export const urls: Library = {
  url: [global('string_to_url', [stringType], urlType, parse)],
  isURL: [
    global('is_url_string', [stringType], boolType, source => requestUriProblem(text(source)) === undefined),
  ],
  getScheme: [member('url_get_scheme', [urlType], stringType, value => url(value).parts.scheme)],
  getHost: [member('url_get_host', [urlType], stringType, value => url(value).parts.host)],
  getHostname: [member('url_get_hostname', [urlType], stringType, value => hostname(url(value).parts.host))],
  getPort: [member('url_get_port', [urlType], stringType, value => port(url(value).parts.host))],
  getEscapedPath: [
    member('url_get_escaped_path', [urlType], stringType, value => escapedPath(url(value).parts.path)),
  ],
  getQuery: [
    member('url_get_query', [urlType], mapType(stringType, listType(stringType)), value =>
      query(url(value).parts.query),
    ),
  ],
}
