/**
 * Kubernetes quantities: exact decimal numbers with a suffix, and their canonical text.
 *
 * A quantity keeps the family its text was written in (binary `Ki`, decimal `k`, exponent `e3`), because the
 * canonical form stays in that family. Precision ends at nano (10⁻⁹), where values round up (away from zero).
 * @module
 */

type Family = 'binary' | 'decimal' | 'exponent'

/** A parsed quantity: an exact count of billionths. */
export interface Quantity {
  readonly nano: bigint
  readonly family: Family
}

const grammar = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,9})?$/
const binary: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }
const decimal: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const decimalSuffix = new Map(Object.entries(decimal).map(([suffix, power]) => [power, suffix]))
const billion = 1_000_000_000n
/** Values at or beyond 2^63 are capped, as Kubernetes does. */
const cap = ((1n << 63n) - 1n) * billion

/** What a text that is no quantity is refused with. */
export const quantityError =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

/** Parses a quantity, or gives undefined for a text that is none. */
export function parseQuantity(text: string): Quantity | undefined {
  if (text.length > 64) return undefined
  const match = grammar.exec(text)
  if (!match) return undefined
  const [, sign, digits = '', suffix = ''] = match
  const [whole = '', fraction = ''] = digits.split('.')
  const mantissa = BigInt(`${whole}${fraction}` || '0')
  const magnitude = scaled(mantissa, -fraction.length, suffix)
  if (magnitude === undefined) return undefined
  const nano = magnitude.nano > cap ? cap : magnitude.nano
  return { nano: sign === '-' ? -nano : nano, family: magnitude.family }
}

function scaled(mantissa: bigint, power: number, suffix: string): Quantity | undefined {
  const bits = binary[suffix]
  if (bits !== undefined) return { nano: timesTen(mantissa << BigInt(bits), power + 9), family: 'binary' }
  const tens = decimal[suffix]
  if (tens !== undefined) return { nano: timesTen(mantissa, power + tens + 9), family: 'decimal' }
  const exponent = Number(suffix.slice(1))
  if (exponent > 18) return { nano: mantissa === 0n ? 0n : cap, family: 'exponent' }
  if (exponent < -30) return { nano: mantissa === 0n ? 0n : 1n, family: 'exponent' }
  return { nano: timesTen(mantissa, power + exponent + 9), family: 'exponent' }
}

/** `value · 10^power`, rounded up. */
function timesTen(value: bigint, power: number): bigint {
  if (power >= 0) return value * 10n ** BigInt(power)
  const divisor = 10n ** BigInt(-power)
  return (value + divisor - 1n) / divisor
}

/** The canonical text: no fraction, the largest suffix that keeps the value exact, within the quantity's family. */
export function formatQuantity({ nano, family }: Quantity): string {
  if (nano === 0n) return '0'
  const sign = nano < 0n ? '-' : ''
  const magnitude = nano < 0n ? -nano : nano
  // A binary quantity below 1024, or with a fraction, reads as a decimal one.
  if (family === 'binary' && magnitude >= 1024n * billion && magnitude % billion === 0n) {
    return sign + formatBinary(magnitude / billion)
  }
  return sign + formatDecimal(magnitude, family === 'exponent')
}

function formatBinary(value: bigint): string {
  let rest = value
  let step = 0
  while (step < 6 && rest % 1024n === 0n) {
    rest /= 1024n
    step++
  }
  const suffix = Object.keys(binary)[step - 1] ?? ''
  return `${rest}${suffix}`
}

function formatDecimal(nano: bigint, exponent: boolean): string {
  let rest = nano
  let power = -9
  while (power < 18 && rest % 1000n === 0n) {
    rest /= 1000n
    power += 3
  }
  if (!exponent) return `${rest}${decimalSuffix.get(power) ?? ''}`
  return power === 0 ? `${rest}` : `${rest}e${power}`
}

/** The canonical text of a quantity written as text or number; anything else comes back unchanged. */
export function canonicalQuantity(value: string | number | bigint): string {
  const parsed = parseQuantity(String(value))
  return parsed ? formatQuantity(parsed) : String(value)
}

/** Below zero, zero or above, as `a` is less than, equal to or greater than `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0
}

/** The sum; its family is that of the first term that is not zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano + b.nano, family: a.nano === 0n ? b.family : a.family }
}

/** The quantity zero. */
export const zeroQuantity: Quantity = { nano: 0n, family: 'decimal' }
