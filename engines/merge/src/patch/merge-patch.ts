import { isJsonObject, type JsonObject, type JsonValue, memberOf, setMember } from '@sluice/base/json'

/** JSON merge patch (RFC 7386): null removes, objects merge, all else replaces. */
export function applyMergePatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return isJsonObject(target) ? patch : withoutNulls(patch)
  if (!isJsonObject(target)) return withoutNulls(patch)
  const result: Record<string, JsonValue | undefined> = { ...target }
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue
    const before = memberOf(target, name) ?? null
    if (value === null) delete result[name]
    else setMember(result, name, before === null ? withoutNulls(value) : applyMergePatch(before, value))
  }
  return result
}

/** What a patch adds where nothing was: nulls in objects mean absence there too; items of lists stay. */
function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isJsonObject(value)) return value
  const result: Record<string, JsonValue> = {}
  for (const name in value) {
    const member: JsonObject[string] = value[name]
    if (member !== undefined && member !== null) setMember(result, name, withoutNulls(member))
  }
  return result
}
