/**
 * Empty lists and maps. Go tells them from absent ones while a request is dealt with, and so do messages and some
 * comparisons; nothing that is written has them, but for lists that a type always writes.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type BuiltInSchema, builtInSchema, type ResourceType } from '../kinds/index.ts'
import { isOpaque, resolved, schemaProps } from './well-known.ts'

const emptyMaps = new WeakSet<JsonObject>()

/** An empty map, which is told from an empty struct by where it came from. */
export function emptyMap(): JsonObject {
  const map = {}
  emptyMaps.add(map)
  return map
}

/** Whether a value is a map that a body had without members. */
export function isEmptyMap(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && emptyMaps.has(value) && Object.keys(value).length === 0
}

/**
 * The object as JSON that Go writes: without empty lists and maps where the type leaves them out. The same object
 * where there are none.
 */
export function withoutEmpty(object: JsonObject, type: ResourceType): JsonObject {
  return written(object, type, { isJson: true })
}

/**
 * The object as it comes back from storage: of kinds that are stored as protobuf, empty lists that are always
 * written come back as null.
 */
export function storedForm(object: JsonObject, type: ResourceType): JsonObject {
  return written(object, type, { isJson: type.kind === 'CustomResourceDefinition' })
}

interface WrittenForm {
  readonly isJson: boolean
}

function written(object: JsonObject, type: ResourceType, form: WrittenForm): JsonObject {
  const schema = type.custom ? undefined : builtInSchema(type.schemaName)
  return schema ? writtenStruct(object, schema, form) : object
}

function writtenStruct(object: JsonObject, schema: BuiltInSchema, form: WrittenForm): JsonObject {
  const { properties } = schema
  if (!properties) return object
  let copy: Record<string, JsonValue | undefined> | undefined
  for (const key in object) {
    const value = object[key]
    const property = typeof value === 'object' && value !== null ? properties[key] : undefined
    if (!property || value === undefined || value === null) continue
    const member = writtenMember(value, property, form)
    if (member === value) continue
    copy ??= { ...object }
    if (member === undefined) delete copy[key]
    else copy[key] = member
  }
  return copy ?? object
}

function writtenMember(value: JsonValue, property: BuiltInSchema, form: WrittenForm): JsonValue | undefined {
  if (isOpaque(property)) return value
  const target = resolved(property)
  const isEmpty = Array.isArray(value)
    ? value.length === 0
    : !property.$ref && !target.properties && isJsonObject(value) && isWithoutMembers(value)
  if (!isEmpty) return writtenValue(value, property, form)
  if (property.pointer) return value
  if (!property.always) return undefined
  return form.isJson ? value : null
}

function isWithoutMembers(value: JsonObject): boolean {
  for (const _ in value) return false
  return true
}

function writtenValue(value: JsonValue, schema: BuiltInSchema, form: WrittenForm): JsonValue {
  if (isOpaque(schema)) return value
  if (schema.$ref?.startsWith(`${schemaProps}Or`)) schema = orSchema(value)
  const target = resolved(schema)
  if (Array.isArray(value)) {
    const items = target.items ?? {}
    return isPlain(items) ? value : changedList(value, item => writtenValue(item, items, form))
  }
  if (!isJsonObject(value)) return value
  if (target.properties) return writtenStruct(value, target, form)
  const items = target.additionalProperties
  if (typeof items !== 'object' || isPlain(items)) return value
  return changedMap(value, member => writtenValue(member, items, form))
}

/** What stands where a schema or something else may: a schema, schemas, or anything else. */
function orSchema(value: JsonValue): BuiltInSchema {
  const one = { $ref: schemaProps }
  if (isJsonObject(value)) return one
  return Array.isArray(value) && value.every(isJsonObject) ? { items: one } : {}
}

/** Scalars are written as they are. */
function isPlain(schema: BuiltInSchema): boolean {
  return !schema.$ref && schema.type !== 'array' && schema.type !== 'object'
}

function changedList(
  list: readonly JsonValue[],
  change: (item: JsonValue) => JsonValue,
): readonly JsonValue[] {
  const changed = list.map(change)
  return changed.every((item, i) => item === list[i]) ? list : changed
}

function changedMap(map: JsonObject, change: (member: JsonValue) => JsonValue): JsonObject {
  const entries = Object.entries(map).map(([key, member]) => [key, change(member ?? null)] as const)
  return entries.every(([key, member]) => member === map[key]) ? map : Object.fromEntries(entries)
}
