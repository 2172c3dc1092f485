import { isJsonObject, type JsonObject, type JsonValue, memberOf, setMember } from '@sluice/base/json'
import type { Schema } from './schema.ts'
import { propertyOf, restOf } from './structural.ts'

/**
 * Drops nulls that the schema does not allow, then fills in its defaults. A null with a default is replaced by it;
 * a missing parent without default stays missing.
 */
export function applyDefaults(value: JsonObject, schema: Schema): JsonObject
export function applyDefaults(value: JsonValue, schema: Schema): JsonValue
export function applyDefaults(value: JsonValue, schema: Schema): JsonValue {
  return fill(dropNulls(value, schema), schema)
}

const refusesNull = (value: JsonValue | undefined, schema: Schema | undefined): boolean =>
  value === null && schema !== undefined && !schema.nullable

const hasDefault = (schema: Schema | undefined): boolean =>
  schema?.default !== undefined && schema.default !== null

function dropNulls(value: JsonValue, schema: Schema | undefined): JsonValue {
  if (Array.isArray(value)) return mapped(value, item => dropNulls(item, schema?.items))
  if (!isJsonObject(value)) return value
  let changed: Record<string, JsonValue | undefined> | undefined
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const declared = propertyOf(schema, name) ?? restOf(schema)
    const isDropped = refusesNull(member, declared) && !hasDefault(declared)
    const after = isDropped ? undefined : dropNulls(member, declared)
    if (after === member) continue
    changed ??= { ...value }
    if (after === undefined) delete changed[name]
    else setMember(changed, name, after)
  }
  return changed ?? value
}

function fill(value: JsonValue, schema: Schema | undefined): JsonValue {
  if (!schema) return value
  if (Array.isArray(value)) {
    const { items } = schema
    return mapped(value, item => fill(refusesNull(item, items) ? (items?.default ?? null) : item, items))
  }
  return isJsonObject(value) ? fillObject(value, schema) : value
}

function fillObject(object: JsonObject, schema: Schema): JsonObject {
  let changed: Record<string, JsonValue | undefined> | undefined
  const set = (name: string, value: JsonValue) => {
    changed ??= { ...object }
    setMember(changed, name, value)
  }
  for (const [name, declared] of Object.entries(schema.properties ?? {})) {
    const value = memberOf(object, name)
    if (!hasDefault(declared)) continue
    if (value === undefined || refusesNull(value, declared)) set(name, declared.default ?? null)
  }
  const filled = changed ?? object
  const rest = restOf(schema)
  for (const [name, member] of Object.entries(filled)) {
    if (member === undefined) continue
    const declared = propertyOf(schema, name)
    const present = !declared && refusesNull(member, rest) ? (rest?.default ?? null) : member
    const after = fill(present, declared ?? rest)
    if (after !== member) set(name, after)
  }
  return changed ?? object
}

/** `map` that returns the same array when nothing changed. */
function mapped(list: readonly JsonValue[], change: (item: JsonValue) => JsonValue): readonly JsonValue[] {
  const after = list.map(change)
  return after.some((item, i) => item !== list[i]) ? after : list
}
