/**
 * What client-side apply makes of an object: what the new manifest says, without what only the old one said, and with
 * what others have added meanwhile. Lists with keys (containers, ports, environments) are merged item by item.
 * @module
 */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type MergeSchema, schemaOfItem, schemaOfKind, schemaOfMember } from '@sluice/kustomize'

/** An object in three states. */
export interface ThreeStates {
  /** As the last release had it. */
  readonly original: JsonObject
  /** As it is to be. */
  readonly wanted: JsonObject
  /** As it is in the cluster. */
  readonly live: JsonObject
}

/** The JSON merge patch that client-side apply comes to; undefined where nothing is to be changed. */
export function clientSidePatch({ original, wanted, live }: ThreeStates): JsonObject | undefined {
  const { apiVersion, kind } = wanted
  // helm: of what Go has no type for, only the difference of the two manifests counts, unless it is taken over.
  const isTyped = typeof apiVersion === 'string' && hasType(apiVersion)
  if (!isTyped && original !== wanted) return difference(original, wanted)
  const schema = schemaOfKind(String(apiVersion), String(kind))
  return difference(live, mergeMaps({ original, wanted, live }, schema))
}

/** Whether a group is one that Kubernetes comes with. */
function hasType(apiVersion: string): boolean {
  const [group = '', version] = apiVersion.split('/')
  return version === undefined || !group.includes('.') || group.endsWith('.k8s.io')
}

function mergeMaps({ original, wanted, live }: ThreeStates, schema: MergeSchema | undefined): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...live }
  for (const key of Object.keys(original)) if (isGone(wanted[key])) delete result[key]
  for (const [key, value] of Object.entries(wanted)) {
    if (value === undefined || value === null) continue
    result[key] = mergeValues(original[key], value, live[key], schemaOfMember(schema, key))
  }
  return result
}

function isGone(value: JsonValue | undefined): boolean {
  return value === undefined || value === null
}

function mergeValues(
  original: JsonValue | undefined,
  wanted: JsonValue,
  live: JsonValue | undefined,
  schema: MergeSchema | undefined,
): JsonValue {
  if (isJsonObject(wanted) && isJsonObject(live))
    return mergeMaps({ original: isJsonObject(original) ? original : {}, wanted, live }, schema)
  if (!schema?.keys || !Array.isArray(wanted) || !Array.isArray(live)) return wanted
  const before = Array.isArray(original) ? original : []
  return schema.keys.length > 0
    ? mergeItems(before, wanted, { live, keys: schema.keys, schema: schemaOfItem(schema) })
    : [...wanted, ...live.filter(item => !holds(wanted, item) && !holds(before, item))]
}

interface Items {
  readonly live: readonly JsonValue[]
  readonly keys: readonly string[]
  readonly schema: MergeSchema
}

/** The items that are wanted, in their order, then those that others have added. */
function mergeItems(
  original: readonly JsonValue[],
  wanted: readonly JsonValue[],
  { live, keys, schema }: Items,
): JsonValue {
  const find = (list: readonly JsonValue[], item: JsonValue) =>
    list.find(other => keys.every(key => memberOf(other, key) === memberOf(item, key)))
  const merged = wanted.map(item => {
    const present = find(live, item)
    return present === undefined ? item : mergeValues(find(original, item), item, present, schema)
  })
  const others = live.filter(item => find(wanted, item) === undefined && find(original, item) === undefined)
  return [...merged, ...others]
}

/** The default protocol of ports is part of their key. */
function memberOf(item: JsonValue, key: string): JsonValue | undefined {
  const value = isJsonObject(item) ? item[key] : undefined
  return value ?? (key === 'protocol' ? 'TCP' : undefined)
}

function holds(list: readonly JsonValue[], item: JsonValue): boolean {
  return list.some(other => deepEqual(other, item))
}

/** The JSON merge patch from one object to another; undefined if they are the same. */
function difference(from: JsonObject, to: JsonObject): JsonObject | undefined {
  const patch: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(to)) {
    const before = from[key]
    if (value === undefined || (before !== undefined && deepEqual(before, value))) continue
    const below = isJsonObject(before) && isJsonObject(value) ? difference(before, value) : value
    if (below !== undefined) patch[key] = below
  }
  for (const key of Object.keys(from)) if (to[key] === undefined) patch[key] = null
  return Object.keys(patch).length > 0 ? patch : undefined
}
