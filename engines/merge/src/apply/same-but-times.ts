import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { managersOf } from './update-managers.ts'

/** `next` with the managers of `old` where nothing but the times of managers differs: such a write is none. */
export function keepManagerTimes(next: JsonObject, old: JsonObject): JsonObject {
  const now = managersOf(next)
  const before = managersOf(old)
  if (!Array.isArray(now) || !Array.isArray(before) || now.length !== before.length) return next
  if (!now.every((entry, i) => deepEqual(untimed(entry), untimed(before[i])))) return next
  const { metadata } = next
  const kept = { ...next, metadata: { ...(isJsonObject(metadata) ? metadata : {}), managedFields: before } }
  return deepEqual(kept, old) ? kept : next
}

function untimed(entry: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(entry)) return entry
  const { time: _time, ...rest } = entry
  return rest
}
