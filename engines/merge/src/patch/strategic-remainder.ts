/**
 * What Kubernetes shows of a strategic merge patch whose outcome is refused: the merge takes directives out of the
 * patch as it carries them out, and nulls out of what it adds.
 * @module
 */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { SchemaResolver } from '@sluice/openapi'
import { PatchSchema } from './patch-schema.ts'
import { removeDirectives, withoutNullMembers } from './strategic-lists.ts'

const orderPrefix = '$setElementOrder/'

/** The patch as it is left after it was merged into the object, which it must fit. */
export function carriedOut(
  original: JsonObject,
  patch: JsonObject,
  definition: string,
  resolver: SchemaResolver,
): JsonObject {
  return objectLeft(original, patch, new PatchSchema({ $ref: definition }, resolver))
}

function objectLeft(original: JsonObject, patch: JsonObject, schema: PatchSchema): JsonObject {
  const { $patch: directive, ...withoutDirective } = patch
  if (directive !== undefined) return directive === 'replace' ? withoutDirective : patch
  const { $retainKeys: retained, ...rest } = patch
  const before = Array.isArray(retained) ? only(original, retained) : original
  const result: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(rest)) {
    const isOrdered = rest[`${orderPrefix}${key}`] !== undefined
    if (value === undefined || isOrdered || key.startsWith(orderPrefix)) continue
    result[key] = memberLeft(before[key], value, { key, schema })
  }
  return result
}

function only(object: JsonObject, keys: readonly JsonValue[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)))
}

function memberLeft(
  before: JsonValue | undefined,
  value: JsonValue,
  { key, schema }: { readonly key: string; readonly schema: PatchSchema },
): JsonValue {
  if (key.startsWith('$')) return value
  if (isJsonObject(before) && isJsonObject(value)) {
    const { below, strategy } = schema.field(key)
    return strategy === 'replace' ? value : objectLeft(before, value, below)
  }
  if (Array.isArray(before) && Array.isArray(value)) {
    const { below, strategy, mergeKey } = schema.list(key)
    if (strategy !== 'merge' || mergeKey === undefined) return value
    return value.map(item => itemLeft(before, item, { below, mergeKey }))
  }
  // What is itself a directive stays in the patch, and is not added.
  return removeDirectives(withoutNullMembers(value)) ?? value
}

function itemLeft(
  before: readonly JsonValue[],
  item: JsonValue,
  { below, mergeKey }: { readonly below: PatchSchema; readonly mergeKey: string },
): JsonValue {
  if (!isJsonObject(item) || item['$patch'] !== undefined) return item
  const same = before.find(
    each => isJsonObject(each) && deepEqual(each[mergeKey] ?? null, item[mergeKey] ?? null),
  )
  return isJsonObject(same) ? objectLeft(same, item, below) : item
}
