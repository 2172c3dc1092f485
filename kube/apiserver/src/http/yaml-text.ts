/** The characters of YAML that is not known to be UTF-8. @module */

/** Bytes that are no text. */
export class EncodingError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'EncodingError'
  }
}

/**
 * Reads bytes as the text they are: UTF-16 after its mark, else UTF-8.
 * @throws EncodingError in the words of Go's reader
 */
export function yamlText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes.subarray(2))
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(swapped(bytes.subarray(2)))
  for (let at = 0; at < bytes.length; ) at += widthAt(bytes, at)
  return bytes.toString('utf8')
}

function utf16(bytes: Buffer): string {
  if (bytes.length % 2 === 1) throw new EncodingError('incomplete UTF-16 character')
  return bytes.toString('utf16le')
}

const swapped = (bytes: Buffer) => (bytes.length % 2 === 1 ? bytes : Buffer.from(bytes).swap16())

/** The bytes of the character at a place. */
function widthAt(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0
  const width =
    first < 0x80
      ? 1
      : (first & 0xe0) === 0xc0
        ? 2
        : (first & 0xf0) === 0xe0
          ? 3
          : (first & 0xf8) === 0xf0
            ? 4
            : 0
  if (width === 0) throw new EncodingError('invalid leading UTF-8 octet')
  if (at + width > bytes.length) throw new EncodingError('incomplete UTF-8 octet sequence')
  let value = width === 1 ? first : first & (0xff >> (width + 1))
  for (const next of bytes.subarray(at + 1, at + width)) {
    if ((next & 0xc0) !== 0x80) throw new EncodingError('invalid trailing UTF-8 octet')
    value = (value << 6) | (next & 0x3f)
  }
  requireCharacter(value, width)
  return width
}

const least = [0, 0, 0x80, 0x800, 0x10000]

function requireCharacter(value: number, width: number): void {
  if (value < (least[width] ?? 0)) throw new EncodingError('invalid length of a UTF-8 sequence')
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
    throw new EncodingError('invalid Unicode character')
  const isAllowed =
    value === 0x09 ||
    value === 0x0a ||
    value === 0x0d ||
    value === 0x85 ||
    (value >= 0x20 && value <= 0x7e) ||
    (value >= 0xa0 && value !== 0xfffe && value !== 0xffff)
  if (!isAllowed) throw new EncodingError('control characters are not allowed')
}
