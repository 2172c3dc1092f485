import { deepEqual, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@sluice/base/json'
import { FieldSet, fieldElement, type PathElement } from '../field-set/index.ts'
import { itemElement } from './item-element.ts'
import { shapesFor } from './shape.ts'
import type { ListType, MapType, Type, TypeRef } from './type.ts'

/** How an object differs from another. */
export interface Comparison {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

/** What changed from `left` to `right`. Parts that are the same value in memory are passed over. */
export function compareTyped(type: Type, left: JsonValue, right: JsonValue): Comparison {
  const comparison = new Changes()
  compareInto(type, left, right, comparison)
  return comparison
}

/** The comparison without some fields and all that is below them. */
export function exceptFields(comparison: Comparison, fields: FieldSet | undefined): Comparison {
  if (!fields || fields.isEmpty) return comparison
  return {
    added: comparison.added.recursiveDifference(fields),
    modified: comparison.modified.recursiveDifference(fields),
    removed: comparison.removed.recursiveDifference(fields),
  }
}

type Change = 'added' | 'modified' | 'removed'

/** The changes below one step, and what became of the value there itself. */
class Changes implements Comparison {
  readonly added = new FieldSet()
  readonly modified = new FieldSet()
  readonly removed = new FieldSet()
  self: Change | undefined

  graft(element: PathElement, child: Changes): void {
    this.added.graft(element, child.added)
    this.modified.graft(element, child.modified)
    this.removed.graft(element, child.removed)
    if (child.self) this[child.self].members.add(element)
  }
}

type Side = JsonValue | undefined

function compareInto(type: Type, left: Side, right: Side, changes: Changes): void {
  if (left === right) return
  for (const shape of shapesFor(type, left, right)) {
    if (shape.type === 'scalar') changes.self = leafChange(left, right) ?? changes.self
    else if (shape.type === 'list') compareLists(shape.list, left, right, changes)
    else compareMaps(shape.map, left, right, changes)
  }
  if (left === undefined) changes.self = 'added'
  else if (right === undefined) changes.self = 'removed'
}

function leafChange(left: Side, right: Side): Change | undefined {
  if (left === undefined) return 'added'
  if (right === undefined) return 'removed'
  return deepEqual(left, right) ? undefined : 'modified'
}

function compareMaps(map: MapType, left: Side, right: Side, changes: Changes): void {
  const before = isJsonObject(left) ? left : {}
  const after = isJsonObject(right) ? right : {}
  if (map.isAtomic || (isEmptyObject(before) && isEmptyObject(after))) {
    changes.self = leafChange(left, right) ?? changes.self
    return
  }
  for (const name in before) compareMember(map, name, before, after, changes)
  for (const name in after)
    if (memberOf(before, name) === undefined) compareMember(map, name, before, after, changes)
}

function compareMember(
  map: MapType,
  name: string,
  before: JsonObject,
  after: JsonObject,
  changes: Changes,
): void {
  const left = memberOf(before, name)
  const right = memberOf(after, name)
  if (left === right) return
  const ref = map.fields.get(name) ?? map.element
  if (ref) compareBelow(ref, fieldElement(name), [left, right], changes)
}

function compareBelow(
  ref: TypeRef,
  element: PathElement,
  [left, right]: [Side, Side],
  changes: Changes,
): void {
  const child = new Changes()
  compareInto(ref.type, left, right, child)
  changes.graft(element, child)
}

function compareLists(list: ListType, left: Side, right: Side, changes: Changes): void {
  const before = Array.isArray(left) ? left : []
  const after = Array.isArray(right) ? right : []
  if (!list.isAssociative || (before.length === 0 && after.length === 0)) {
    changes.self = leafChange(left, right) ?? changes.self
    return
  }
  const lefts = itemsByElement(list, before)
  const rights = itemsByElement(list, after)
  for (const [element, items] of lefts) compareItems(list, element, items, rights.get(element) ?? [], changes)
  for (const [element, items] of rights) {
    if (!lefts.has(element)) compareItems(list, element, [], items, changes)
  }
}

function itemsByElement(list: ListType, items: readonly JsonValue[]): Map<PathElement, JsonValue[]> {
  const result = new Map<PathElement, JsonValue[]>()
  for (const item of items) {
    const found = itemElement(list, item)
    if (found.type === 'none') continue
    const same = result.get(found.element)
    if (same) same.push(item)
    else result.set(found.element, [item])
  }
  return result
}

/** Items that occur twice have no fields of their own: they are compared as one value. */
function compareItems(
  list: ListType,
  element: PathElement,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  changes: Changes,
): void {
  if (before.length <= 1 && after.length <= 1) {
    compareBelow(list.item, element, [before[0], after[0]], changes)
  } else if (before.length >= 2 && after.length >= 2) {
    if (!deepEqual(before, after)) changes.modified.members.add(element)
  } else if (before.length >= 2) {
    if (after.length > 0) compareBelow(list.item, element, [undefined, after[0]], changes)
    changes.removed.members.add(element)
  } else {
    if (before.length > 0) compareBelow(list.item, element, [before[0], undefined], changes)
    changes.added.members.add(element)
  }
}

function isEmptyObject(value: JsonObject): boolean {
  for (const name in value) if (value[name] !== undefined) return false
  return true
}
