import { type FieldSpec, splitPath } from '../config/field-spec.ts'
import { KustomizeError, within } from '../errors.ts'
import { isMap, type Json, type JsonMap, member, nodeKind, setMember } from '../resources/json.ts'
import { formatResId, isSelected } from '../resources/res-id.ts'
import type { BuildResource } from '../resources/resource.ts'
import { requireTextKey } from '../resources/text-key.ts'

/**
 * Gives the new value of a field; undefined leaves it. `value` is undefined for a field that is being made.
 * `parent` holds it, by `key`.
 */
export type FieldUpdate = (
  value: Json | undefined,
  parent: JsonMap | Json[],
  key: string | number,
) => Json | undefined

/** What a missing field becomes before it is updated. */
export type Created = 'scalar' | 'map'

/** The fields that a resource's kind has, of a list; worked out once a kind. */
export function fieldsByKind(
  fields: readonly FieldSpec[],
): (resource: BuildResource) => readonly FieldSpec[] {
  const known = new Map<string, readonly FieldSpec[]>()
  return resource => {
    const key = `${resource.apiVersion} ${resource.kind}`
    let selected = known.get(key)
    if (!selected) {
      selected = fields.filter(field => isSelected(resource.id, field))
      known.set(key, selected)
    }
    return selected
  }
}

const stepsOf = new Map<string, readonly string[]>()

/** Updates every place of a resource that a field spec names; lists on the way are gone through item by item. */
export function updateField(
  resource: BuildResource,
  field: FieldSpec,
  created: Created | undefined,
  update: FieldUpdate,
): void {
  if (!isSelected(resource.id, field)) return
  let steps = stepsOf.get(field.path)
  if (!steps) {
    steps = splitPath(field.path)
    stepsOf.set(field.path, steps)
  }
  const walk: Walk = { steps, created: field.create ? created : undefined, update }
  try {
    visit(resource.object, 0, walk)
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error
    within(`considering field '${field.path}' of object ${formatResId(resource.id)}`, () => {
      throw error
    })
  }
}

interface Walk {
  readonly steps: readonly string[]
  readonly created: Created | undefined
  readonly update: FieldUpdate
}

function visit(node: Json, at: number, walk: Walk): void {
  if (node === null) return
  if (Array.isArray(node)) visitItems(node, at, walk)
  else if (isMap(node)) visitMember(node, at, walk)
  else throw new KustomizeError('expected sequence or mapping node')
}

function visitItems(items: Json[], at: number, walk: Walk): void {
  items.forEach((item, i) => {
    if (at < walk.steps.length) visit(item, at, walk)
    else items[i] = walk.update(item, items, i) ?? item
  })
}

function visitMember(map: JsonMap, at: number, walk: Walk): void {
  const step = walk.steps[at] ?? ''
  const isList = step.endsWith('[]')
  const name = isList ? step.slice(0, -2) : step
  if (name === '') throw new KustomizeError('cannot set or create an empty field name')
  const isLast = at === walk.steps.length - 1
  // kustomize: a null where a list must be is taken for an empty one.
  if (isList && member(map, name) === null) setMember(map, name, [])
  const found = member(map, name)
  const create = isList ? undefined : walk.created
  if ((found === undefined || found === null) && create === undefined) {
    if (found === null && isLast) assign(map, name, walk.update(null, map, name))
    return
  }
  if (isLast) {
    const isNew = found === undefined || found === null
    assign(map, name, walk.update(isNew ? (create === 'map' ? {} : undefined) : found, map, name))
    return
  }
  if (found === undefined || found === null) map[name] = {}
  visit(map[name] as Json, at + 1, walk)
}

function assign(map: JsonMap, name: string, value: Json | undefined): void {
  if (value !== undefined) setMember(map, name, value)
}

/** An update that sets a scalar; a list is set item by item, a mapping is refused. */
export function setScalar(value: Json): (old: Json | undefined) => Json | undefined {
  return old => {
    if (isMap(old) || Array.isArray(old)) {
      throw new KustomizeError(`wrong node kind: expected ScalarNode but got ${nodeKind(old)}`)
    }
    return value
  }
}

/** An update that sets an entry of a mapping. */
export function setEntry(key: string, value: string): FieldUpdate {
  return old => {
    if (!isMap(old) || !Object.hasOwn(old, key)) requireTextKey(key, 'a mapping')
    if (old === undefined || old === null) return { [key]: value }
    if (!isMap(old))
      throw new KustomizeError(`wrong node kind: expected MappingNode but got ${nodeKind(old)}`)
    setMember(old, key, value)
    return old
  }
}
