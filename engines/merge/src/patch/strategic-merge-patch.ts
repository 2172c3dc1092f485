/**
 * Strategic merge patch: a merge patch that knows from the schema which lists are merged, by which key, and that
 * has directives: `$patch`, `$retainKeys`, `$setElementOrder/x`, `$deleteFromPrimitiveList/x`.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue, memberOf, setMember } from '@sluice/base/json'
import type { Schema, SchemaResolver } from '@sluice/openapi'
import { PatchSchema } from './patch-schema.ts'
import { badType, StrategicPatchError, unknownDirective } from './strategic-error.ts'
import {
  type ListOptions,
  mergeList,
  removeDirectives,
  requireOneType,
  withoutNullMembers,
} from './strategic-lists.ts'
import { ordered, requireSameOrder } from './strategic-order.ts'

/** The object with the patch merged in. Throws `StrategicPatchError`. */
export function applyStrategicMergePatch(
  original: JsonObject,
  patch: JsonObject,
  schema: Schema,
  resolver: SchemaResolver,
): JsonObject {
  return mergeObject(original, patch, new PatchSchema(schema, resolver))
}

const orderDirective = '$setElementOrder'
const deleteDirective = '$deleteFromPrimitiveList'

type Members = Record<string, JsonValue | undefined>

function mergeObject(original: JsonObject, patch: JsonObject, schema: PatchSchema): JsonObject {
  const directive = patch['$patch']
  if (directive !== undefined) return replacedBy(directive, patch)
  const rest: Members = { ...patch }
  const result = retainedKeys({ ...original }, rest)
  mergeOrderedLists(result, rest, schema)
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined) continue
    const deletes = name.startsWith(deleteDirective)
    const key = deletes ? fieldOf(name, deleteDirective, 'primitive list') : name
    if (value === null) delete result[key]
    else mergeMember(result, { key, value, deletes }, schema)
  }
  return result
}

/** The field that a directive such as `$setElementOrder/x` is about. */
function fieldOf(name: string, directive: string, about: string): string {
  if (name.startsWith(`${directive}/`)) return name.slice(directive.length + 1)
  throw new StrategicPatchError(`invalid patch format of ${about}`, 'malformed')
}

function replacedBy(directive: JsonValue, patch: JsonObject): JsonObject {
  const { $patch: _directive, ...rest } = patch
  if (directive === 'replace') return rest
  if (directive === 'delete') return {}
  throw unknownDirective(directive, patch)
}

interface Change {
  readonly key: string
  readonly value: JsonValue
  /** Whether the value is of items to take away. */
  readonly deletes: boolean
}

function mergeMember(result: Members, { key, value, deletes }: Change, schema: PatchSchema): void {
  const before = memberOf(result, key)
  if (isJsonObject(before) && isJsonObject(value)) {
    const { below, strategy } = schema.field(key)
    setMember(result, key, strategy === 'replace' ? value : mergeObject(before, value, below))
  } else if (Array.isArray(before) && Array.isArray(value)) {
    const { below, strategy, mergeKey } = schema.list(key)
    const merges = strategy === 'merge' || deletes
    result[key] = merges ? mergeList(before, value, { ...listOptions(below, mergeKey), deletes }) : value
  } else if (!deletes || (before !== undefined && typeof before === typeof value)) {
    const kept = removeDirectives(withoutNullMembers(value))
    if (kept === undefined) delete result[key]
    else setMember(result, key, kept)
  }
}

function listOptions(items: PatchSchema, mergeKey: string | undefined): ListOptions {
  return {
    mergeKey,
    kind: items.kind(),
    mergeItem: (before, patch) => mergeObject(before, patch, items),
  }
}

/** `$retainKeys` takes away the members that it does not name; those it sets must be among them. */
function retainedKeys(original: Members, patch: Members): Members {
  const keys = patch['$retainKeys']
  if (keys === undefined) return original
  delete patch['$retainKeys']
  const malformed = () => new StrategicPatchError('invalid patch format of retainKeys', 'malformed')
  if (!Array.isArray(keys)) throw malformed()
  const kept = new Set<JsonValue>(keys)
  for (const [key, value] of Object.entries(patch)) {
    const isDirective = key.startsWith(orderDirective) || key.startsWith(deleteDirective)
    if (value !== null && !isDirective && !kept.has(key)) throw malformed()
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => kept.has(key)))
}

/** `$setElementOrder/x` merges the list x here, so that the rest of the patch no longer holds it. */
function mergeOrderedLists(result: Members, patch: Members, schema: PatchSchema): void {
  for (const name of Object.keys(patch)) {
    if (!name.startsWith(orderDirective)) continue
    const wanted = requireList(patch[name] ?? null)
    delete patch[name]
    const key = fieldOf(name, orderDirective, 'setElementOrder list')
    const before = listAt(result, key)
    const change = listAt(patch, key)
    const { below, strategy, mergeKey } = schema.list(key)
    if (change) requireSameOrder(change, wanted, mergeKey)
    if (before === undefined && change === undefined) continue
    const options = listOptions(below, mergeKey)
    const merged = mergedFor(before, change, { ...options, merges: strategy === 'merge' })
    result[key] = ordered(merged, { wanted, before: before ?? [], mergeKey })
    if (requireOneType(before ?? [], change ?? []) === undefined) {
      throw new StrategicPatchError('no elements in any of the given slices')
    }
    delete patch[key]
  }
}

function listAt(members: Members, key: string): readonly JsonValue[] | undefined {
  const value = Object.hasOwn(members, key) ? members[key] : undefined
  return value === undefined ? undefined : requireList(value)
}

function requireList(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value
  throw badType('[]interface {}', value)
}

function mergedFor(
  before: readonly JsonValue[] | undefined,
  change: readonly JsonValue[] | undefined,
  options: ListOptions & { readonly merges: boolean },
): readonly JsonValue[] {
  if (!change) return before ?? []
  if (!before) {
    const kept = removeDirectives(change)
    return Array.isArray(kept) ? kept : []
  }
  return options.merges ? mergeList(before, change, options) : change
}
