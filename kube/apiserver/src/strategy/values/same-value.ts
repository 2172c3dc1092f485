import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { isEmptyMap } from '../../decode/index.ts'

/** Whether Kubernetes takes two values for the same: an empty list or map is as good as none. */
export function sameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (isNothing(a)) return isNothing(b)
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]))
  }
  return isJsonObject(a) && isJsonObject(b) && sameMembers(a, b)
}

function sameMembers(a: JsonObject, b: JsonObject): boolean {
  for (const key in a) if (!sameValue(a[key], b[key])) return false
  for (const key in b) if (a[key] === undefined && !isNothing(b[key])) return false
  return true
}

function isNothing(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true
  return Array.isArray(value) ? value.length === 0 : isEmptyMap(value)
}
