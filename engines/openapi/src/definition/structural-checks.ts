/**
 * Whether a schema is structural: every field has a type outside of junctors (`allOf`, `anyOf`, `oneOf`, `not`), and
 * junctors only restrict values.
 * @module
 */
import { deepEqual, type JsonValue } from '@sluice/base/json'
import {
  childPath,
  errorText,
  type FieldError,
  forbiddenField,
  invalid,
  keyPath,
  required,
} from '../field-error.ts'
import { byCodePoint } from '../go-text.ts'
import { patternProblem } from '../pattern.ts'
import type { Schema } from '../schema.ts'
import { checkCompleteness } from './completeness.ts'

type Level = 'root' | 'item' | 'field'

/** What keeps a schema from being structural, sorted by text. */
export function checkStructural(schema: Schema, path: string): readonly FieldError[] {
  const errors = [...checkNode(schema, 'root', path), ...checkCompleteness(schema, path)]
  return errors.sort((a, b) => byCodePoint(errorText(a), errorText(b)))
}

const child = (path: string, name: string, key: string) => keyPath(childPath(path, name), key)

function checkNode(schema: Schema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (schema.type === 'array' && !schema.items)
    errors.push(required(childPath(path, 'items'), 'must be specified'))
  if (schema.items) errors.push(...checkNode(schema.items, 'item', childPath(path, 'items')))
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...checkNode(property, 'field', child(path, 'properties', name)))
  }
  errors.push(...checkRest(schema, level, path), ...checkExtensions(schema, path))
  errors.push(...checkValueRules(schema, path), ...checkType(schema, level, path))
  errors.push(...checkResourceFields(schema, level, path))
  return errors
}

function checkRest(schema: Schema, level: Level, path: string): FieldError[] {
  const { additionalProperties: rest } = schema
  if (rest === undefined) return []
  const at = childPath(path, 'additionalProperties')
  return [
    ...(level === 'root' ? [forbiddenField(at, 'must not be used at the root')] : []),
    ...(typeof rest === 'object' ? checkNode(rest, 'field', at) : []),
  ]
}

function checkExtensions(schema: Schema, path: string): FieldError[] {
  if (!schema['x-kubernetes-int-or-string']) return []
  const forbidden = ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const
  return forbidden
    .filter(name => schema[name])
    .map(name => invalid(childPath(path, name), true, 'must be false if x-kubernetes-int-or-string is true'))
}

function checkType(schema: Schema, level: Level, path: string): FieldError[] {
  const at = childPath(path, 'type')
  const isEmbedded = schema['x-kubernetes-embedded-resource'] ?? false
  const errors: FieldError[] = []
  if (isEmbedded && schema.type !== 'object') {
    const why = 'must be object if x-kubernetes-embedded-resource is true'
    errors.push(schema.type === undefined ? required(at, why) : invalid(at, schema.type, why))
  } else if (schema.type === undefined && !isUntyped(schema)) {
    errors.push(required(at, missingType[level]))
  }
  if (isEmbedded && schema.additionalProperties !== undefined) {
    const why = 'must not be used if x-kubernetes-embedded-resource is set'
    errors.push(forbiddenField(childPath(path, 'additionalProperties'), why))
  }
  if (level === 'root' && schema.type !== undefined && schema.type !== 'object') {
    errors.push(invalid(at, schema.type, 'must be object at the root'))
  }
  return errors
}

const missingType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
}

function isUntyped(schema: Schema): boolean {
  return Boolean(schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields'])
}

/** apiVersion, kind and metadata, which every resource has. */
function checkResourceFields(schema: Schema, level: Level, path: string): FieldError[] {
  const isEmbedded = schema['x-kubernetes-embedded-resource'] ?? false
  const isResource = level === 'root' || isEmbedded
  const errors: FieldError[] = []
  for (const name of ['kind', 'apiVersion']) {
    const property = schema.properties?.[name]
    if (property && isResource && property.type !== 'string') {
      errors.push(
        invalid(childPath(child(path, 'properties', name), 'type'), property.type ?? '', 'must be string'),
      )
    }
  }
  const metadata = schema.properties?.['metadata']
  if (metadata)
    errors.push(...checkMetadata(metadata, isResource, level, child(path, 'properties', 'metadata')))
  const isEmpty = Object.keys(schema.properties ?? {}).length === 0
  if (isEmbedded && !schema['x-kubernetes-preserve-unknown-fields'] && isEmpty) {
    const why =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'
    errors.push(required(childPath(path, 'properties'), why))
  }
  return errors
}

function checkMetadata(schema: Schema, isResource: boolean, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (isResource && schema.type !== 'object') {
    errors.push(invalid(childPath(path, 'type'), schema.type ?? '', 'must be object'))
  }
  if (level !== 'root') return errors
  const { type: _type, default: _default, properties = {}, ...others } = schema
  const isOnlyNames = Object.keys(properties).every(name => name === 'name' || name === 'generateName')
  if (!isOnlyNames || Object.keys(others).length > 0) {
    const why =
      'must not specify anything other than name and generateName, but metadata is implicitly specified'
    errors.push(forbiddenField(path, why))
  }
  return errors
}

const intOrString: JsonValue = [{ type: 'integer' }, { type: 'string' }]

const isIntOrString = (branches: readonly Schema[] | undefined) =>
  branches !== undefined && deepEqual(branches as unknown as JsonValue, intOrString)

/** The junctors and the pattern of a schema. The one way to say "integer or string" is allowed. */
function checkValueRules(
  schema: Schema,
  path: string,
  skips?: { anyOf: boolean; allOf: boolean },
): FieldError[] {
  const skipAnyOf = skips?.anyOf ?? isIntOrString(schema.anyOf)
  const skipFirst = skips?.allOf ?? isIntOrString(schema.allOf?.[0]?.anyOf)
  const branches = (name: 'anyOf' | 'allOf' | 'oneOf', skip: (i: number) => boolean) =>
    (schema[name] ?? []).flatMap((branch, i) =>
      checkBranch(branch, keyPath(childPath(path, name), i), skip(i)),
    )
  const errors = [
    ...(skipAnyOf ? [] : branches('anyOf', () => false)),
    ...branches('allOf', i => skipFirst && i === 0),
    ...branches('oneOf', () => false),
    ...(schema.not ? checkBranch(schema.not, childPath(path, 'not'), false) : []),
  ]
  const problem = schema.pattern ? patternProblem(schema.pattern) : undefined
  if (schema.pattern && problem !== undefined) {
    const why = `must be a valid regular expression, but isn't: ${problem}`
    errors.push(invalid(childPath(path, 'pattern'), schema.pattern, why))
  }
  return errors
}

const mustBe = (what: string) => `must be ${what} to be structural`

/** What a branch of a junctor must not have, and the words that say so. */
const forbiddenInBranches: readonly (readonly [keyof Schema, string])[] = [
  ['type', 'empty'],
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
]

function checkBranch(branch: Schema, path: string, skipAnyOf: boolean): FieldError[] {
  const errors = checkValueRules(branch, path, { anyOf: skipAnyOf, allOf: false })
  if (branch.items) errors.push(...checkBranch(branch.items, childPath(path, 'items'), false))
  for (const [name, property] of Object.entries(branch.properties ?? {})) {
    errors.push(...checkBranch(property, child(path, 'properties', name), false))
  }
  if (branch.additionalProperties !== undefined) {
    errors.push(forbiddenField(childPath(path, 'additionalProperties'), mustBe('undefined')))
  }
  for (const [name, what] of forbiddenInBranches) {
    if (isSet(branch[name])) errors.push(forbiddenField(childPath(path, name), mustBe(what)))
  }
  if (branch.properties?.['metadata']) {
    errors.push(
      forbiddenField(child(path, 'properties', 'metadata'), 'must not be specified in a nested context'),
    )
  }
  return errors
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value) || value === 0
}
