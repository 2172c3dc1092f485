/**
 * How Kubernetes' messages print a struct: as JSON of its internal Go type, whose fields have Go names, stand in
 * the order they were declared, and are all there.
 * @module
 */
import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { goShapes } from './go-shapes.ts'
import { sortedKeys } from './read.ts'

/** The error about a struct, which is shown as its Go type. */
export function invalidStruct(field: string, shape: string, value: JsonObject, detail: string): FieldError {
  return { ...invalid(field, '', detail), shown: goText(shape, value) }
}

/** The JSON text of a struct. */
export function goText(shape: string, object: JsonObject): string {
  return formatJson(goForm(shape, object))
}

/** The struct as JSON, with Go names. */
export function goForm(shape: string, object: JsonObject): JsonObject {
  const form: Record<string, JsonValue> = {}
  for (const { goName, jsonName, kind, isOptional } of fieldsOf(shape)) {
    const value = object[jsonName]
    if (!isOptional || !isLeftOut(kind, value)) form[goName] = memberForm(kind, value)
  }
  return form
}

interface Field {
  readonly goName: string
  readonly jsonName: string
  readonly kind: string
  readonly isOptional: boolean
}

const parsed = new Map<string, readonly Field[]>()

function fieldsOf(shape: string): readonly Field[] {
  let fields = parsed.get(shape)
  if (!fields) parsed.set(shape, (fields = (goShapes[shape] ?? '').split(' ').filter(Boolean).map(fieldOf)))
  return fields
}

function fieldOf(entry: string): Field {
  const [names = '', type = ''] = entry.split(':')
  const [goName = '', jsonName = names.charAt(0).toLowerCase() + names.slice(1)] = names.split('=')
  const isOptional = type.startsWith('?')
  return { goName, jsonName, kind: isOptional ? type.slice(1) : type, isOptional }
}

function isLeftOut(kind: string, value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true
  if (Array.isArray(value)) return value.length === 0
  if (isJsonObject(value)) return Object.keys(value).length === 0
  // What Go points at is there whatever it is.
  return kind !== 'n' && (value === false || value === 0 || value === '')
}

/** A map as Go prints it. */
export function sortedMap(map: JsonObject): JsonObject {
  return Object.fromEntries(sortedKeys(map).map(key => [key, map[key]]))
}

const zeros: Readonly<Record<string, JsonValue>> = { s: '', i: 0, b: false, q: '0', n: null }

function memberForm(kind: string, value: JsonValue | undefined): JsonValue {
  const zero = zeros[kind]
  // What has no type of its own and members is a map, which Go sorts.
  if (zero !== undefined) return isJsonObject(value) ? sortedMap(value) : (value ?? zero)
  if (kind.startsWith('*')) return isJsonObject(value) ? goForm(kind.slice(1), value) : null
  if (kind.startsWith('[')) {
    return Array.isArray(value) ? value.filter(isJsonObject).map(item => goForm(kind.slice(1), item)) : null
  }
  return goForm(kind, isJsonObject(value) ? value : {})
}
