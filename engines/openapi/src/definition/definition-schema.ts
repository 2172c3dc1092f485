/** Everything that is wrong with the schema of a version of a definition. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { ResourceMetadata } from '../embedded.ts'
import { childPath, type FieldError, forbiddenField, invalid } from '../field-error.ts'
import type { Schema } from '../schema.ts'
import { checkDefaults } from './default-checks.ts'
import { goSchema } from './go-schema.ts'
import { RuleScope, TotalCost } from './rule-checks.ts'
import { checkSchemaNode, hasUnsupported } from './schema-checks.ts'
import { checkStructural } from './structural-checks.ts'

export interface DefinitionSchemaOptions {
  /** The path of what holds `openAPIV3Schema`: `spec.validation`, or a version's `schema`. */
  readonly path: string
  readonly hasStatus: boolean
  /** An update that leaves the schema as it was: the costs of its rules were accepted before. */
  readonly isUnchanged: boolean
  readonly metadata: ResourceMetadata
}

/** Whether a value can be read as a schema at all: an object of keywords. */
export function isSchema(value: unknown): value is Schema & JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Checks the schema of a definition. */
export function validateDefinitionSchema(
  schema: Schema & JsonObject,
  options: DefinitionSchemaOptions,
): readonly FieldError[] {
  const path = childPath(options.path, 'openAPIV3Schema')
  const errors: FieldError[] = []
  if (options.hasStatus) errors.push(...checkRoot(schema, path))
  if (schema.nullable) {
    errors.push(forbiddenField(childPath(path, 'nullable'), 'nullable cannot be true at the root'))
  }
  const structural = hasUnsupported(schema) ? undefined : structuralErrors(schema, path, options)
  errors.push(...(structural ?? []))
  const scope = structural?.length === 0 ? RuleScope.root(schema, options.isUnchanged) : undefined
  const total = new TotalCost()
  const place = {
    path,
    isRoot: true,
    isInMetadata: false,
    noDefaults: undefined,
    uncorrelated: undefined,
    scope,
  }
  const found = checkSchemaNode(schema, place, total)
  return [...errors, ...found.schema, ...found.rules, ...(scope ? total.errors(path) : [])]
}

function structuralErrors(
  schema: Schema,
  path: string,
  options: DefinitionSchemaOptions,
): readonly FieldError[] {
  const errors = checkStructural(schema, path)
  return errors.length > 0 ? errors : checkDefaults(schema, path, options.metadata)
}

/** Keywords at the root that would be lost when the status is checked alone, in Go's names and order. */
const allowedAtRoot = [
  'Description', 'Type', 'Format', 'Title', 'Maximum', 'ExclusiveMaximum', 'Minimum', 'ExclusiveMinimum', 'MaxLength',
  'MinLength', 'Pattern', 'MaxItems', 'MinItems', 'UniqueItems', 'MultipleOf', 'Required', 'Items', 'Properties',
  'ExternalDocs', 'Example', 'XPreserveUnknownFields', 'XValidations',
] // biome-ignore format: one keyword after the other

function checkRoot(schema: Schema & JsonObject, path: string): readonly FieldError[] {
  const shown = goSchema(schema)
  for (const [name, value] of Object.entries(shown)) {
    if (value === null || value === '' || value === false) continue
    if (name === 'Type' && value !== 'object') {
      const why =
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
      return [invalid(childPath(path, 'type'), value ?? '', why)]
    }
    if (allowedAtRoot.includes(name)) continue
    const why = `only [${allowedAtRoot.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`
    return [invalid(path, shown, why)]
  }
  return []
}

/** Formats in a schema that nothing checks, in the order of the schema; each may come several times. */
export function schemaNodes(schema: Schema): readonly Schema[] {
  const { items, additionalProperties: rest, not, properties } = schema
  const inside = [
    ...(items && !Array.isArray(items) ? [items] : []),
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(not ? [not] : []),
    ...Object.entries(properties ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, property]) => property),
    ...(isJsonObject(rest) && typeof rest === 'object' ? [rest as Schema] : []),
  ]
  return [schema, ...inside.flatMap(schemaNodes)]
}
