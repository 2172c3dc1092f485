import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { KubeObject, ManagedFieldsEntry } from '@sluice/kube/meta'

/**
 * Server-side apply, simplified: objects merge, lists are atomic, force is always on. What the manager applied before
 * and no longer applies goes, unless another manager has it too.
 */
export function applyFields(
  existing: KubeObject | undefined,
  wanted: KubeObject,
  manager: string,
): KubeObject {
  const { managedFields: _, ...before } = existing?.metadata ?? { name: wanted.metadata.name }
  const entries = existing?.metadata.managedFields ?? []
  const own = entries.find(entry => entry.manager === manager && entry.operation === 'Apply')
  const others = entries.filter(entry => entry !== own)
  const fields = fieldsOf(wanted as unknown as JsonObject)
  const base = { ...existing, metadata: before } as unknown as JsonObject
  const kept = own ? withoutGivenUp(base, own.fieldsV1 ?? {}, fields, others) : base
  const merged = merge(kept, wanted as unknown as JsonObject) as unknown as KubeObject
  const entry: ManagedFieldsEntry = {
    manager,
    operation: 'Apply',
    apiVersion: wanted.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
  }
  return { ...merged, metadata: { ...merged.metadata, managedFields: [...others, entry] } }
}

const identity = new Set(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace'])

function fieldsOf(object: JsonObject, path = ''): JsonObject {
  const fields: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(object)) {
    const here = path ? `${path}.${key}` : key
    if (value === undefined || value === null || identity.has(here)) continue
    fields[`f:${key}`] = isJsonObject(value) ? fieldsOf(value, here) : {}
  }
  return fields
}

function withoutGivenUp(
  object: JsonObject,
  had: JsonObject,
  has: JsonObject,
  others: readonly ManagedFieldsEntry[],
): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...object }
  for (const [field, inner] of Object.entries(had)) {
    const key = field.slice(2)
    const still = has[field]
    const value = result[key]
    const inOthers = others.flatMap(other =>
      isJsonObject(other.fieldsV1?.[field])
        ? [{ ...other, fieldsV1: other.fieldsV1[field] as JsonObject }]
        : [],
    )
    if (still === undefined && inOthers.length === 0) delete result[key]
    else if (isJsonObject(value) && isJsonObject(inner)) {
      result[key] = withoutGivenUp(value, inner, isJsonObject(still) ? still : {}, inOthers)
    }
  }
  return result
}

function merge(base: JsonValue | undefined, wanted: JsonValue): JsonValue {
  if (!isJsonObject(base) || !isJsonObject(wanted)) return wanted
  const result: Record<string, JsonValue | undefined> = { ...base }
  for (const [key, value] of Object.entries(wanted))
    if (value !== undefined) result[key] = merge(result[key], value)
  return result
}
