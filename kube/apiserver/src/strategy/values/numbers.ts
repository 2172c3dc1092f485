/** Numbers and percentages as Kubernetes checks them. @module */
import type { JsonValue } from '@sluice/base/json'
import { type FieldError, invalid, notSupported } from '../../status/index.ts'

/** A number that may not be negative. */
export function* nonNegative(value: number | undefined, field: string): Generator<FieldError> {
  if (value !== undefined && value < 0) yield invalid(field, value, 'must be greater than or equal to 0')
}

/** A number that must be above zero. */
export function* positive(value: number | undefined, field: string): Generator<FieldError> {
  if (value !== undefined && value <= 0) yield invalid(field, value, 'must be greater than 0')
}

/** A number between two bounds, both allowed. */
export function* between(
  value: number | undefined,
  bounds: readonly [number, number],
  field: string,
): Generator<FieldError> {
  if (value !== undefined && (value < bounds[0] || value > bounds[1])) {
    yield invalid(field, value, `must be between ${bounds[0]} and ${bounds[1]}, inclusive`)
  }
}

/** One of a list of words. */
export function* oneOf(value: string, words: readonly string[], field: string): Generator<FieldError> {
  if (!words.includes(value)) yield notSupported(field, value, words)
}

const percentMessage =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"

/** A count or a percentage. */
export function* countOrPercent(value: JsonValue | undefined, field: string): Generator<FieldError> {
  if (typeof value === 'string' && !/^[0-9]+%$/.test(value)) yield invalid(field, value, percentMessage)
  if (typeof value === 'number' && value < 0)
    yield invalid(field, value, 'must be greater than or equal to 0')
}

/** A percentage may not exceed 100 %. */
export function* atMostAll(value: JsonValue | undefined, field: string): Generator<FieldError> {
  if (typeof value === 'string' && /^[0-9]+%$/.test(value) && Number.parseInt(value, 10) > 100) {
    yield invalid(field, value, 'must not be greater than 100%')
  }
}

/** The number in a count or percentage, without its percent sign. */
export function countOf(value: JsonValue | undefined): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^[0-9]+%$/.test(value) ? Number.parseInt(value, 10) : 0
}

/** A count or percentage of `total`, rounded up or down. */
export function scaledCount(value: JsonValue | undefined, total: number, up: boolean): number {
  if (typeof value === 'number') return value
  const exact = (countOf(value) * total) / 100
  return up ? Math.ceil(exact) : Math.floor(exact)
}
