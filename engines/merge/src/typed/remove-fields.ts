import { isJsonObject, type JsonObject, type JsonValue, setMember } from '@sluice/base/json'
import { type FieldSet, fieldElement } from '../field-set/index.ts'
import { itemElement } from './item-element.ts'
import { shapeFor } from './shape.ts'
import type { ListType, MapType, Type } from './type.ts'

/** The object without the fields and items of the set. It is null if it loses its last; containers in it stay, empty. */
export function removeFields(type: Type, value: JsonValue, fields: FieldSet): JsonValue {
  if (fields.isEmpty) return value
  const shape = shapeFor(type, value)
  if (!shape || shape.type === 'scalar') return value
  if (shape.type === 'list') {
    return Array.isArray(value) && shape.list.isAssociative ? removeItems(shape.list, value, fields) : null
  }
  return isJsonObject(value) && !shape.map.isAtomic ? removeMembers(shape.map, value, fields) : null
}

function removeItems(list: ListType, items: readonly JsonValue[], fields: FieldSet): JsonValue {
  const result: JsonValue[] = []
  for (const item of items) {
    const found = itemElement(list, item)
    if (found.type === 'none') result.push(item)
    else if (!fields.members.has(found.element)) {
      result.push(removeWithin(list.item.type, item, fields.below(found.element)))
    }
  }
  return result.length > 0 ? result : null
}

function removeMembers(map: MapType, value: JsonObject, fields: FieldSet): JsonValue {
  const result: Record<string, JsonValue> = {}
  let count = 0
  for (const name in value) {
    const member = value[name]
    const element = fieldElement(name)
    if (member === undefined || fields.members.has(element)) continue
    const ref = map.fields.get(name) ?? map.element
    setMember(result, name, ref ? removeWithin(ref.type, member, fields.below(element)) : member)
    count++
  }
  return count > 0 ? result : null
}

function removeWithin(type: Type, value: JsonValue, fields: FieldSet): JsonValue {
  const left = removeFields(type, value, fields)
  if (left !== null || value === null) return left
  return Array.isArray(value) ? [] : {}
}

/** Only the fields and items of the set: what one manager states of an object. */
export function extractFields(type: Type, value: JsonValue, fields: FieldSet): JsonValue | undefined {
  const shape = shapeFor(type, value)
  if (shape?.type === 'list' && shape.list.isAssociative && Array.isArray(value) && value.length > 0) {
    return extractItems(shape.list, value, fields)
  }
  if (shape?.type === 'map' && !shape.map.isAtomic && isJsonObject(value) && Object.keys(value).length > 0) {
    return extractMembers(shape.map, value, fields)
  }
  return value
}

function extractItems(list: ListType, items: readonly JsonValue[], fields: FieldSet): JsonValue | undefined {
  const result: JsonValue[] = []
  for (const item of items) {
    const found = itemElement(list, item)
    if (found.type === 'none') continue
    const below = fields.below(found.element)
    if (fields.members.has(found.element) && below.isEmpty) result.push(item)
    else if (fields.members.has(found.element) || !below.isEmpty) {
      const part = extractFields(list.item.type, item, below)
      if (part !== undefined) result.push(part)
    }
  }
  return result.length > 0 ? result : undefined
}

function extractMembers(map: MapType, value: JsonObject, fields: FieldSet): JsonValue | undefined {
  const result: Record<string, JsonValue> = {}
  let count = 0
  for (const name in value) {
    const member = value[name]
    const element = fieldElement(name)
    const below = fields.below(element)
    const ref = map.fields.get(name) ?? map.element
    if (member === undefined || !ref || (!fields.members.has(element) && below.isEmpty)) continue
    const part = extractFields(ref.type, member, below)
    if (part === undefined) continue
    setMember(result, name, part)
    count++
  }
  return count > 0 ? result : undefined
}
