/** Maps as they are written, and what comprehensions go through. @module */

import {
  CelMap,
  EvaluationError,
  isList,
  type Key,
  keyOf,
  Optional,
  typeNameOf,
  type Value,
} from '../values.ts'
import type { Evaluator, Run } from './run.ts'

/** An entry of a map literal. */
export interface MapEntry {
  readonly key: Evaluator
  readonly value: Evaluator
  readonly isOptional: boolean
}

/** Makes the map of a literal. */
export function mapOf(entries: readonly MapEntry[], run: Run): CelMap {
  const result = new Map<Key, Value>()
  for (const entry of entries) {
    const key = keyOf(entry.key(run))
    if (key === undefined) throw new EvaluationError('unsupported key type')
    const value = entry.value(run)
    const inside = entry.isOptional ? unwrapOptional(value) : value
    if (inside === undefined) continue
    if (result.has(key)) throw new EvaluationError(`Failed with repeated key '${String(key)}'`)
    result.set(key, inside)
  }
  return new CelMap(result)
}

/** What is in an entry or item marked as optional. */
export function unwrapOptional(value: Value): Value | undefined {
  if (value instanceof Optional) return value.value
  throw new EvaluationError(`cannot initialize optional entry from non-optional value`)
}

/** Items of a list (with their index, if pairs are wanted), keys of a map (with their values). */
export function* iterate(range: Value, isPair: boolean): Generator<readonly [Value, Value | undefined]> {
  if (range instanceof CelMap) {
    for (const [key, value] of range.entries) yield [key, isPair ? value : undefined]
  } else if (isList(range)) {
    let index = 0n
    for (const item of range) yield isPair ? [index++, item] : [item, undefined]
  } else {
    const type = goTypeName(typeNameOf(range))
    throw new EvaluationError(
      isPair ? `unsupported comprehension range type: ${type}` : `got '${type}', expected iterable type`,
    )
  }
}

/** cel-go names what is no range by the type of its own that holds it. */
function goTypeName(type: string): string {
  const name = type === 'null_type' ? 'null' : (type.split('.').at(-1) ?? '')
  const held = `types.${name.charAt(0).toUpperCase()}${name.slice(1)}`
  return type === 'optional_type' ? '*types.Optional' : type === 'type' ? '*types.Type' : held
}
