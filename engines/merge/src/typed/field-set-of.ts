import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { FieldSet, fieldElement, fieldNameOf, type PathElement } from '../field-set/index.ts'
import { itemElement } from './item-element.ts'
import { shapeFor } from './shape.ts'
import type { ListType, MapType, Type } from './type.ts'

interface Fields {
  /** Whether the value itself is a member of its container's set. */
  readonly self: boolean
  readonly below: FieldSet
}

/** The set of fields an object states: its leaves, and the containers that are no struct of the schema. */
export function fieldSetOf(type: Type, value: JsonValue): FieldSet {
  return fieldsOf(type, value).below
}

function fieldsOf(type: Type, value: JsonValue): Fields {
  const shape = shapeFor(type, value)
  if (!shape) return nothing
  switch (shape.type) {
    case 'scalar':
      return leaf
    case 'list':
      if (!shape.list.isAssociative) return leaf
      return Array.isArray(value) ? { self: false, below: fieldsOfList(shape.list, value) } : nothing
    case 'map':
      if (shape.map.isAtomic) return leaf
      return isJsonObject(value) ? { self: false, below: fieldsOfMap(shape.map, value) } : nothing
  }
}

const leaf: Fields = { self: true, below: new FieldSet() }
const nothing: Fields = { self: false, below: new FieldSet() }

function fieldsOfList(list: ListType, items: readonly JsonValue[]): FieldSet {
  const set = new FieldSet()
  const seen = new Map<PathElement, JsonValue>()
  const twice = new Set<PathElement>()
  for (const item of items) {
    const found = itemElement(list, item)
    if (found.type === 'none') continue
    if (seen.has(found.element)) twice.add(found.element)
    else seen.set(found.element, item)
  }
  for (const [element, item] of seen) {
    set.members.add(element)
    if (!twice.has(element)) set.graft(element, fieldsOf(list.item.type, item).below)
  }
  return set
}

function fieldsOfMap(map: MapType, value: { readonly [key: string]: JsonValue | undefined }): FieldSet {
  const set = new FieldSet()
  for (const name in value) {
    const member = value[name]
    if (member === undefined) continue
    const field = map.fields.get(name)
    const ref = field ?? map.element
    const element = fieldElement(name)
    const fields = ref ? fieldsOf(ref.type, member) : nothing
    if (fields.self || !field || isNothing(member)) set.members.add(element)
    set.graft(element, fields.below)
  }
  return set
}

function isNothing(value: JsonValue): boolean {
  if (value === null) return true
  if (!isJsonObject(value)) return false
  for (const name in value) if (value[name] !== undefined) return false
  return true
}

/** The set with every field of a struct that leads on made a member too. */
export function withNamedFields(set: FieldSet, type: Type | undefined): FieldSet {
  const result = new FieldSet(set.members)
  for (const [element, child] of set.children) {
    const name = fieldNameOf(element)
    const field = name === undefined ? undefined : type?.map?.fields.get(name)
    if (field) result.members.add(element)
    result.graft(element, withNamedFields(child, typeBelow(type, element)))
  }
  return result
}

/** The type one step down, as far as the schema knows it. */
export function typeBelow(type: Type | undefined, element: PathElement): Type | undefined {
  const name = fieldNameOf(element)
  if (name === undefined) return type?.list?.item.type
  return (type?.map?.fields.get(name) ?? type?.map?.element)?.type
}
