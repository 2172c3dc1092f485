/** Reads DER (X.690) as far as certificates need it. @module */
import { SignatureError } from '../signature-error.ts'

/** A value with its tag. */
export interface DerValue {
  readonly tag: number
  readonly content: Buffer
}

/** The values that stand one behind another in some bytes. @throws SignatureError if they do not fill them */
export function readDer(bytes: Buffer): readonly DerValue[] {
  const values: DerValue[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0
    const { length, start } = readLength(bytes, at + 1)
    if (start + length > bytes.length) throw new SignatureError('certificate ends too early')
    values.push({ tag, content: bytes.subarray(start, start + length) })
    at = start + length
  }
  return values
}

function readLength(bytes: Buffer, at: number): { readonly length: number; readonly start: number } {
  const first = bytes[at] ?? 0
  if (first < 0x80) return { length: first, start: at + 1 }
  const size = first & 0x7f
  if (size === 0 || size > 4 || at + 1 + size > bytes.length)
    throw new SignatureError('certificate has a length that DER does not allow')
  return { length: bytes.readUIntBE(at + 1, size), start: at + 1 + size }
}
