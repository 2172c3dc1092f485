/** A `WWW-Authenticate` header's first usable challenge (RFC 9110, section 11.6.1). */
export type Challenge =
  | { readonly type: 'basic' }
  | { readonly type: 'bearer'; readonly realm: string; readonly service: string; readonly scope: string }

const parameter = /([a-zA-Z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))/g

/** Reads the header; undefined if it asks for neither a token nor a password. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  if (header === undefined || header.length > 8192) return undefined
  const bearer = /(?:^|[,\s])bearer\s+(.*)$/i.exec(header)
  if (bearer?.[1] !== undefined) {
    const given: Record<string, string> = Object.create(null)
    for (const [, name = '', quoted, bare] of bearer[1].matchAll(parameter)) {
      given[name.toLowerCase()] ??= quoted === undefined ? (bare ?? '') : quoted.replaceAll(/\\(.)/g, '$1')
    }
    const { realm = '', service = '', scope = '' } = given
    return realm === '' ? undefined : { type: 'bearer', realm, service, scope }
  }
  return /(?:^|[,\s])basic(?:\s|$)/i.test(header) ? { type: 'basic' } : undefined
}
