import { type GoValue, Int } from '@sluice/gotemplate'
import { isTable } from '../values/table.ts'
import type { JsonType } from './schema-node.ts'

/** A value's JSON type; whole numbers are numbers too. */
export function jsonTypeOf(value: GoValue): JsonType | 'invalid' {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number' || value instanceof Int) return 'number'
  if (Array.isArray(value)) return 'array'
  return isTable(value) ? 'object' : 'invalid'
}

/** Whether two values are the same to JSON: 1 is 1.0, members have no order. */
export function areEqual(a: GoValue, b: GoValue): boolean {
  const type = jsonTypeOf(a)
  if (type !== jsonTypeOf(b)) return false
  if (type === 'number') return numberOf(a) === numberOf(b)
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => areEqual(item, b[i]))
  }
  if (isTable(a) && isTable(b)) {
    const names = Object.keys(a)
    return (
      names.length === Object.keys(b).length &&
      names.every(name => Object.hasOwn(b, name) && areEqual(a[name], b[name]))
    )
  }
  return a === b
}

/** A number as a float64. */
export function numberOf(value: GoValue): number {
  return value instanceof Int ? Number(value.value) : Number(value)
}

/** The first pair of items that are equal, the earlier one first. */
export function findDuplicates(items: readonly GoValue[]): readonly [number, number] | undefined {
  const seen = new Map<string, number[]>()
  for (const [i, item] of items.entries()) {
    const key = bucketOf(item)
    const bucket = seen.get(key) ?? []
    const earlier = bucket.find(j => areEqual(item, items[j]))
    if (earlier !== undefined) return [earlier, i]
    bucket.push(i)
    seen.set(key, bucket)
  }
  return undefined
}

/** Equal values have equal keys; so do many collections, which then are compared. */
function bucketOf(value: GoValue): string {
  const type = jsonTypeOf(value)
  if (type === 'number') return `number ${numberOf(value)}`
  if (Array.isArray(value)) return `array ${value.map(bucketOf).join()}`
  if (isTable(value)) {
    return `object ${Object.keys(value)
      .sort()
      .map(name => `${name}=${bucketOf(value[name])}`)
      .join()}`
  }
  return `${type} ${String(value)}`
}

/** Whether a number is a whole multiple of another, by their decimal digits. */
export function isMultiple(value: number, of: number): boolean {
  const [digits, exponent] = decimalOf(value)
  const [unit, unitExponent] = decimalOf(of)
  const low = Math.min(exponent, unitExponent)
  const divisor = unit * 10n ** BigInt(unitExponent - low)
  return divisor !== 0n && (digits * 10n ** BigInt(exponent - low)) % divisor === 0n
}

function decimalOf(value: number): [bigint, number] {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return [BigInt(whole + fraction), Number(exponent) - fraction.length]
}
