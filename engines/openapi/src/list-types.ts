import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { childPath, duplicate, type FieldError, invalid, keyPath } from './field-error.ts'
import { goJson } from './go-text.ts'
import type { Schema } from './schema.ts'
import { propertyOf, restOf } from './structural.ts'

/** Duplicates in lists of type `set`, and items with equal keys in lists of type `map`. */
export function validateListTypes(value: JsonValue, schema: Schema, path = ''): readonly FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema
    const inside = items ? value.flatMap((item, i) => validateListTypes(item, items, keyPath(path, i))) : []
    return [...duplicatesOf(value, schema, path), ...inside]
  }
  if (!isJsonObject(value)) return []
  const rest = restOf(schema)
  return Object.entries(value).flatMap(([name, member]) => {
    const declared = propertyOf(schema, name)
    if (member === undefined) return []
    if (declared) return validateListTypes(member, declared, childPath(path, name))
    return rest ? validateListTypes(member, rest, keyPath(path, name)) : []
  })
}

function duplicatesOf(list: readonly JsonValue[], schema: Schema, path: string): readonly FieldError[] {
  switch (schema['x-kubernetes-list-type']) {
    case 'set':
      return repeated(list).map(i => duplicate(keyPath(path, i), list[i]))
    case 'map':
      return duplicateKeys(list, schema['x-kubernetes-list-map-keys'] ?? [], path)
    default:
      return []
  }
}

function duplicateKeys(
  list: readonly JsonValue[],
  names: readonly string[],
  path: string,
): readonly FieldError[] {
  const stray = list.findIndex(item => item !== null && !isJsonObject(item))
  if (stray >= 0) {
    return [invalid(keyPath(path, stray), list[stray], 'must be an object for an array of list-type map')]
  }
  const keys = list.map(item => keyOf(item, names))
  return repeated(keys).map(i => duplicate(keyPath(path, i), keys[i]))
}

function keyOf(item: JsonValue, names: readonly string[]): JsonObject {
  if (!isJsonObject(item)) return {}
  const present = [...names].sort().filter(name => item[name] !== undefined)
  return Object.fromEntries(present.map(name => [name, item[name]]))
}

/** The indices of items that were there once before; a third equal one is not told again. */
function repeated(list: readonly JsonValue[]): readonly number[] {
  const seen = new Map<string, number>()
  return list.flatMap((item, i) => {
    const key = goJson(item)
    const times = seen.get(key) ?? 0
    seen.set(key, times + 1)
    return times === 1 ? [i] : []
  })
}
