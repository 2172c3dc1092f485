import { GoObject, type GoValue, Int } from '@sluice/gotemplate'
import { parseFloat64 } from './parse-float.ts'
import { toInt64 } from './to-int64.ts'

/** A value as a float64 by the rules of spf13/cast: what is no number is 0. */
export function toFloat64(value: GoValue): number {
  if (typeof value === 'number') return value
  if (value instanceof Int) return Number(value.value)
  if (typeof value === 'string') return parseFloat64(value) ?? 0
  if (value instanceof GoObject) return Number(toInt64(value))
  return value === true ? 1 : 0
}
