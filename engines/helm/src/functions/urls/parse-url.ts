import { quoteString } from '@sluice/gotemplate'
import { unescapeUrl } from './escape.ts'
import { isIpv6 } from './ip-address.ts'
import type { Url, UserInfo } from './url.ts'

/** Parses a URL as Go's `net/url` does. @throws Error in Go's words */
export function parseUrl(text: string): Url {
  const [address, fragment] = cut(text, '#')
  try {
    return { ...parseAddress(address), fragment: within(text, () => unescapeUrl(fragment ?? '', 'fragment')) }
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UrlError) throw error
    throw new UrlError(address, error)
  }
}

class UrlError extends Error {
  override readonly name = 'UrlError'

  constructor(text: string, cause: Error) {
    super(`parse ${quoteString(text)}: ${cause.message}`, { cause })
  }
}

function within<T>(text: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof Error ? new UrlError(text, error) : error
  }
}

function parseAddress(text: string): Omit<Url, 'fragment'> {
  const none = { scheme: '', opaque: '', host: '', path: '', query: '' }
  if (/[\0-\x1f\x7f]/.test(text)) throw new Error('net/url: invalid control character in URL')
  if (text === '*') return { ...none, path: '*' }
  const { scheme, rest } = splitScheme(text)
  const [body, query = ''] = cut(rest, '?')
  if (!body.startsWith('/')) {
    if (scheme !== '') return { ...none, scheme, opaque: body, query }
    if (body.split('/', 1)[0]?.includes(':'))
      throw new Error('first path segment in URL cannot contain colon')
  }
  const hasAuthority = body.startsWith('//') && (scheme !== '' || !body.startsWith('///'))
  const start = hasAuthority ? (body.indexOf('/', 2) + body.length + 1) % (body.length + 1) : 0
  const authority = hasAuthority ? parseAuthority(body.slice(2, start)) : { host: '' }
  return { ...none, scheme, ...authority, path: unescapeUrl(body.slice(start), 'path'), query }
}

function splitScheme(text: string): { scheme: string; rest: string } {
  if (text.startsWith(':')) throw new Error('missing protocol scheme')
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(text)?.[1]
  return scheme === undefined
    ? { scheme: '', rest: text }
    : { scheme: scheme.toLowerCase(), rest: text.slice(scheme.length + 1) }
}

function parseAuthority(text: string): { host: string; user?: UserInfo } {
  const at = text.lastIndexOf('@')
  const host = parseHost(text.slice(at + 1))
  if (at < 0) return { host }
  const user = text.slice(0, at)
  if (!/^[a-z\d\-._:~!$&'()*+,;=%@]*$/i.test(user)) throw new Error('net/url: invalid userinfo')
  const [name, password] = cut(user, ':').map(part =>
    part === undefined ? undefined : unescapeUrl(part, 'userinfo'),
  )
  return { host, user: { name: name ?? '', ...(password !== undefined && { password }) } }
}

function parseHost(host: string): string {
  const open = host.lastIndexOf('[')
  if (open > 0) throw new Error('invalid IP-literal')
  if (open === 0) return parseAddressHost(host)
  const colon = host.lastIndexOf(':')
  if (colon >= 0) checkPort(host.slice(colon))
  return unescapeUrl(host, 'host')
}

/** An IPv6 address in brackets, perhaps with a zone after `%25`. */
function parseAddressHost(host: string): string {
  const close = host.lastIndexOf(']')
  if (close < 0) throw new Error("missing ']' in host")
  const port = host.slice(close + 1)
  checkPort(port)
  const literal = host.slice(1, close)
  const zone = literal.indexOf('%25')
  const end = zone < 0 ? literal.length : zone
  const address = unescapeUrl(literal.slice(0, end), 'host') + unescapeUrl(literal.slice(end), 'zone')
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) throw new Error('invalid IP-literal')
  if (!isIpv6(address))
    throw new Error(`invalid host: ParseAddr(${quoteString(address)}): unable to parse IP`)
  return `[${address}]${port}`
}

function checkPort(port: string): void {
  if (!/^(:\d*)?$/.test(port)) throw new Error(`invalid port ${quoteString(port)} after host`)
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
