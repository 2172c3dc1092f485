import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** The member as an object; empty where it is none. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isJsonObject(value) ? value : {}
}

/** The member as a string; empty where it is none. */
export function stringAt(object: JsonObject, key: string): string {
  const value = object[key]
  return typeof value === 'string' ? value : ''
}

/** The member as a list; empty where it is none. */
export function listAt(object: JsonObject, key: string): readonly JsonValue[] {
  const value = object[key]
  return Array.isArray(value) ? value : []
}

export function metaOf(object: JsonObject): JsonObject {
  return objectAt(object, 'metadata')
}

/** The object with some metadata changed; `undefined` takes a member away. */
export function withMeta(object: JsonObject, changes: JsonObject): JsonObject {
  const metadata: Record<string, JsonValue | undefined> = { ...metaOf(object), ...changes }
  for (const key of Object.keys(changes)) if (changes[key] === undefined) delete metadata[key]
  return { ...object, metadata }
}

/** The object without some of its members. */
export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
}

/** Strings of a list member, such as finalizers. */
export function stringsAt(object: JsonObject, key: string): readonly string[] {
  return listAt(object, key).filter(value => typeof value === 'string')
}

/** A time as Kubernetes writes it: UTC, whole seconds. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

/** Whether a deletion was asked for and not yet finished. */
export function isDeleting(object: JsonObject): boolean {
  return metaOf(object)['deletionTimestamp'] !== undefined
}
