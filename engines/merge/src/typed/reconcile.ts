import { FieldSet, fieldNameOf, type PathElement } from '../field-set/index.ts'
import { shapeFor } from './shape.ts'
import { isUnknownMap, type Type } from './type.ts'

/**
 * A recorded set as the schema of today would have it: what was granular when it was recorded and is atomic now
 * is owned as a whole. The reverse is taken as if it had always been granular.
 */
export function reconcileFieldSet(type: Type, set: FieldSet): FieldSet {
  const change = { hasAny: false }
  const result = reconciled(type, set, change)
  return change.hasAny ? result : set
}

function reconciled(type: Type, set: FieldSet, change: { hasAny: boolean }): FieldSet {
  const result = new FieldSet(set.members)
  for (const [element, child] of set.children) {
    const below = memberType(type, element)
    if (!below) {
      result.graft(element, child)
      continue
    }
    const shape = shapeFor(below, undefined)
    const isAtomic =
      shape?.type === 'map' ? shape.map.isAtomic : shape?.type === 'list' && !shape.list.isAssociative
    if (isAtomic && !child.isEmpty) {
      change.hasAny = true
      result.members.add(element)
    } else result.graft(element, reconciled(below, child, change))
  }
  return result
}

function memberType(type: Type, element: PathElement): Type | undefined {
  const shape = shapeFor(type, undefined)
  if (shape?.type === 'list') return shape.list.item.type
  if (shape?.type !== 'map' || isUnknownMap(shape.map)) return undefined
  const name = fieldNameOf(element)
  return (name === undefined ? shape.map.element : (shape.map.fields.get(name) ?? shape.map.element))?.type
}
