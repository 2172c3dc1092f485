import { type GoValue, Int, sortedKeys } from '@sluice/gotemplate'
import { isTable } from './table.ts'

/** A value as Go's `%v` prints it. */
export function printValue(value: GoValue): string {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'number') return printFloat(value)
  if (Array.isArray(value)) return `[${value.map(printValue).join(' ')}]`
  if (isTable(value)) {
    return `map[${sortedKeys(value)
      .map(key => `${key}:${printValue(value[key])}`)
      .join(' ')}]`
  }
  return String(value)
}

/** A value as Go's `%t` prints it, which is meant for booleans and says so. */
export function printAsBool(value: GoValue): string {
  if (value === null || value === undefined) return '%!t(<nil>)'
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(printAsBool).join(' ')}]`
  if (typeof value === 'number') return `%!t(float64=${printFloat(value)})`
  return value instanceof Int ? `%!t(${value.kind}=${value})` : `%!t(string=${String(value)})`
}

/** Go: with an exponent below 1e-4 and from 1e21, and of two digits at least. */
function printFloat(value: number): string {
  const size = Math.abs(value)
  const text = size !== 0 && (size < 1e-4 || size >= 1e21) ? value.toExponential() : String(value)
  return text.replace(/e([-+])(\d)$/, 'e$10$2')
}
