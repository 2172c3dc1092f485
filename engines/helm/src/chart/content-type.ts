/** What some bytes are by their look, as far as Go's `http.DetectContentType` is concerned with what people pack. */
export function sniffContentType(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 512)
  const start = String.fromCharCode(...head)
  const known = signatures.find(([signature]) => start.startsWith(signature))
  if (known) return known[1]
  const markup = markups.find(([pattern]) => pattern.test(start))
  if (markup) return markup[1]
  // helm: what is read is filled up with zeros, which no text has.
  const isText =
    head.length === 512 && head.every(byte => byte >= 0x20 || [9, 10, 12, 13, 0x1b].includes(byte))
  return isText ? 'text/plain; charset=utf-8' : 'application/octet-stream'
}

const signatures: readonly (readonly [string, string])[] = [
  ['%PDF-', 'application/pdf'],
  ['%!PS-Adobe-', 'application/postscript'],
  ['\xfe\xff', 'text/plain; charset=utf-16be'],
  ['\xff\xfe', 'text/plain; charset=utf-16le'],
  ['\xef\xbb\xbf', 'text/plain; charset=utf-8'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['PK\x03\x04', 'application/zip'],
  ['Rar!\x1a\x07', 'application/x-rar-compressed'],
  ['\0asm', 'application/wasm'],
]

const markups: readonly (readonly [RegExp, string])[] = [
  [
    /^[\t\n\f\r ]*<(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|BODY|TITLE|TABLE|DIV|STYLE|BR|P|A|B|H1|FONT|IFRAME)[ >]/i,
    'text/html; charset=utf-8',
  ],
  [/^[\t\n\f\r ]*<!--/, 'text/html; charset=utf-8'],
  [/^[\t\n\f\r ]*<\?xml/, 'text/xml; charset=utf-8'],
]
