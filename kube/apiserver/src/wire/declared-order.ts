import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { declaredFields, mapValueType } from './messages.ts'

/** The JSON value of a kind with its members in the order that the kind declares; maps are sorted by key. */
export function inDeclaredOrder(value: JsonValue, message: string): JsonValue {
  const fields = isJsonObject(value) ? declaredFields(message) : undefined
  if (!fields || !isJsonObject(value)) return value
  const ordered: Record<string, JsonValue | undefined> = {}
  const isDeclared = (key: string) => fields.some(({ name }) => name === key)
  for (const key of ['kind', 'apiVersion']) {
    if (value[key] !== undefined && !isDeclared(key)) ordered[key] = value[key]
  }
  addFields(ordered, value, message)
  for (const key of Object.keys(value).sort()) if (!(key in ordered)) ordered[key] = value[key]
  return ordered
}

function addFields(ordered: Record<string, JsonValue | undefined>, value: JsonObject, message: string): void {
  for (const { name, type } of declaredFields(message) ?? []) {
    if (name === '') addFields(ordered, value, type)
    const member = value[name]
    if (member === undefined) continue
    ordered[name] = Array.isArray(member)
      ? member.map(each => inDeclaredOrder(each, type))
      : mapValueType(type) === undefined
        ? inDeclaredOrder(member, type)
        : sortedMap(member, mapValueType(type) ?? '')
  }
}

function sortedMap(value: JsonValue, type: string): JsonValue {
  if (!isJsonObject(value)) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map(key => [key, inDeclaredOrder(value[key] ?? null, type)]))
}
