/** What the schema of a definition may hold, node by node, and whether its rules compile and are affordable. @module */
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import {
  childPath,
  type FieldError,
  forbiddenField,
  invalid,
  keyPath,
  notSupported,
  required,
} from '../field-error.ts'
import { followFieldPath } from '../rules/field-path.ts'
import type { Schema, ValidationRule } from '../schema.ts'
import { checkListType } from './list-checks.ts'
import { checkCompiledRules, type RuleScope, type TotalCost } from './rule-checks.ts'

/** Problems of the schema and of its rules; rules are looked at only where the schema is right. */
export interface SchemaFindings {
  readonly schema: FieldError[]
  readonly rules: FieldError[]
}

/** Where a node is, besides its path. */
export interface NodePlace {
  readonly path: string
  readonly isRoot: boolean
  readonly isInMetadata: boolean
  /** Why defaults are not allowed here, if they are not. */
  readonly noDefaults: string | undefined
  /** The nearest list or map whose parts cannot be found again in an older object. */
  readonly uncorrelated: string | undefined
  /** Undefined where rules are not compiled: inside junctors, and where the schema is not structural. */
  readonly scope: RuleScope | undefined
}

/** Checks a node and everything below it. */
export function checkSchemaNode(schema: Schema, place: NodePlace, total: TotalCost): SchemaFindings {
  const found: SchemaFindings = { schema: checkKeywords(schema, place), rules: [] }
  for (const [inside, at] of childrenOf(schema, place)) {
    const below = checkSchemaNode(inside, at, total)
    found.schema.push(...below.schema)
    found.rules.push(...below.rules)
  }
  found.schema.push(...checkExtensions(schema, place.path))
  const rules = schema['x-kubernetes-validations'] ?? []
  rules.forEach((rule, i) => {
    found.schema.push(
      ...checkRuleText(rule, schema, keyPath(childPath(place.path, 'x-kubernetes-validations'), i)),
    )
  })
  if (rules.length > 0 && place.scope && found.schema.length === 0) {
    found.rules.push(...checkCompiledRules(schema, place.path, place.scope, place.uncorrelated, total))
  }
  return found
}

const openApiTypes = ['array', 'boolean', 'integer', 'number', 'object', 'string']

/** Keywords of JSON schema that definitions do not have. */
const unsupported = ['additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const

const isEmptyObject = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

function checkKeywords(schema: Schema, { path, noDefaults, isInMetadata }: NodePlace): FieldError[] {
  const errors: FieldError[] = []
  const raw: Readonly<Record<string, unknown>> = { ...schema }
  const type: string | undefined = schema.type
  if (type !== undefined && !openApiTypes.includes(type)) {
    errors.push(notSupported(childPath(path, 'type'), type, openApiTypes))
  }
  if (schema.default !== undefined && schema.default !== null && noDefaults !== undefined) {
    errors.push(forbiddenField(childPath(path, 'default'), `must not be set ${noDefaults}`))
  }
  if (raw['id']) errors.push(forbiddenField(childPath(path, 'id'), 'id is not supported'))
  for (const name of unsupported) {
    const value = raw[name]
    const isNone = ['patternProperties', 'definitions'].includes(name) && isEmptyObject(value)
    if (value !== undefined && !isNone)
      errors.push(forbiddenField(childPath(path, name), `${name} is not supported`))
  }
  if (type === 'null') {
    const why = 'type cannot be set to null, use nullable as an alternative'
    errors.push(forbiddenField(childPath(path, 'type'), why))
  }
  if (Array.isArray(schema.items)) {
    errors.push(forbiddenField(childPath(path, 'items'), 'items must be a schema object and not an array'))
  }
  if (isInMetadata && schema['x-kubernetes-embedded-resource']) {
    const why = 'must not be used inside of resource meta'
    errors.push(forbiddenField(childPath(path, 'x-kubernetes-embedded-resource'), why))
  }
  if (schema.uniqueItems) {
    const why = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
    errors.push(forbiddenField(childPath(path, 'uniqueItems'), why))
  }
  if (schema.additionalProperties !== undefined && Object.keys(schema.properties ?? {}).length > 0) {
    const why = 'additionalProperties and properties are mutual exclusive'
    if (schema.additionalProperties !== true) {
      errors.push(forbiddenField(childPath(path, 'additionalProperties'), why))
    }
  }
  return errors
}

const metaFields = new Set(['metadata', 'kind', 'apiVersion'])

function childrenOf(schema: Schema, place: NodePlace): readonly (readonly [Schema, NodePlace])[] {
  const { path, scope } = place
  const base = { ...place, isRoot: false }
  const { additionalProperties: rest } = schema
  const children: (readonly [Schema, NodePlace])[] = []
  if (typeof rest === 'object') {
    const noDefaults = place.isInMetadata
      ? 'inside additionalProperties applying to object metadata'
      : place.noDefaults
    const at = childPath(path, 'additionalProperties')
    children.push([rest, { ...base, noDefaults, path: at, scope: scope?.rest(schema, rest) }])
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    children.push([property, propertyPlace(schema, property, name, place)])
  }
  const outside = { ...base, scope: undefined }
  if (schema.not) children.push([schema.not, { ...outside, path: childPath(path, 'not') }])
  for (const junctor of ['allOf', 'oneOf', 'anyOf'] as const) {
    schema[junctor]?.forEach((branch, i) => {
      children.push([branch, { ...outside, path: keyPath(childPath(path, junctor), i) }])
    })
  }
  if (schema.items && !Array.isArray(schema.items)) {
    const uncorrelated = schema['x-kubernetes-list-type'] === 'map' ? place.uncorrelated : path
    const at = {
      ...base,
      uncorrelated,
      path: childPath(path, 'items'),
      scope: scope?.items(schema, schema.items),
    }
    children.push([schema.items, at])
  }
  return children
}

function propertyPlace(schema: Schema, property: Schema, name: string, place: NodePlace): NodePlace {
  const isMeta = (place.isRoot || schema['x-kubernetes-embedded-resource']) && metaFields.has(name)
  return {
    ...place,
    isRoot: false,
    path: keyPath(childPath(place.path, 'properties'), name),
    isInMetadata: place.isInMetadata || Boolean(isMeta),
    noDefaults: isMeta && place.isRoot ? `in top-level ${name}` : place.noDefaults,
    scope: place.scope?.property(schema, property, name),
  }
}

function checkExtensions(schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    errors.push(
      invalid(childPath(path, 'x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'),
    )
  }
  const mapType: string | undefined = schema['x-kubernetes-map-type']
  if (mapType !== undefined && schema.type !== 'object') {
    const why = 'must be object if x-kubernetes-map-type is specified'
    const at = childPath(path, 'type')
    errors.push(schema.type === undefined ? required(at, why) : invalid(at, schema.type, why))
  }
  if (mapType !== undefined && mapType !== 'atomic' && mapType !== 'granular') {
    errors.push(notSupported(childPath(path, 'x-kubernetes-map-type'), mapType, ['atomic', 'granular']))
  }
  return [...errors, ...checkListType(schema, path)]
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']
const hasLineBreak = (text: string) => /[\n\r]/.test(text)

function checkRuleText(rule: ValidationRule, schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [...checkMessage(rule, path)]
  if (rule.messageExpression && rule.messageExpression.trim() === '') {
    errors.push(
      required(childPath(path, 'messageExpression'), 'messageExpression must be non-empty if specified'),
    )
  }
  if (rule.reason !== undefined && !reasons.includes(rule.reason)) {
    errors.push(notSupported(childPath(path, 'reason'), rule.reason, reasons))
  }
  const { fieldPath } = rule
  if (!fieldPath) return errors
  const at = childPath(path, 'fieldPath')
  if (fieldPath.trim() === '') errors.push(invalid(at, fieldPath, 'must be non-empty if specified'))
  if (hasLineBreak(fieldPath)) errors.push(invalid(at, fieldPath, 'must not contain line breaks'))
  if (followFieldPath(fieldPath, schema, { keys: true }).type === 'error') {
    errors.push(invalid(at, fieldPath, 'must be a valid path'))
  }
  return errors
}

function checkMessage(rule: ValidationRule, path: string): readonly FieldError[] {
  const text = (rule.rule ?? '').trim()
  const message = (rule.message ?? '').trim()
  const at = childPath(path, 'message')
  if (text === '') return [required(childPath(path, 'rule'), 'rule is not specified')]
  if (rule.message && message === '') return [invalid(at, rule.message, 'must be non-empty if specified')]
  if (hasLineBreak(message)) return [invalid(at, rule.message ?? '', 'must not contain line breaks')]
  if (hasLineBreak(text) && message === '') {
    return [required(at, 'message must be specified if rule contains line breaks')]
  }
  return []
}

/** Whether the schema has keywords that a structural schema cannot even be made of. */
export function hasUnsupported(schema: JsonValue): boolean {
  if (Array.isArray(schema)) return schema.some(hasUnsupported)
  if (!isJsonObject(schema)) return false
  if (Array.isArray(schema['items']) || schema['id'] || schema['$schema']) return true
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) return true
  if (unsupported.some(name => schema[name] !== undefined)) return true
  const inside = [schema['items'], schema['additionalProperties'], schema['not'], schema['allOf']]
  const { properties, anyOf, oneOf } = schema
  const named = isJsonObject(properties) ? Object.values(properties) : []
  return [...inside, anyOf, oneOf, ...named].some(each => each !== undefined && hasUnsupported(each))
}
