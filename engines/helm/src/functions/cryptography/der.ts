/**
 * The distinguished encoding of ASN.1 (X.690), as far as keys and certificates need it.
 * @module
 */

/** The tags in use. */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** One element: its tag, then the length and the contents. */
export function element(type: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concat(contents)
  return concat([Uint8Array.of(type, ...lengthOf(body.length)), body])
}

/** A SEQUENCE of elements. */
export function sequence(...members: readonly Uint8Array[]): Uint8Array {
  return element(tag.sequence, ...members)
}

/** An element of this class whose meaning depends on where it stands; `isNested` if it holds other elements. */
export function tagged(index: number, contents: Uint8Array, isNested: boolean): Uint8Array {
  return element((isNested ? 0xa0 : 0x80) | index, contents)
}

/** An INTEGER that is not negative. */
export function integer(value: bigint): Uint8Array {
  const hex = value.toString(16)
  const bytes = fromHex(hex.length % 2 === 0 ? hex : `0${hex}`)
  return (bytes[0] ?? 0) >= 0x80 ? element(tag.integer, Uint8Array.of(0), bytes) : element(tag.integer, bytes)
}

/** An OBJECT IDENTIFIER, given as numbers between dots. */
export function oid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const part of rest) {
    const groups = [part & 0x7f]
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return element(tag.oid, Uint8Array.from(bytes))
}

/** A BIT STRING; the last `unused` bits do not count. */
export function bitString(bytes: Uint8Array, unused = 0): Uint8Array {
  return element(tag.bits, Uint8Array.of(unused), bytes)
}

/** An OCTET STRING. */
export function octets(bytes: Uint8Array): Uint8Array {
  return element(tag.octets, bytes)
}

/** Several arrays of bytes as one. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** Whether two arrays hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** An element that was read. */
export interface DerNode {
  readonly type: number
  /** Tag and length too. */
  readonly whole: Uint8Array
  readonly contents: Uint8Array
}

/** Bytes that are no DER. */
export class DerError extends Error {}

/** The elements one after another in `bytes`. @throws DerError */
export function readElements(bytes: Uint8Array): DerNode[] {
  const nodes: DerNode[] = []
  for (let at = 0; at < bytes.length; ) {
    const node = readElement(bytes.subarray(at))
    nodes.push(node)
    at += node.whole.length
  }
  return nodes
}

/** The element that `bytes` start with. @throws DerError */
export function readElement(bytes: Uint8Array): DerNode {
  const [type, first] = bytes
  if (type === undefined || first === undefined) throw new DerError('data truncated')
  const more = first >= 0x80 ? first - 0x80 : 0
  if (more > 4 || bytes.length < 2 + more) throw new DerError('invalid length')
  let length = more === 0 ? first : 0
  for (const byte of bytes.subarray(2, 2 + more)) length = length * 256 + byte
  const start = 2 + more
  if (start + length > bytes.length) throw new DerError('data truncated')
  return { type, whole: bytes.subarray(0, start + length), contents: bytes.subarray(start, start + length) }
}

/** The value of an INTEGER's contents. */
export function readInteger(contents: Uint8Array): bigint {
  return contents.length === 0 ? 0n : BigInt(`0x${toHex(contents)}`)
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256)
  return [0x80 | bytes.length, ...bytes]
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
