/** Validation of custom resources by the schema and the rules of their definition. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  Correlation,
  type FieldError,
  invalid,
  type RuleFindings,
  type Schema,
  validateListTypes,
  validateResources,
  validateRules,
  validateValue,
} from '@sluice/openapi'
import type { CustomType } from '../kinds/index.ts'
import type { Strategy } from '../strategy/strategy.ts'
import { metaOf, stringAt, stringsAt, withMeta } from '../verbs/object.ts'
import { resourceMetadata } from './resource-metadata.ts'
import { scaleErrors } from './scale-errors.ts'

/** What validation needs to know of a version. */
export interface CustomKind {
  readonly kind: string
  readonly apiVersion: string
  readonly schema: Schema
  readonly hasStatus: boolean
  readonly scale: CustomType['scale']
}

/** The strategy of one version of a custom kind. */
export function customStrategy(kind: CustomKind): Strategy {
  const findings = new WeakMap<JsonObject, RuleFindings>()
  return {
    allowUnconditionalUpdate: false,
    prepareForCreate: object => (kind.hasStatus ? withoutStatus(object) : object),
    prepareForUpdate: (object, old, { subresource }) => {
      if (subresource === 'status') return statusChange(object, old)
      return kind.hasStatus ? withStatusOf(object, old) : object
    },
    validate: object => objectErrors(object, kind, {}, findings),
    validateUpdate: (object, old, { subresource }) =>
      objectErrors(object, kind, { old, subresource }, findings),
    warnings: (object, old) => [...finalizerWarnings(object, old), ...(findings.get(object)?.warnings ?? [])],
  }
}

const standardFinalizers = new Set(['orphan', 'foregroundDeletion'])

/** New finalizers had better have a domain, so that two programs do not use the same one. */
function finalizerWarnings(object: JsonObject, old: JsonObject | undefined): readonly string[] {
  const before = new Set(old ? stringsAt(metaOf(old), 'finalizers') : [])
  const added = new Set(stringsAt(metaOf(object), 'finalizers').filter(name => !before.has(name)))
  return [...added]
    .filter(name => !name.includes('/') && !standardFinalizers.has(name))
    .sort()
    .map(
      name =>
        `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    )
}

function withoutStatus(object: JsonObject): JsonObject {
  const { status: _status, ...rest } = object
  return rest
}

function withStatusOf(object: JsonObject, old: JsonObject): JsonObject {
  const { status } = old
  return status === undefined ? withoutStatus(object) : { ...object, status }
}

/** A change of the status leaves everything else as it was, but for who manages what. */
function statusChange(object: JsonObject, old: JsonObject): JsonObject {
  const { status } = object
  const managed = withMeta(old, { managedFields: metaOf(object)['managedFields'] })
  return status === undefined ? withoutStatus(managed) : { ...managed, status }
}

/** Errors of these kinds keep rules from running: they expect values that fit their types. */
const blocking = new Set<FieldError['type']>([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
])

const notChecked: FieldError = invalid(
  '',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
)

function objectErrors(
  object: JsonObject,
  kind: CustomKind,
  { old, subresource }: { readonly old?: JsonObject; readonly subresource?: string },
  findings: WeakMap<JsonObject, RuleFindings>,
): readonly FieldError[] {
  const { schema } = kind
  const correlation = old ? new Correlation(object, old, schema) : undefined
  const isStatus = old !== undefined && subresource === 'status'
  const errors = [
    ...typeMetaErrors(object, kind),
    ...(isStatus
      ? statusErrors(object, old, schema)
      : validateValue(object, schema, correlation ? { old: correlation } : {})),
    ...scaleErrors(object, kind.scale, isStatus ? 'status' : 'all'),
    ...validateResources(object, schema, resourceMetadata),
    ...listErrors(object, schema, old),
  ]
  if (!hasRules(schema)) return errors
  if (errors.some(error => blocking.has(error.type))) return [...errors, notChecked]
  const found = validateRules(object, schema, {
    isResource: true,
    ...(old ? { old } : {}),
    ...(correlation ? { correlation } : {}),
  })
  findings.set(object, found)
  return [...errors, ...found.errors]
}

/** A change of the status is held against the schema of the status alone: its messages name paths from there. */
function statusErrors(object: JsonObject, old: JsonObject, schema: Schema): readonly FieldError[] {
  const { status } = object
  const own = schema.properties?.['status']
  if (status === undefined || !own) return []
  const before = old['status']
  const options = before === undefined ? {} : { old: new Correlation(status, before, own) }
  return validateValue(status, own, { ...options, path: 'status' })
}

/** Lists that had duplicates before may keep them. */
function listErrors(object: JsonObject, schema: Schema, old: JsonObject | undefined): readonly FieldError[] {
  if (old && validateListTypes(old, schema).length > 0) return []
  return validateListTypes(object, schema)
}

function typeMetaErrors(object: JsonObject, { kind, apiVersion }: CustomKind): readonly FieldError[] {
  const given = stringAt(object, 'kind')
  const version = stringAt(object, 'apiVersion')
  return [
    ...(given === kind ? [] : [invalid('kind', given, `must be ${kind}`)]),
    ...(version === apiVersion ? [] : [invalid('apiVersion', version, `must be ${apiVersion}`)]),
  ]
}

const withRules = new WeakMap<Schema, boolean>()

function hasRules(schema: Schema): boolean {
  const known = withRules.get(schema)
  if (known !== undefined) return known
  const { items, additionalProperties: rest } = schema
  const found =
    (schema['x-kubernetes-validations']?.length ?? 0) > 0 ||
    (items !== undefined && hasRules(items)) ||
    (typeof rest === 'object' && hasRules(rest)) ||
    Object.values(schema.properties ?? {}).some(hasRules)
  withRules.set(schema, found)
  return found
}
