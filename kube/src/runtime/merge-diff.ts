import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** The merge patch (RFC 7386) that leads from one object to another; undefined if they are equal. */
export function mergeDiff(from: JsonObject, to: JsonObject): JsonObject | undefined {
  const patch: Record<string, JsonValue> = {}
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const change = diffMember(from[key], to[key])
    if (change !== undefined) patch[key] = change
  }
  return Object.keys(patch).length > 0 ? patch : undefined
}

function diffMember(before: JsonValue | undefined, after: JsonValue | undefined): JsonValue | undefined {
  if (after === undefined) return before === undefined ? undefined : null
  if (deepEqual(before, after)) return undefined
  return isJsonObject(before) && isJsonObject(after) ? mergeDiff(before, after) : after
}
