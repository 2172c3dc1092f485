import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { formatSeconds, formatTimestamp } from './go-text.ts'
import { CelStruct } from './struct.ts'
import {
  CelMap,
  Duration,
  EvaluationError,
  isList,
  type Key,
  Timestamp,
  typeNameOf,
  Uint,
  type Value,
} from './values.ts'

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

/**
 * A value as JSON: times and durations as texts, messages as objects.
 * @throws EvaluationError for what JSON cannot say
 */
export function toJson(value: Value): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'bigint') return wholeNumber(value)
  if (typeof value === 'number') return value
  if (isList(value)) return value.map(toJson)
  if (value instanceof CelMap) return objectOf(value.entries)
  if (value instanceof CelStruct) return objectOf(value.fields)
  if (value instanceof Uint) return wholeNumber(value.value)
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof Duration) return formatSeconds(value.ns)
  throw new EvaluationError(`type conversion error from '${typeNameOf(value)}' to JSON`)
}

function wholeNumber(value: bigint): JsonValue {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}

function objectOf(entries: ReadonlyMap<Key, Value>): JsonValue {
  return Object.fromEntries([...entries].map(([key, value]) => [String(key), toJson(value)]))
}
