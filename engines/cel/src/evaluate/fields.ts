/** What is found, or not, under a name. @module */
import { findElement } from '../library/access.ts'
import { CelMap, EvaluationError, Optional, type Value } from '../values.ts'

/** Nothing has the name. */
export class NoAttribute extends EvaluationError {}

/** The error of a name that stands for nothing. */
export function noAttribute(name: string): NoAttribute {
  return new NoAttribute(`no such attribute(s): ${name}`)
}

/** `value.field`. */
export function selectField(value: Value, field: string): Value {
  if (value instanceof CelMap) {
    const found = value.get(field)
    if (found !== undefined) return found
    throw new EvaluationError(`no such key: ${field}`)
  }
  if (value instanceof Optional) {
    return new Optional(value.value === undefined ? undefined : findElement(value.value, field))
  }
  throw new EvaluationError(`no such key: ${field}`)
}

/** `has(value.field)`. */
export function hasField(value: Value, field: string): boolean {
  const inside = value instanceof Optional ? value.value : value
  if (inside === undefined) return false
  if (inside instanceof CelMap) return inside.get(field) !== undefined
  throw new EvaluationError('no such overload')
}
