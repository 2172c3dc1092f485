/**
 * Go strings are bytes; here they are JavaScript strings. A byte that is no valid UTF-8 is kept as the lone surrogate
 * U+DC00 + byte (Python calls this surrogateescape), so that binary strings survive and text costs nothing.
 * @module
 */

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()
const escaped = /[\uDC80-\uDCFF]/
const notAscii = /[^\0-\x7f]/

/** Bytes as a string. */
export function goString(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return decodeEscaping(bytes)
    throw error
  }
}

/** A string's bytes. */
export function goBytes(text: string): Uint8Array {
  return escaped.test(text) ? encodeEscaped(text) : encoder.encode(text)
}

/** Whether characters and bytes are the same thing in `text`. */
export function isAscii(text: string): boolean {
  return !notAscii.test(text)
}

/** `len` of a Go string: its bytes. */
export function byteLength(text: string): number {
  return isAscii(text) ? text.length : goBytes(text).length
}

/** Go's `text[from:to]`: by bytes. Bounds must be within the string. */
export function sliceBytes(text: string, from: number, to: number): string {
  return isAscii(text) ? text.slice(from, to) : goString(goBytes(text).subarray(from, to))
}

/** Go's order of strings: by bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  if (isAscii(a) && isAscii(b)) return a < b ? -1 : 1
  const left = goBytes(a)
  const right = goBytes(b)
  const shared = Math.min(left.length, right.length)
  for (let i = 0; i < shared; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference < 0 ? -1 : 1
  }
  return left.length - right.length
}

/** The keys of a map in Go's order. */
export function sortedKeys(map: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(map).sort()
  return keys.every(isAscii) ? keys : keys.sort(compareStrings)
}

function decodeEscaping(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i)
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (bytes[i] ?? 0))
      i++
    } else {
      text += decoder.decode(bytes.subarray(i, i + length))
      i += length
    }
  }
  return text
}

/** The length of the valid UTF-8 sequence at `at`, or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : 4
  if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || at + length > bytes.length) return 0
  try {
    decoder.decode(bytes.subarray(at, at + length))
    return length
  } catch (error) {
    if (error instanceof TypeError) return 0
    throw error
  }
}

function encodeEscaped(text: string): Uint8Array {
  const out: number[] = []
  for (const character of text) {
    const code = character.charCodeAt(0)
    if (character.length === 1 && code >= 0xdc80 && code <= 0xdcff) out.push(code - 0xdc00)
    else out.push(...encoder.encode(character))
  }
  return Uint8Array.from(out)
}
