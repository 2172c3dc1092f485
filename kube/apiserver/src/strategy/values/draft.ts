/** Changing a decoded object: a deep copy that is private until it is returned. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { emptyMap, isEmptyMap } from '../../decode/index.ts'

/** A part of a copy that may be written to. */
export interface Draft {
  [key: string]: JsonValue | undefined
}

/** The object with `change` made to a copy of it. */
export function edit(object: JsonObject, change: (draft: Draft) => void): JsonObject {
  const draft = copyObject(object)
  change(draft)
  return draft
}

/** A deep copy; everything in it may be written to through `child` and `children`. */
export function copyObject(object: JsonObject): Draft {
  const copy: Draft = {}
  for (const key in object) {
    // Assigned to, this one would not be a member.
    if (key === '__proto__') Object.defineProperty(copy, key, { ...own, value: copyValue(object[key]) })
    else copy[key] = copyValue(object[key])
  }
  return copy
}

const own = { writable: true, enumerable: true, configurable: true }

function copyValue(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map(item => copyValue(item) ?? null)
  if (isEmptyMap(value)) return emptyMap()
  return isJsonObject(value) ? copyObject(value) : value
}

/** The member, if it is an object. Parts of a draft are its own copies, so writing to them is writing to the draft. */
export function child(draft: Draft, key: string): Draft | undefined {
  const value = draft[key]
  return isJsonObject(value) ? (value as Draft) : undefined
}

/** The member, made an empty object if it is none. */
export function ensure(draft: Draft, key: string): Draft {
  const found = child(draft, key)
  if (found) return found
  const made: Draft = {}
  draft[key] = made
  return made
}

/** The objects in the member, if it is a list. */
export function children(draft: Draft, key: string): readonly Draft[] {
  const value = draft[key]
  return Array.isArray(value) ? value.filter(item => isJsonObject(item)).map(item => item as Draft) : []
}

/** Sets the member where it is absent. */
export function fill(draft: Draft, key: string, value: JsonValue): void {
  if (draft[key] === undefined || draft[key] === null) draft[key] = value
}

/** Sets the member to a value, or removes it. */
export function assign(draft: Draft, key: string, value: JsonValue | undefined): void {
  if (value === undefined) delete draft[key]
  else draft[key] = value
}
