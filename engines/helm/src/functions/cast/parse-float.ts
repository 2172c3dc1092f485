import { hasGoodUnderscores } from './parse-int.ts'

const decimal = /^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?[\d_]+)?$/i
const hexadecimal = /^([+-]?)0x_?([\da-f][\da-f_]*)?(?:\.([\da-f_]*))?p([+-]?[\d_]+)$/i

/** Go's `strconv.ParseFloat` for 64 bits; undefined for what is no number or too large for one. */
export function parseFloat64(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return Number.NaN
  if (!hasGoodUnderscores(text.replace(/^[+-]/, ''))) return undefined
  const value = decimal.test(text) ? Number(text.replaceAll('_', '')) : parseHexadecimal(text)
  return value === undefined || !Number.isFinite(value) ? undefined : value
}

function parseHexadecimal(text: string): number | undefined {
  const match = hexadecimal.exec(text.replaceAll('_', ''))
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = ''] = match
  if (whole + fraction === '') return undefined
  const value = roundBinary(BigInt(`0x${whole}${fraction}`), Number(exponent) - 4 * fraction.length)
  return sign === '-' ? -value : value
}

/** `mantissa` × 2^`exponent`, rounded once, half to even. */
function roundBinary(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0
  const length = mantissa.toString(2).length
  const excess = Math.max(length - 53, -1074 - exponent, 0)
  if (excess === 0) return scale(Number(mantissa), exponent)
  if (excess > length + 1) return 0
  const shift = BigInt(excess)
  const kept = mantissa >> shift
  const rest = mantissa - (kept << shift)
  const half = 1n << (shift - 1n)
  const isUp = rest > half || (rest === half && (kept & 1n) === 1n)
  return scale(Number(isUp ? kept + 1n : kept), exponent + excess)
}

/** In two steps, since a power of two may itself be out of range. */
function scale(value: number, exponent: number): number {
  const bounded = Math.max(-2200, Math.min(2200, exponent))
  const half = Math.trunc(bounded / 2)
  return value * 2 ** half * 2 ** (bounded - half)
}
