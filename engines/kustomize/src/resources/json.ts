import type { JsonValue } from '@sluice/base/json'
import { copySpellings } from './spelling.ts'

/** JSON that the engine owns and may change in place. */
export type Json = null | boolean | number | bigint | string | Json[] | JsonMap
/** A mapping that the engine owns. */
export type JsonMap = { [key: string]: Json }

/** Whether a value is a mapping. */
export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is text, a number, a boolean or null. */
export function isScalar(value: Json | undefined): value is null | boolean | number | bigint | string {
  return value !== undefined && (typeof value !== 'object' || value === null)
}

/** A copy that may be changed, written as the original was. */
export function copyJson(value: JsonValue): Json {
  const copy = copyPlain(value, copyJson)
  if (typeof value === 'object' && value !== null) copySpellings(value, copy as object)
  return copy
}

/** A copy of the values alone: as they would be after a trip through JSON text. */
export function copyValues(value: JsonValue): Json {
  return copyPlain(value, copyValues)
}

function copyPlain(value: JsonValue, copyMember: (member: JsonValue) => Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyMember)
  const copy: JsonMap = {}
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) setMember(copy, key, copyMember(member))
  }
  return copy
}

/** Sets a member, `__proto__` included. */
export function setMember(map: JsonMap, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    map[key] = value
  }
}

/** A member of the mapping's own. */
export function member(map: JsonMap, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** A scalar as text; empty for everything else. */
export function scalarText(value: Json | undefined): string {
  if (typeof value === 'string') return value
  return value === undefined || typeof value === 'object' ? '' : String(value)
}

/** What a value is called in messages. */
export function nodeKind(value: Json | undefined): string {
  if (Array.isArray(value)) return 'SequenceNode'
  return isMap(value) ? 'MappingNode' : 'ScalarNode'
}

/** Orders text by code point, as Go does. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
