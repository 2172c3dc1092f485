import { isJsonObject, type JsonValue } from './json-value.ts'

/** Whether two JSON values are equal: member order does not count, `undefined` members do not exist. */
export function deepEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => deepEqual(item, b[i]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  let members = 0
  for (const key in a) {
    if (a[key] === undefined) continue
    if (!deepEqual(a[key], b[key])) return false
    members++
  }
  for (const key in b) if (b[key] !== undefined) members--
  return members === 0
}
