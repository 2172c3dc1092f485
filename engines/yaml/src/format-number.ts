import type { Dialect } from './resolve-scalar.ts'

const maxUint64 = 2n ** 64n - 1n
const minInt64 = -(2n ** 63n)

/**
 * A number as Go's YAML writes it. `v2` has its numbers from JSON, where one without a fraction is an integer of 64
 * bits; in `v3` a `number` is a float64 and only a `bigint` is an integer. Floats are `%g` in the fewest digits.
 */
export function formatNumber(value: number | bigint, dialect: Dialect): string {
  if (typeof value === 'bigint') return value.toString()
  if (dialect === 'v2' && Number.isInteger(value)) {
    if (Number.isSafeInteger(value)) return String(value)
    // JSON pads the fewest digits with zeros, and only these decide whether 64 bits hold the number.
    const digits = Math.abs(value) < 1e21 ? BigInt(String(value)) : undefined
    if (digits !== undefined && digits <= maxUint64 && digits >= minInt64) return digits.toString()
  }
  return formatFloat(value)
}

/** A float that is a key, in the fewest digits that 32 bits tell apart: so Go turns it into JSON. */
export function formatFloatKey(value: number): string {
  const target = Math.fround(value)
  for (let digits = 1; digits <= 9; digits++) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) === target) return formatFloat(shorter)
  }
  return formatFloat(value)
}

function formatFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '0', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 6) return String(value)
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}
