import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { CelMap, type Key, type Value } from './values.ts'

/** A JSON value as expressions without a schema see it: whole numbers are ints, others doubles. */
export function fromJson(value: JsonValue): Value {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (!isJsonObject(value)) return isArray(value) ? value.map(fromJson) : value
  const entries = new Map<Key, Value>()
  for (const [key, member] of Object.entries(value))
    if (member !== undefined) entries.set(key, fromJson(member))
  return new CelMap(entries)
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
