const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const typePattern = new RegExp(`^${token}(?:/${token})?$`)
const parameter = new RegExp(`\\s*;\\s*${token}\\s*=\\s*(?:${token}|"(?:[^"\\\\]|\\\\.)*")`, 'y')

/**
 * The media type of a Content-Type header, small letters; undefined where the header is not well formed, parameters
 * included. Headers may be long, and are read once from end to end.
 */
export function mediaTypeOf(header: string): string | undefined {
  const semicolon = header.indexOf(';')
  const end = semicolon < 0 ? header.length : semicolon
  const type = header.slice(0, end).trim()
  if (!typePattern.test(type)) return undefined
  let at = end
  for (;;) {
    parameter.lastIndex = at
    if (!parameter.test(header)) break
    at = parameter.lastIndex
  }
  const rest = header.slice(at).trim()
  return rest === '' || rest === ';' ? type.toLowerCase() : undefined
}
