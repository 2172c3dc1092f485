/** Reading members of decoded objects: what is absent or of another shape reads as nothing. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

const nothing: JsonObject = {}

/** A member that is an object; an empty one where it is not. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isJsonObject(value) ? value : nothing
}

/** A member that is an object, or undefined. */
export function findObject(object: JsonObject, key: string): JsonObject | undefined {
  const value = object[key]
  return isJsonObject(value) ? value : undefined
}

/** A member that is a list; an empty one where it is not. */
export function listAt(object: JsonObject, key: string): readonly JsonValue[] {
  const value = object[key]
  return Array.isArray(value) ? value : []
}

/** The objects in a member that is a list of objects. */
export function objectsAt(object: JsonObject, key: string): readonly JsonObject[] {
  return listAt(object, key).filter(isJsonObject)
}

/** The texts in a member that is a list of texts. */
export function textsAt(object: JsonObject, key: string): readonly string[] {
  return listAt(object, key).filter(value => typeof value === 'string')
}

/** A member that is a text; an empty one where it is not. */
export function textAt(object: JsonObject, key: string): string {
  const value = object[key]
  return typeof value === 'string' ? value : ''
}

/** A member that is a number, or undefined. */
export function numberAt(object: JsonObject, key: string): number | undefined {
  const value = object[key]
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' ? value : undefined
}

/** The members of a map of texts. */
export function textMapAt(object: JsonObject, key: string): readonly (readonly [string, string])[] {
  return Object.entries(objectAt(object, key)).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
}

/** Sorted copy, by code unit, as Go sorts texts that are ASCII. */
export function sortedKeys(object: JsonObject): readonly string[] {
  return Object.keys(object)
    .filter(key => object[key] !== undefined)
    .sort()
}

/** How many bytes the keys and values of a map of texts have. */
export function textBytes(map: JsonObject): number {
  let bytes = 0
  for (const [key, value] of Object.entries(map)) {
    bytes += Buffer.byteLength(key) + (typeof value === 'string' ? Buffer.byteLength(value) : 0)
  }
  return bytes
}
