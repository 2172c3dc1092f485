/**
 * The media type of a Content-Type header, small letters; undefined where the header is not well formed, parameters
 * included.
 */
export function mediaTypeOf(header: string): string | undefined {
  const [, type = '', rest = ''] = /^\s*([^;]*?)\s*((?:;[\s\S]*)?)$/.exec(header) ?? []
  if (!new RegExp(`^${token}(/${token})?$`).test(type)) return undefined
  return new RegExp(`^(\\s*;\\s*${token}\\s*=\\s*(?:${token}|"(?:[^"\\\\]|\\\\.)*"))*\\s*;?\\s*$`).test(rest)
    ? type.toLowerCase()
    : undefined
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
