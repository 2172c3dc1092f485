import { isDigit, skipWord } from './characters.ts'

/** Where a number ends, and whether nothing that could be part of it follows. */
export interface ScannedNumber {
  readonly at: number
  readonly isWhole: boolean
}

/** Takes what looks like a number; whether it is one is seen later. */
export function scanNumber(text: string, from: number): ScannedNumber {
  let at = skipOne(text, from, '+-')
  let isOf: (code: number) => boolean = isDecimal
  let exponent = 'eE'
  if (text[at] === '0') {
    at++
    const prefix = (text[at] ?? '').toLowerCase()
    if (prefix === 'x' || prefix === 'o' || prefix === 'b') {
      at++
      isOf = prefix === 'x' ? isHex : prefix === 'o' ? isOctal : isBinary
      exponent = prefix === 'x' ? 'pP' : ''
    }
  }
  at = skipDigits(text, at, isOf)
  if (text[at] === '.') at = skipDigits(text, at + 1, isOf)
  const letter = text[at]
  if (letter !== undefined && exponent.includes(letter)) {
    at = skipDigits(text, skipOne(text, at + 1, '+-'), isDecimal)
  }
  at = skipOne(text, at, 'i')
  if (skipWord(text, at) === at) return { at, isWhole: true }
  return { at: at + String.fromCodePoint(text.codePointAt(at) ?? 0).length, isWhole: false }
}

function skipOne(text: string, at: number, characters: string): number {
  const char = text[at]
  return char !== undefined && characters.includes(char) ? at + 1 : at
}

function skipDigits(text: string, from: number, isOf: (code: number) => boolean): number {
  let at = from
  while (isOf(text.charCodeAt(at))) at++
  return at
}

function isDecimal(code: number): boolean {
  return isDigit(code) || code === 0x5f
}

function isHex(code: number): boolean {
  const lower = code | 0x20
  return isDecimal(code) || (lower >= 0x61 && lower <= 0x66)
}

function isOctal(code: number): boolean {
  return (code >= 0x30 && code <= 0x37) || code === 0x5f
}

function isBinary(code: number): boolean {
  return code === 0x30 || code === 0x31 || code === 0x5f
}
