/**
 * Go's standard base32 of strings.
 * @module
 */
import { goBytes, goString } from '@sluice/gotemplate'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A string's bytes as base32 with padding. */
export function encodeTextBase32(text: string): string {
  let encoded = ''
  let bits = 0
  let count = 0
  for (const byte of goBytes(text)) {
    bits = (bits << 8) | byte
    count += 8
    for (; count >= 5; count -= 5) encoded += alphabet.charAt((bits >> (count - 5)) & 31)
    bits &= (1 << count) - 1
  }
  if (count > 0) encoded += alphabet.charAt((bits << (5 - count)) & 31)
  return encoded.padEnd(Math.ceil(encoded.length / 8) * 8, '=')
}

/** What base32 stands for; line breaks anywhere are skipped. @throws Error in Go's words */
export function decodeTextBase32(text: string): string {
  const source = goBytes(text).filter(byte => byte !== 0x0a && byte !== 0x0d)
  const digits = readDigits(source)
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const digit of digits) {
    bits = (bits << 5) | digit
    count += 5
    if (count >= 8) {
      count -= 8
      bytes.push((bits >> count) & 255)
      bits &= (1 << count) - 1
    }
  }
  return goString(Uint8Array.from(bytes))
}

/** The value of every character before the padding. */
function readDigits(source: Uint8Array): number[] {
  const digits: number[] = []
  for (let at = 0; at < source.length; at++) {
    const inGroup = digits.length % 8
    const left = source.length - at - 1
    if (source[at] === 0x3d && inGroup >= 2 && left < 8) {
      checkPadding(source, at, inGroup)
      return digits
    }
    const digit = alphabet.indexOf(String.fromCharCode(source[at] ?? 0))
    if (digit < 0) throw corrupt(at)
    digits.push(digit)
  }
  if (digits.length % 8 !== 0) throw corrupt(source.length - (digits.length % 8))
  return digits
}

/** Padding fills the group of eight, and only after as many characters as make whole bytes. */
function checkPadding(source: Uint8Array, at: number, inGroup: number): void {
  const left = source.length - at - 1
  if (left + inGroup < 7) throw corrupt(source.length)
  for (let k = 0; k < 7 - inGroup; k++) {
    const next = source[at + 1 + k]
    if (next !== undefined && next !== 0x3d) throw corrupt(at + k)
  }
  if (inGroup === 3 || inGroup === 6) throw corrupt(at)
}

function corrupt(at: number): Error {
  return new Error(`illegal base32 data at input byte ${at}`)
}
