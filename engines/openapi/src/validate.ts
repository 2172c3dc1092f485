/**
 * Checks a value against a schema, with the messages that Kubernetes gives.
 *
 * The order of checks at one value is fixed: type, junctors, text, format, number, list, enum, members. Members are
 * taken in alphabetical order, where Kubernetes takes them in random order.
 * @module
 */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@sluice/base/json'
import { hasFormat, isKnownFormat } from '@sluice/cel'
import type { Correlation } from './correlation.ts'
import {
  type FieldError,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from './field-error.ts'
import { byCodePoint, goJson, goNumber, goQuote } from './go-text.ts'
import { checkJunctors } from './junctors.ts'
import { checkNumber } from './numbers.ts'
import { add, isInt64, merge, type Outcome } from './outcome.ts'
import { matchesPattern } from './pattern.ts'
import { resolveSchema, type Schema, type SchemaResolver } from './schema.ts'

/** What a validation needs besides value and schema. */
export interface ValidateOptions {
  /** The path of the value, in front of every error's field. */
  readonly path?: string
  /** The value before the update: errors of unchanged parts are dropped (ratcheting). */
  readonly old?: Correlation
  /** Finds schemas by `$ref`. */
  readonly resolver?: SchemaResolver
}

const noSchemas: SchemaResolver = () => undefined

/** Everything that is wrong with `value` under `schema`. */
export function validateValue(
  value: JsonValue | undefined,
  schema: Schema,
  options: ValidateOptions = {},
): readonly FieldError[] {
  const outcome = check(value ?? null, schema, '', options.resolver ?? noSchemas, options.old)
  const path = options.path ?? ''
  return outcome.errors.map(({ error, whole }) => ({
    ...error,
    field: whole || error.field === '' ? path : joined(path, error.field.replace(/^\./, '')),
  }))
}

function joined(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`
}

/** Checks one value; unchanged values keep what was wrong with them before. */
function check(
  value: JsonValue,
  schema: Schema,
  path: string,
  resolver: SchemaResolver,
  old?: Correlation,
): Outcome {
  const outcome = checkValue(value, resolveSchema(schema, resolver), path, resolver, old)
  if (outcome.errors.length > 0 && old?.isUnchanged()) return { errors: [], matches: outcome.matches }
  return outcome
}

function checkValue(
  value: JsonValue,
  schema: Schema,
  path: string,
  resolver: SchemaResolver,
  old: Correlation | undefined,
): Outcome {
  const outcome: Outcome = { errors: [], matches: 0 }
  const types = typesOf(schema)
  const format = effectiveFormat(schema)
  if (types.length > 0 || format !== '') {
    checkType(value, types, format, schema.nullable ?? false, path, outcome)
    outcome.matches += 2
  }
  if (value === null) {
    checkEnum(value, schema, path, outcome)
    return outcome
  }
  checkJunctors(schema, each => check(value, each, path, resolver), path, outcome)
  if (typeof value === 'string') checkText(value, schema, format, path, outcome)
  if (typeof value === 'number' || typeof value === 'bigint') {
    checkNumber(value, schema, types.length === 1 ? types[0] : undefined, format, path, outcome)
    outcome.matches += 2
  }
  if (Array.isArray(value)) checkList(value, schema, path, resolver, old, outcome)
  checkEnum(value, schema, path, outcome)
  outcome.matches++
  if (isJsonObject(value)) checkMembers(value, schema, path, resolver, old, outcome)
  outcome.matches++
  return outcome
}

function typesOf(schema: Schema): readonly string[] {
  if (schema['x-kubernetes-int-or-string']) return ['integer', 'string']
  return schema.type === undefined ? [] : [schema.type]
}

function effectiveFormat(schema: Schema): string {
  const { format } = schema
  if (format === undefined || format === '') return ''
  return isKnownFormat(schema['x-kubernetes-int-or-string'] ? 'mixed' : schema.type, format) ? format : ''
}

/** The JSON type of a value in messages, and Go's format of it. */
export function jsonTypeOf(value: JsonValue): { readonly type: string; readonly format: string } {
  if (value === null) return { type: 'null', format: '' }
  if (Array.isArray(value)) return { type: 'array', format: '' }
  switch (typeof value) {
    case 'string':
      return { type: 'string', format: '' }
    case 'boolean':
      return { type: 'boolean', format: '' }
    case 'number':
      return Number.isSafeInteger(value)
        ? { type: 'integer', format: 'int64' }
        : { type: 'number', format: 'float64' }
    case 'bigint':
      return isInt64(value) ? { type: 'integer', format: 'int64' } : { type: 'number', format: 'float64' }
    default:
      return { type: 'object', format: '' }
  }
}

function checkType(
  value: JsonValue,
  types: readonly string[],
  format: string,
  nullable: boolean,
  path: string,
  outcome: Outcome,
): void {
  if (value === null) {
    if (types.length > 0 && !nullable) add(outcome, { error: wrongType(path, types.join(','), 'null') })
    return
  }
  const actual = jsonTypeOf(value)
  const isNumeric = types.includes('number') || types.includes('integer')
  const matches =
    types.includes(actual.type) ||
    (actual.type === 'number' && types.includes('integer') && isWholeFloat(value)) ||
    (actual.type === 'integer' && types.includes('number'))
  const isTextual = actual.type === 'string' || actual.type === 'array'
  if (!isTextual && format !== '' && !matches && actual.format !== format) {
    add(outcome, { error: wrongType(path, format, actual.format) })
    return
  }
  if (!isNumeric && format !== '' && isTextual) return
  if (!matches) add(outcome, { error: wrongType(path, types.join(','), actual.type) })
}

/** A float that holds a whole number which a double keeps exactly. */
function isWholeFloat(value: JsonValue): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value)
}

function wrongType(path: string, expected: string, actual: string): FieldError {
  return typeInvalid(path, actual, `${path} in body must be of type ${expected}: "${actual}"`)
}

function checkText(text: string, schema: Schema, format: string, path: string, outcome: Outcome): void {
  const problem = textProblem(text, schema, path)
  if (problem) add(outcome, { error: problem })
  else outcome.matches++
  outcome.matches++
  if (format === '' || schema.type !== 'string') return
  if (!hasFormat(format, text)) {
    add(outcome, {
      error: typeInvalid(path, text, `${path} in body must be of type ${format}: ${goQuote(text)}`),
    })
  }
  outcome.matches++
}

function textProblem(text: string, schema: Schema, path: string): FieldError | undefined {
  const { maxLength, minLength, pattern } = schema
  const length = maxLength === undefined && minLength === undefined ? 0 : codePoints(text)
  if (maxLength !== undefined && length > maxLength) {
    return { ...tooLong(path, maxLength) }
  }
  if (minLength !== undefined && length < minLength) {
    return invalid(path, text, `${path} in body should be at least ${minLength} chars long`)
  }
  if (pattern !== undefined && pattern !== '' && !matchesPattern(pattern, text)) {
    return invalid(path, text, `${path} in body should match '${pattern}'`)
  }
  return undefined
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

function checkList(
  list: readonly JsonValue[],
  schema: Schema,
  path: string,
  resolver: SchemaResolver,
  old: Correlation | undefined,
  outcome: Outcome,
): void {
  const { items, minItems, maxItems } = schema
  if (items) {
    list.forEach((item, i) => {
      merge(outcome, check(item, items, `${path}[${i}]`, resolver, old?.item(i)))
    })
  }
  const count = list.length
  if (minItems !== undefined && count < minItems) {
    add(outcome, { error: invalid(path, count, `${path} in body should have at least ${minItems} items`) })
  }
  if (maxItems !== undefined && count > maxItems) add(outcome, { error: tooMany(path, count, maxItems) })
  if (schema.uniqueItems && list.some((item, i) => list.slice(0, i).some(other => deepEqual(item, other)))) {
    add(outcome, { error: invalid(path, '', `${path} in body shouldn't contain duplicates`) })
  }
  outcome.matches += 2
}

function checkEnum(value: JsonValue, schema: Schema, path: string, outcome: Outcome): void {
  const { enum: allowed } = schema
  if (!allowed || allowed.length === 0) return
  if (allowed.some(each => each !== null && deepEqual(each, value))) return
  const supported = allowed.map(each => (typeof each === 'string' ? each : formatScalar(each)))
  const error = notSupported(path, value, supported)
  const isScalar = value === null || typeof value !== 'object'
  add(outcome, { error: isScalar ? error : { ...error, shown: goJson(value) } })
}

function formatScalar(value: JsonValue): string {
  return typeof value === 'number' || typeof value === 'bigint' ? goNumber(value) : JSON.stringify(value)
}

function checkMembers(
  object: JsonObject,
  schema: Schema,
  path: string,
  resolver: SchemaResolver,
  old: Correlation | undefined,
  outcome: Outcome,
): void {
  const names = Object.keys(object).filter(name => object[name] !== undefined)
  checkMemberCount(names.length, schema, path, outcome)
  for (const name of names.sort(byCodePoint)) {
    const member = schemaOfMember(schema, name)
    const at = member?.isNamed && path === '' ? name : `${path}.${name}`
    if (schema.additionalProperties === false && !member) {
      const detail = `${path}.${name} in body is a forbidden property`
      add(outcome, { error: invalid(at, '', detail) })
    } else if (member) {
      const isTypeMeta = path === '' && (name === 'apiVersion' || name === 'kind')
      const before = isTypeMeta ? undefined : old?.member(name)
      merge(outcome, check(object[name] ?? null, member.schema, at, resolver, before))
    }
  }
  for (const name of schema.required ?? []) {
    if (memberOf(object, name) === undefined) add(outcome, { error: required(`${path}.${name}`) })
  }
}

function schemaOfMember(
  schema: Schema,
  name: string,
): { readonly schema: Schema; readonly isNamed: boolean } | undefined {
  const named =
    schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
  if (named) return { schema: named, isNamed: true }
  const { additionalProperties: rest } = schema
  return typeof rest === 'object' ? { schema: rest, isNamed: false } : undefined
}

function checkMemberCount(count: number, schema: Schema, path: string, outcome: Outcome): void {
  const { minProperties: min, maxProperties: max } = schema
  if (min !== undefined && count < min) {
    add(outcome, { error: invalid(path, count, `${path} in body should have at least ${min} properties`) })
  }
  if (max !== undefined && count > max) add(outcome, { error: tooMany(path, count, max) })
}
