/**
 * Strategic merge patch: a merge patch that knows from the schema which lists are merged, by which key, and that
 * has directives: `$patch`, `$retainKeys`, `$setElementOrder/x`, `$deleteFromPrimitiveList/x`.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { Schema, SchemaResolver } from '@sluice/openapi'
import { goPrint } from '../typed/go-value.ts'
import { PatchSchema } from './patch-schema.ts'
import { StrategicPatchError } from './strategic-error.ts'
import { type ListOptions, mergeList, removeDirectives, withoutNullMembers } from './strategic-lists.ts'
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

const orderPrefix = '$setElementOrder/'
const deletePrefix = '$deleteFromPrimitiveList/'

type Members = Record<string, JsonValue | undefined>

function mergeObject(original: JsonObject, patch: JsonObject, schema: PatchSchema): JsonObject {
  const directive = patch['$patch']
  if (directive !== undefined) return replacedBy(directive, patch)
  const rest: Members = { ...patch }
  const result = retainedKeys({ ...original }, rest)
  mergeOrderedLists(result, rest, schema)
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue
    if (key.startsWith(deletePrefix)) deleteFromList(result, key.slice(deletePrefix.length), value)
    else if (value === null) delete result[key]
    else mergeMember(result, key, value, schema)
  }
  return result
}

function replacedBy(directive: JsonValue, patch: JsonObject): JsonObject {
  const { $patch: _directive, ...rest } = patch
  if (directive === 'replace') return rest
  if (directive === 'delete') return {}
  throw new StrategicPatchError(`unknown patch type: ${showDirective(directive)} in map: ${goPrint(patch)}`)
}

/** A directive as Go prints what it takes for text. */
function showDirective(directive: JsonValue): string {
  if (typeof directive === 'number')
    return `%!s(${Number.isInteger(directive) ? 'int64' : 'float64'}=${directive})`
  return typeof directive === 'boolean' ? `%!s(bool=${directive})` : goPrint(directive)
}

function mergeMember(result: Members, key: string, value: JsonValue, schema: PatchSchema): void {
  const before = Object.hasOwn(result, key) ? result[key] : undefined
  const { below, strategy, mergeKey } = schema.field(key)
  if (isJsonObject(before) && isJsonObject(value)) {
    result[key] = strategy === 'replace' ? value : mergeObject(before, value, below)
  } else if (Array.isArray(before) && Array.isArray(value)) {
    result[key] = strategy === 'merge' ? mergeList(before, value, listOptions(below, mergeKey)) : value
  } else {
    const kept = removeDirectives(withoutNullMembers(value))
    if (kept === undefined) delete result[key]
    else result[key] = kept
  }
}

function listOptions(items: PatchSchema, mergeKey: string | undefined): ListOptions {
  return { mergeKey, mergeItem: (before, patch) => mergeObject(before, patch, items) }
}

/** `$retainKeys` takes away the members that it does not name; those it sets must be among them. */
function retainedKeys(original: Members, patch: Members): Members {
  const keys = patch['$retainKeys']
  if (keys === undefined) return original
  delete patch['$retainKeys']
  const malformed = () => new StrategicPatchError('invalid patch format of retainKeys', true)
  if (!Array.isArray(keys)) throw malformed()
  const kept = new Set<JsonValue>(keys)
  for (const [key, value] of Object.entries(patch)) {
    const isDirective = key.startsWith(orderPrefix) || key.startsWith(deletePrefix)
    if (value !== null && !isDirective && !kept.has(key)) throw malformed()
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => kept.has(key)))
}

/** `$setElementOrder/x` merges the list x here, so that the rest of the patch no longer holds it. */
function mergeOrderedLists(result: Members, patch: Members, schema: PatchSchema): void {
  for (const name of Object.keys(patch)) {
    if (!name.startsWith(orderPrefix)) continue
    const order = patch[name]
    const key = name.slice(orderPrefix.length)
    delete patch[name]
    const before = result[key]
    const change = patch[key]
    if (!Array.isArray(order)) throw badOrder()
    if (before === undefined && change === undefined) continue
    if (before !== undefined && !Array.isArray(before))
      throw new StrategicPatchError(`expected a list in ${key}`)
    if (change !== undefined && !Array.isArray(change)) throw badOrder()
    const { below, strategy, mergeKey } = schema.field(key)
    if (change) requireSameOrder(change, order, mergeKey)
    result[key] = ordered(
      mergedFor(before, change, { ...listOptions(below, mergeKey), merges: strategy === 'merge' }),
      {
        wanted: order,
        before: before ?? [],
        mergeKey,
      },
    )
    delete patch[key]
  }
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

function badOrder(): StrategicPatchError {
  return new StrategicPatchError('invalid patch format of setElementOrder list', true)
}

function deleteFromList(result: Members, key: string, values: JsonValue): void {
  const before = result[key]
  if (before === undefined || !Array.isArray(before)) return
  if (!Array.isArray(values)) throw new StrategicPatchError('invalid patch format of primitive list', true)
  const gone = new Set<JsonValue>(values)
  result[key] = before.filter(item => !gone.has(item))
}
