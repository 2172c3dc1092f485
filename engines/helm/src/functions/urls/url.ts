import { escapeUrl } from './escape.ts'

/** The name, and perhaps the password, before a host; both decoded. */
export interface UserInfo {
  readonly name: string
  readonly password?: string
}

/** A URL in its parts, as Go keeps it. */
export interface Url {
  readonly scheme: string
  /** What follows the scheme if no slash does. */
  readonly opaque: string
  readonly user?: UserInfo
  /** With its port. */
  readonly host: string
  /** Decoded. */
  readonly path: string
  readonly query: string
  /** Decoded. */
  readonly fragment: string
}

/** Writes `name:password` with what a URL needs encoded. */
export function formatUser({ name, password }: UserInfo): string {
  const encoded = escapeUrl(name, 'userinfo')
  return password === undefined ? encoded : `${encoded}:${escapeUrl(password, 'userinfo')}`
}

/** Writes a URL (Go's `URL.String`). */
export function formatUrl(url: Url): string {
  let text = url.scheme && `${url.scheme}:`
  text += url.opaque || formatHierarchy(url, text === '')
  if (url.query !== '') text += `?${url.query}`
  return url.fragment === '' ? text : `${text}#${escapeUrl(url.fragment, 'fragment')}`
}

function formatHierarchy({ user, host, path: decoded }: Url, isSchemeless: boolean): string {
  const path = decoded === '*' ? '*' : escapeUrl(decoded, 'path')
  const hasAuthority = host !== '' || user !== undefined
  let text = hasAuthority || (!isSchemeless && path !== '') ? '//' : ''
  if (user) text += `${formatUser(user)}@`
  text += escapeUrl(host, 'host')
  if (path !== '' && !path.startsWith('/') && host !== '') text += '/'
  // RFC 3986, 4.2: a first segment with a colon would be read as a scheme.
  if (text === '' && isSchemeless && path.split('/', 1)[0]?.includes(':')) text = './'
  return text + path
}

/** The host without its port and an address's brackets. */
export function hostName(host: string): string {
  return host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/s, '$1')
}
