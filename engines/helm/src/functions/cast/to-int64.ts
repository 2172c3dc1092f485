import { GoObject, type GoValue, Int } from '@sluice/gotemplate'
import { parseInt64 } from './parse-int.ts'

/** A value as an int64 by the rules of spf13/cast: what is no number is 0. */
export function toInt64(value: GoValue): bigint {
  if (typeof value === 'number') return truncateFloat(value)
  if (value instanceof Int) return BigInt.asIntN(64, value.value)
  if (typeof value === 'string') {
    const { value: parsed, problem } = parseInt64(withoutZeroDecimals(value), 0)
    return problem ? 0n : parsed
  }
  if (value instanceof GoObject) return countOf(value)
  return value === true ? 1n : 0n
}

/** Go's conversion of a float64 to an int64 on amd64: what does not fit is the smallest int64. */
export function truncateFloat(value: number): bigint {
  if (!(value >= -(2 ** 63) && value < 2 ** 63)) return -(2n ** 63n)
  return BigInt(Math.trunc(value))
}

/** `1.0` and `1.00` count as `1`. */
function withoutZeroDecimals(text: string): string {
  return text.replace(/\.0+$/, '')
}

/** cast: months and weekdays are integers, any other named type is not. */
function countOf(value: GoObject): bigint {
  return value.kind === 'int' ? (value.number()?.value ?? 0n) : 0n
}
