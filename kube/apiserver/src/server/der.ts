/** What X.509 needs of DER (ITU-T X.690): each function returns one encoded element. @module */

function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

export const sequence = (...parts: readonly Uint8Array[]) => element(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]) => element(0x31, ...parts)
export const bool = (value: boolean) => element(0x01, Buffer.from([value ? 0xff : 0]))
export const octets = (content: Uint8Array) => element(0x04, content)
export const utf8 = (text: string) => element(0x0c, Buffer.from(text, 'utf8'))
export const bits = (content: Uint8Array, unused = 0) => element(0x03, Buffer.from([unused]), content)
/** A constructed, context-specific element: `[n] EXPLICIT`. */
export const explicit = (n: number, ...parts: readonly Uint8Array[]) => element(0xa0 | n, ...parts)
/** A primitive, context-specific element: `[n] IMPLICIT`. */
export const implicit = (n: number, content: Uint8Array) => element(0x80 | n, content)

/** A non-negative integer, big-endian. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const trimmed = bytes.subarray(start)
  return element(0x02, (trimmed[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed)
}

/** An object identifier in dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}

/** UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14)
  if (date.getUTCFullYear() >= 2050) return element(0x18, Buffer.from(`${digits}Z`))
  return element(0x17, Buffer.from(`${digits.slice(2)}Z`))
}
