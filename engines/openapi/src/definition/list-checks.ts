import type { JsonValue } from '@sluice/base/json'
import {
  childPath,
  type FieldError,
  forbiddenField,
  invalid,
  keyPath,
  notSupported,
  required,
} from '../field-error.ts'
import type { Schema } from '../schema.ts'

/** What is wrong with `x-kubernetes-list-type` and `x-kubernetes-list-map-keys`. */
export function checkListType(schema: Schema, path: string): FieldError[] {
  const listType: string | undefined = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const at = childPath(path, 'x-kubernetes-list-type')
  const errors = [...checkOwner(schema, listType, path)]
  if (listType !== undefined && !['atomic', 'set', 'map'].includes(listType)) {
    errors.push(notSupported(at, listType, ['atomic', 'set', 'map']))
  }
  if (keys.length > 0 && listType !== 'map') {
    const why = 'must be map if x-kubernetes-list-map-keys is non-empty'
    errors.push(listType === undefined ? required(at, why) : invalid(at, listType, why))
  }
  if (listType === 'map') errors.push(...checkMapList(schema, keys, path))
  if (listType === 'map' || listType === 'set')
    errors.push(...checkItemsNotNull(schema, listType, keys, path))
  return errors
}

function checkOwner(schema: Schema, listType: string | undefined, path: string): readonly FieldError[] {
  if (listType !== undefined && schema.type !== 'array') {
    const why = 'must be array if x-kubernetes-list-type is specified'
    const at = childPath(path, 'type')
    return [schema.type === undefined ? required(at, why) : invalid(at, schema.type, why)]
  }
  return listType === 'set' && schema.items ? checkSetItems(schema.items, childPath(path, 'items')) : []
}

/** Items of a set are compared whole. */
function checkSetItems(items: Schema, path: string): readonly FieldError[] {
  const why = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  const listType: JsonValue | undefined = items['x-kubernetes-list-type']
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic') {
    return [invalid(childPath(path, 'x-kubernetes-list-type'), listType, why)]
  }
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
    return [invalid(childPath(path, 'x-kubernetes-map-type'), listType ?? null, why)]
  }
  return []
}

function checkMapList(schema: Schema, keys: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = []
  const at = childPath(path, 'x-kubernetes-list-map-keys')
  const items = childPath(path, 'items')
  if (keys.length === 0) errors.push(required(at, 'must not be empty if x-kubernetes-list-type is map'))
  if (!schema.items) {
    errors.push(required(items, 'must have a schema if x-kubernetes-list-type is map'))
    return errors
  }
  if (schema.items.type !== 'object') {
    const why = "must be object if parent array's x-kubernetes-list-type is map"
    errors.push(invalid(childPath(items, 'type'), schema.items.type ?? '', why))
    return errors
  }
  keys.forEach((key, i) => {
    const property = schema.items?.properties?.[key]
    if (!property) errors.push(invalid(at, keys, 'entries must all be names of item properties'))
    else if (property.type === 'array' || property.type === 'object') {
      const where = childPath(keyPath(childPath(items, 'properties'), key), 'type')
      const why = "must be a scalar type if parent array's x-kubernetes-list-type is map"
      errors.push(invalid(where, 'object', why))
    }
    if (keys.indexOf(key) !== i) errors.push(invalid(at, keys, 'must not contain duplicate entries'))
  })
  return errors
}

/** Items and their keys must be there to be told apart. */
function checkItemsNotNull(
  schema: Schema,
  listType: 'map' | 'set',
  keys: readonly string[],
  path: string,
): readonly FieldError[] {
  const { items } = schema
  if (!items) return []
  const at = childPath(path, 'items')
  const errors: FieldError[] = []
  if (items.nullable) {
    errors.push(
      forbiddenField(
        childPath(at, 'nullable'),
        `cannot be nullable when x-kubernetes-list-type is ${listType}`,
      ),
    )
  }
  for (const key of listType === 'map' ? keys : []) {
    const property = items.properties?.[key]
    if (!property) continue
    const where = keyPath(childPath(at, 'properties'), key)
    const what = 'this property is in x-kubernetes-list-map-keys, so it'
    if (!items.required?.includes(key) && (property.default === undefined || property.default === null)) {
      errors.push(
        required(childPath(where, 'default'), `${what} must have a default or be a required property`),
      )
    }
    if (property.nullable)
      errors.push(forbiddenField(childPath(where, 'nullable'), `${what} cannot be nullable`))
  }
  return errors
}
