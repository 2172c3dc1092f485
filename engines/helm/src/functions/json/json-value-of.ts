import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import {
  GoFunction,
  type GoList,
  type GoMap,
  GoObject,
  type GoValue,
  Int,
  isNilList,
  isNilMap,
} from '@sluice/gotemplate'
import { encodeBase64 } from '../encodings/base64.ts'

/** A value that JSON has no form for. */
export class MarshalError extends Error {}

/** Go looks for cycles only this deep. */
const deepEnough = 1000

/** What becomes of a string; a key may be treated otherwise than a value. */
type TextOf = (text: string, isKey: boolean) => string

/**
 * A template's value as Go's encoding/json sees it: integers stay apart from floats where they must (`bigint`), bytes
 * become base64, objects show their exported fields. Strings pass through `textOf`, and may hold bytes that are no
 * UTF-8 (see `goString`) without it.
 * @throws MarshalError for what JSON has no form for
 */
export function jsonValueOf(value: GoValue, textOf: TextOf = text => text): JsonValue {
  return convert(value, { depth: 0, ancestors: [], textOf })
}

interface Walk {
  readonly depth: number
  /** The collections around the value, noted from a certain depth on. */
  readonly ancestors: object[]
  readonly textOf: TextOf
}

function convert(value: GoValue, walk: Walk): JsonValue {
  switch (typeof value) {
    case 'string':
      return walk.textOf(value, false)
    case 'number':
      if (!Number.isFinite(value)) throw new MarshalError(`json: unsupported value: ${nonFinite(value)}`)
      return value
    case 'boolean':
      return value
    case 'undefined':
      return null
    default:
      return value === null ? null : convertObject(value, walk)
  }
}

type Collection = GoObject | GoList | GoMap

function convertObject(value: Collection | Int | Uint8Array | GoFunction, walk: Walk): JsonValue {
  if (value instanceof Int) return fitInt(value.value)
  if (value instanceof Uint8Array) return encodeBase64(value)
  if (value instanceof GoFunction) throw new MarshalError('json: unsupported type: func()')
  const { depth, ancestors } = walk
  if (depth > deepEnough) {
    if (ancestors.includes(value)) throw new MarshalError(`json: unsupported value: ${cycle(value)}`)
    ancestors.push(value)
  }
  const converted = convertMembers(value, { ...walk, depth: depth + 1 })
  if (depth > deepEnough) ancestors.pop()
  return converted
}

function convertMembers(value: Collection, walk: Walk): JsonValue {
  if (value instanceof GoObject) return convertStruct(value, walk)
  if (Array.isArray(value)) return isNilList(value) ? null : value.map(item => convert(item, walk))
  if (isNilMap(value)) return null
  const members: { [key: string]: JsonValue } = {}
  for (const key of Object.keys(value)) setMember(members, walk.textOf(key, true), convert(value[key], walk))
  return members
}

const structs = new WeakSet<object>()

/** Whether an object stands for a Go struct, whose fields keep their order where a map's keys are sorted. */
export function isStruct(value: JsonObject): boolean {
  return structs.has(value)
}

function convertStruct(value: GoObject, walk: Walk): JsonValue {
  const converted = convert(value.marshal(), walk)
  const isMap = value.kind === 'map' || !isJsonObject(converted)
  if (!isMap) structs.add(converted)
  return converted
}

/** An ordinary assignment would treat `__proto__` as the prototype. */
function setMember(members: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  if (key !== '__proto__') members[key] = value
  else Object.defineProperty(members, key, { value, enumerable: true, configurable: true, writable: true })
}

function fitInt(value: bigint): number | bigint {
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

function nonFinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

function cycle(value: object): string {
  return `encountered a cycle via ${Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'}`
}
