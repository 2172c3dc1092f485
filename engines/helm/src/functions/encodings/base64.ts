/**
 * Go's standard base64 of bytes and strings.
 * @module
 */
import { goBytes, goString, isAscii } from '@sluice/gotemplate'

/** Arguments that one call takes without overflowing the stack. */
const chunk = 0x2000

/** Bytes as base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += chunk) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunk))
  }
  return btoa(binary)
}

/** A string's bytes as base64. */
export function encodeTextBase64(text: string): string {
  return isAscii(text) ? btoa(text) : encodeBase64(goBytes(text))
}

const groups = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The bytes that base64 stands for; line breaks anywhere are skipped. @throws Error in Go's words */
export function decodeBase64(text: string): Uint8Array {
  const joined = text.replace(/[\r\n]/g, '')
  // The built-in decoder forgives what Go does not: blanks, missing padding.
  if (!groups.test(joined)) throw new Error(`illegal base64 data at input byte ${firstWrong(goBytes(text))}`)
  return Uint8Array.from(atob(joined), char => char.charCodeAt(0))
}

/** What base64 stands for, as a string. @throws Error in Go's words */
export function decodeTextBase64(text: string): string {
  return goString(decodeBase64(text))
}

const padding = 0x3d

/** The offset that Go names: of the first byte that cannot be there, or of the group that ends too early. */
function firstWrong(bytes: Uint8Array): number {
  const significant = [...bytes.keys()].filter(at => !isBreak(bytes[at]))
  for (let start = 0; start < significant.length; start += 4) {
    for (let j = 0; j < 4; j++) {
      const at = significant[start + j]
      // Go counts back from the end by the characters of the group, line breaks not counted.
      if (at === undefined) return bytes.length - j
      if (isDigit(bytes[at])) continue
      if (bytes[at] !== padding || j < 2) return at
      return wrongPadding(bytes, significant, start + j)
    }
  }
  return bytes.length
}

/** The group is padded from `index` on: what is wrong is missing or different padding, or what follows it. */
function wrongPadding(bytes: Uint8Array, significant: readonly number[], index: number): number {
  const isThird = index % 4 === 2
  const next = significant[index + 1]
  if (!isThird) return next ?? bytes.length
  if (next === undefined) return bytes.length
  if (bytes[next] !== padding) return next - 1
  return significant[index + 2] ?? bytes.length
}

function isBreak(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && /[A-Za-z0-9+/]/.test(String.fromCharCode(byte))
}
