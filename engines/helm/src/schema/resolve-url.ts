/**
 * References between schemas: URLs taken apart and joined as RFC 3986 (5.2) has it, without touching what is absolute.
 * @module
 */

/** A reference, resolved. */
export interface Reference {
  readonly url: string
  /** Decoded: a JSON pointer, an anchor, or nothing. */
  readonly fragment: string
}

const parts = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(\?.*)?$/s

/** Resolves a reference against the URL of the schema it stands in. */
export function joinUrl(base: string, text: string): Reference {
  const [ref, fragment] = splitFragment(text)
  return { url: resolve(base, ref), fragment: decodeFragment(fragment) }
}

/** A URL without its fragment, and the fragment as written. */
export function splitFragment(text: string): readonly [string, string] {
  const hash = text.indexOf('#')
  return hash < 0 ? [text, ''] : [text.slice(0, hash), text.slice(hash + 1)]
}

/** A location as messages show it: the fragment is encoded, but for its slashes. */
export function showLocation(url: string, fragment: string): string {
  const encoded = fragment
    .split('/')
    .map(part => encodeURIComponent(part).replace(/%(?:24|26|2B|3A|3D|40)/g, decodeURIComponent))
  return `${url}#${encoded.join('/')}`
}

/** The scheme of a URL, '' if it has none. */
export function schemeOf(url: string): string {
  return parts.exec(url)?.[1]?.toLowerCase() ?? ''
}

function resolve(base: string, ref: string): string {
  if (ref === '') return base
  const [, scheme, authority, path = '', query = ''] = parts.exec(ref) ?? []
  if (scheme !== undefined) return ref
  const [, baseScheme = '', baseAuthority, basePath = '', baseQuery = ''] = parts.exec(base) ?? []
  const start = `${baseScheme}:`
  if (authority !== undefined) return `${start}//${authority}${path}${query}`
  const host = baseAuthority === undefined ? '' : `//${baseAuthority}`
  // A name such as urn:x has no path to resolve against.
  if (host === '' && !basePath.startsWith('/')) return base
  if (path === '') return `${start}${host}${basePath}${query || baseQuery}`
  const full = path.startsWith('/') ? path : basePath.slice(0, basePath.lastIndexOf('/') + 1) + path
  return `${start}${host}${withoutDots(full)}${query}`
}

function withoutDots(path: string): string {
  const result: string[] = []
  const names = path.split('/')
  names.forEach((name, i) => {
    const isLast = i === names.length - 1
    if (name === '..') {
      if (result.length > 1) result.pop()
      if (isLast) result.push('')
    } else if (name !== '.') result.push(name)
    else if (isLast) result.push('')
  })
  return result.join('/')
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch (error) {
    if (error instanceof URIError) return fragment
    throw error
  }
}
