/** Why Go's `strconv.ParseInt` refuses a text, with the value it gives all the same. */
export interface ParsedInt {
  readonly value: bigint
  readonly problem?: 'syntax' | 'range'
}

const maxInt64 = 2n ** 63n - 1n
const minInt64 = -(2n ** 63n)
const prefixes: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16 }
const digitsOf: Readonly<Record<number, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^[0-9]+$/,
  16: /^[0-9a-fA-F]+$/,
}
const radixPrefix: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' }

/**
 * Go's `strconv.ParseInt` for 64 bits.
 *
 * @param base 0 reads Go's own notation: `0x1f`, `0b1`, `0o17`, `017`, `1_000`
 */
export function parseInt64(text: string, base: 0 | 8 | 10): ParsedInt {
  const sign = text.startsWith('-') ? -1n : 1n
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text
  const { radix, digits } = base === 0 ? readNotation(unsigned) : { radix: base, digits: unsigned }
  if (digitsOf[radix]?.test(digits) !== true) return { value: 0n, problem: 'syntax' }
  const value = sign * BigInt(radixPrefix[radix] + digits)
  if (value > maxInt64) return { value: maxInt64, problem: 'range' }
  return value < minInt64 ? { value: minInt64, problem: 'range' } : { value }
}

function readNotation(text: string): { radix: number; digits: string } {
  const digits = hasGoodUnderscores(text) ? text.replaceAll('_', '') : ''
  const radix = /^0[box]./i.test(digits) ? prefixes[digits.charAt(1).toLowerCase()] : undefined
  if (radix !== undefined) return { radix, digits: digits.slice(2) }
  return digits.length > 1 && digits.startsWith('0')
    ? { radix: 8, digits: digits.slice(1) }
    : { radix: 10, digits }
}

/** Underscores stand between digits, or between a prefix and a digit. */
export function hasGoodUnderscores(text: string): boolean {
  if (!text.includes('_')) return true
  const body = /^0[box]/i.test(text) ? `0${text.slice(2)}` : text
  return !/^_|_$|__|_[^0-9a-fA-F]|[^0-9a-fA-F]_/.test(body)
}
