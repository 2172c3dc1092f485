import { isJsonObject, type JsonObject, type JsonValue, setMember } from '@sluice/base/json'
import { byCodePoint } from './go-text.ts'
import type { Schema } from './schema.ts'
import { allowsRest, asResource, propertyOf, resourceFields, restOf } from './structural.ts'

/** What pruning left, and the paths of what it removed, sorted. */
export interface Pruned<T extends JsonValue = JsonValue> {
  readonly value: T
  readonly unknown: readonly string[]
}

/**
 * Removes every member that the schema does not declare. With `isResource`, apiVersion, kind and metadata stay
 * as they are.
 */
export function prune(
  value: JsonObject,
  schema: Schema,
  options: { readonly isResource: boolean },
): Pruned<JsonObject>
export function prune(value: JsonValue, schema: Schema, options: { readonly isResource: boolean }): Pruned
export function prune(value: JsonValue, schema: Schema, options: { readonly isResource: boolean }): Pruned {
  const unknown: string[] = []
  const pruned = pruneValue(value, options.isResource ? asResource(schema) : schema, '', unknown)
  return { value: pruned, unknown: unknown.sort(byCodePoint) }
}

function pruneValue(
  value: JsonValue,
  schema: Schema | undefined,
  path: string,
  unknown: string[],
): JsonValue {
  if (schema?.['x-kubernetes-preserve-unknown-fields']) return keepUnknown(value, schema, path, unknown)
  if (Array.isArray(value)) {
    return value.map((item, i) => pruneValue(item, schema?.items, `${path}[${i}]`, unknown))
  }
  return isJsonObject(value) ? pruneObject(value, schema, path, unknown) : value
}

function pruneObject(
  object: JsonObject,
  schema: Schema | undefined,
  path: string,
  unknown: string[],
): JsonObject {
  const kept: Record<string, JsonValue> = {}
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue
    const at = path === '' ? name : `${path}.${name}`
    const declared = propertyOf(schema, name)
    if (schema?.['x-kubernetes-embedded-resource'] && resourceFields.has(name)) setMember(kept, name, value)
    else if (declared) setMember(kept, name, pruneValue(value, declared, at, unknown))
    else if (schema && allowsRest(schema))
      setMember(kept, name, pruneValue(value, restOf(schema), at, unknown))
    else if (path !== '' || !resourceFields.has(name)) unknown.push(at)
  }
  return kept
}

/** Below `x-kubernetes-preserve-unknown-fields` only what is declared is pruned. */
function keepUnknown(value: JsonValue, schema: Schema, path: string, unknown: string[]): JsonValue {
  if (Array.isArray(value)) {
    const { items } = schema
    return items ? value.map((item, i) => keepUnknown(item, items, `${path}[${i}]`, unknown)) : value
  }
  if (!isJsonObject(value)) return value
  const kept: Record<string, JsonValue> = {}
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const isMeta = schema['x-kubernetes-embedded-resource'] && resourceFields.has(name)
    const declared = isMeta ? undefined : (propertyOf(schema, name) ?? restOf(schema))
    const at = path === '' ? name : `${path}.${name}`
    setMember(kept, name, declared ? pruneValue(member, declared, at, unknown) : member)
  }
  return kept
}
