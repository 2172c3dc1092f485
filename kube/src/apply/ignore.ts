import type { Resource } from '@sluice/base/flow'
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { KubeObject, ManagedFieldsEntry } from '../meta/index.ts'
import type { DriftRule } from './options.ts'

/** The paths (JSON pointers) that do not count for a resource. */
export function ignoredPaths(resource: Resource, rules: readonly DriftRule[]): readonly string[] {
  return rules.filter(rule => rule.matches?.(resource) ?? true).flatMap(rule => rule.paths)
}

/** The object without the values at these paths. */
export function withoutPaths(object: KubeObject, paths: readonly string[]): KubeObject {
  return paths.reduce<JsonValue>(
    (value, path) => removeAt(value, partsOf(path)),
    object as unknown as JsonValue,
  ) as unknown as KubeObject
}

/**
 * The resource to apply where ignored fields differ: a field that another manager applies is left to it; one that is
 * ours alone takes the live value, as leaving it out would remove it.
 */
export function adoptIgnored(
  resource: Resource,
  live: KubeObject,
  applied: KubeObject,
  paths: readonly string[],
  fieldManager: string,
): Resource {
  let result: JsonValue = resource
  for (const path of paths) {
    const parts = partsOf(path)
    const now = valueAt(live as unknown as JsonValue, parts)
    if (deepEqual(now, valueAt(applied as unknown as JsonValue, parts))) continue
    const others = isAppliedByOther(live, parts, fieldManager)
    result = others || now === undefined ? removeAt(result, parts) : setAt(result, parts, now)
  }
  return result as Resource
}

function partsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function valueAt(value: JsonValue | undefined, parts: readonly string[]): JsonValue | undefined {
  let current = value
  for (const part of parts) {
    if (Array.isArray(current)) current = current[Number(part)]
    else current = isJsonObject(current) ? current[part] : undefined
  }
  return current
}

function removeAt(value: JsonValue, parts: readonly string[]): JsonValue {
  const [part, ...rest] = parts
  if (part === undefined || valueAt(value, parts) === undefined) return value
  if (Array.isArray(value)) {
    const index = Number(part)
    if (rest.length === 0) return value.filter((_, i) => i !== index)
    return value.map((item: JsonValue, i) => (i === index ? removeAt(item, rest) : item))
  }
  if (!isJsonObject(value)) return value
  const { [part]: member, ...others } = value
  return rest.length === 0 || member === undefined ? others : { ...value, [part]: removeAt(member, rest) }
}

/** Sets a value where its parent exists; a path that leads nowhere changes nothing. */
function setAt(value: JsonValue, parts: readonly string[], wanted: JsonValue): JsonValue {
  const [part, ...rest] = parts
  if (part === undefined) return wanted
  if (Array.isArray(value))
    return value.map((item: JsonValue, i) => (i === Number(part) ? setAt(item, rest, wanted) : item))
  if (!isJsonObject(value)) return value
  const member = value[part]
  if (rest.length === 0) return { ...value, [part]: wanted }
  return member === undefined ? value : { ...value, [part]: setAt(member, rest, wanted) }
}

function isAppliedByOther(live: KubeObject, parts: readonly string[], fieldManager: string): boolean {
  const entries = (live.metadata.managedFields ?? []).filter(
    entry => entry.operation === 'Apply' && !entry.subresource,
  )
  return entries.some(entry => entry.manager !== fieldManager && owns(entry, live, parts))
}

/** Follows the path through the entry's fields; an item of a list is found by the keys of the live one. */
function owns({ fieldsV1 }: ManagedFieldsEntry, live: KubeObject, parts: readonly string[]): boolean {
  let fields: JsonObject | undefined = fieldsV1
  let value: JsonValue | undefined = live as unknown as JsonValue
  for (const part of parts) {
    const here: JsonObject = fields ?? {}
    const item: JsonValue | undefined = valueAt(value, [part])
    const key: string | undefined = Array.isArray(value)
      ? Object.keys(here).find(name => isKeyOf(name, item))
      : `f:${part}`
    const inner: JsonValue | undefined = key === undefined ? undefined : here[key]
    if (!isJsonObject(inner)) return false
    fields = inner
    value = item
  }
  return true
}

function isKeyOf(name: string, item: JsonValue | undefined): boolean {
  if (!name.startsWith('k:') || !isJsonObject(item)) return false
  const keys: unknown = JSON.parse(name.slice(2))
  return isJsonObject(keys) && Object.entries(keys).every(([key, value]) => deepEqual(item[key], value))
}
