import { deepEqual, isJsonObject, type JsonValue } from '@sluice/base/json'
import { coerceResources, type ResourceMetadata, validateResources } from '../embedded.ts'
import { childPath, type FieldError, invalid, keyPath } from '../field-error.ts'
import { prune } from '../prune.ts'
import { validateRules } from '../rules/validate-rules.ts'
import type { Schema } from '../schema.ts'
import { resourceFields } from '../structural.ts'
import { validateValue } from '../validate.ts'

/** Whether every default of a schema is a value that the schema accepts. */
export function checkDefaults(schema: Schema, path: string, metadata: ResourceMetadata): FieldError[] {
  return checkNode(schema, path, { isRoot: true, isInMetadata: false, metadata })
}

interface Place {
  readonly isRoot: boolean
  readonly isInMetadata: boolean
  readonly metadata: ResourceMetadata
}

function checkNode(schema: Schema, path: string, place: Place): FieldError[] {
  const isResource = place.isRoot || (schema['x-kubernetes-embedded-resource'] ?? false)
  const errors: FieldError[] = []
  if (schema.default !== undefined && schema.default !== null) {
    errors.push(...checkDefault(schema.default, schema, childPath(path, 'default'), place))
  }
  const inside = { ...place, isRoot: false, isInMetadata: isResource ? false : place.isInMetadata }
  if (schema.items) errors.push(...checkNode(schema.items, childPath(path, 'items'), inside))
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const isMeta = isResource && resourceFields.has(name)
    const at = keyPath(childPath(path, 'properties'), name)
    errors.push(...checkNode(property, at, isMeta ? { ...inside, isInMetadata: true } : inside))
  }
  return errors
}

function checkDefault(value: JsonValue, schema: Schema, path: string, place: Place): readonly FieldError[] {
  const errors: FieldError[] = []
  const isResource = place.isRoot || (schema['x-kubernetes-embedded-resource'] ?? false)
  if (!place.isInMetadata) {
    const pruned = prune(value, schema, { isResource })
    if (!deepEqual(pruned.value, value)) errors.push(invalid(path, value, 'must not have unknown fields'))
    const inResources = resourceProblems(value, schema, path, isResource, place.metadata)
    if (inResources.length > 0) return [...errors, ...inResources]
  }
  const bySchema = validateValue(value, schema, { path })
  if (bySchema.length > 0) return [...errors, ...bySchema]
  const sameAsBefore = validateRules(value, schema, { path, isResource, old: value })
  if (sameAsBefore.errors.length > 0) return [...errors, ...sameAsBefore.errors]
  return [...errors, ...validateRules(value, schema, { path, isResource }).errors]
}

function resourceProblems(
  value: JsonValue,
  schema: Schema,
  path: string,
  isResource: boolean,
  metadata: ResourceMetadata,
): readonly FieldError[] {
  if (!isJsonObject(value)) return validateResources(value, schema, metadata, path)
  const coerced = coerceResources(value, schema, { isResource, path, metadata })
  return coerced.error ? [coerced.error] : validateResources(value, schema, metadata, path)
}
