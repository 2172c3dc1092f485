/**
 * Decodes a value into a typed schema as Go decodes JSON into a struct: unknown members are left out and reported,
 * nulls and zero values vanish where Go would not write them, the first wrong type is an error in Go's words.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { goTimeProblem } from './go-time.ts'
import type { Schema, SchemaResolver } from './schema.ts'

/** A schema of a Go type. Its properties say how Go writes them. */
export interface TypedSchema extends Schema {
  /** Written even when it is zero or absent: a struct held by value, or a field without omitempty. */
  readonly always?: boolean
  /** A pointer: an explicit zero value is kept. */
  readonly pointer?: boolean
  readonly properties?: Readonly<Record<string, TypedSchema>>
  readonly items?: TypedSchema
  readonly additionalProperties?: TypedSchema | boolean
}

/** What decoding made of a value. */
export interface Decoded {
  readonly value: JsonValue
  /** Paths of members that the type does not have, in the order of the value. */
  readonly unknown: readonly string[]
  /** Why Go could not decode it: `json: cannot unmarshal string into Go struct field …`. */
  readonly problem?: string
}

/** Decodes `value` into the definition called `name`. */
export function decodeTyped(value: JsonValue, name: string, resolver: SchemaResolver): Decoded {
  const run: Run = { unknown: [], resolver, stop: undefined, problem: undefined }
  const root = { $ref: name }
  const decoded = decode(value, root, { struct: '', field: '' }, '', run)
  const problem = run.stop ?? run.problem
  return { value: decoded ?? {}, unknown: run.unknown, ...(problem === undefined ? {} : { problem }) }
}

interface Run {
  readonly unknown: string[]
  readonly resolver: SchemaResolver
  /** The first wrong type; decoding goes on, looking for unknown members. */
  problem: string | undefined
  /** A failure of a type that decodes itself (times, quantities) ends the decoding and outranks `problem`. */
  stop: string | undefined
}

/** Where Go says an error is: the innermost struct, and the members from the root without indexes. */
interface Where {
  readonly struct: string
  readonly field: string
}

function decode(
  value: JsonValue,
  schema: TypedSchema,
  where: Where,
  path: string,
  run: Run,
): JsonValue | undefined {
  const ref = refOf(schema)
  const target = ref === undefined ? schema : run.resolver(ref)
  if (target === undefined || run.stop !== undefined) return value
  const special = ref === undefined ? undefined : specialTypes[ref]
  if (special) return value === null ? undefined : special(value, where, run)
  if (value === null) return zeroOf(target)
  if (target.properties) return decodeStruct(value, target, ref ?? '', where, path, run)
  if (target.type === 'array') return decodeList(value, target, where, path, run)
  if (typeof target.additionalProperties === 'object') return decodeMap(value, target, where, path, run)
  return decodeScalar(value, target, where, run)
}

/** The name of the definition a schema refers to, also where it is wrapped in `allOf` to carry a default. */
function refOf(schema: Schema): string | undefined {
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined)
  return ref?.slice(ref.lastIndexOf('/') + 1)
}

function decodeStruct(
  value: JsonValue,
  schema: TypedSchema,
  ref: string,
  where: Where,
  path: string,
  run: Run,
): JsonValue | undefined {
  if (!isJsonObject(value)) return wrongType(value, schema, ref, where, run)
  const result: Record<string, JsonValue> = {}
  const struct = ref.slice(ref.lastIndexOf('.') + 1)
  const properties: Readonly<Record<string, TypedSchema>> = schema.properties ?? {}
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const at = path === '' ? name : `${path}.${name}`
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!property) {
      run.unknown.push(at)
      continue
    }
    const field = where.field === '' ? name : `${where.field}.${name}`
    const decoded = member === null ? undefined : decode(member, property, { struct, field }, at, run)
    if (decoded !== undefined && isWritten(decoded, property, run)) result[name] = decoded
  }
  return withAlways(result, properties, run)
}

/** Go writes some members even when nobody set them. */
function withAlways(
  result: Record<string, JsonValue>,
  properties: Readonly<Record<string, TypedSchema>>,
  run: Run,
): JsonObject {
  for (const [name, property] of Object.entries(properties)) {
    if (!property.always || result[name] !== undefined) continue
    const ref = refOf(property)
    const target = ref === undefined ? property : run.resolver(ref)
    if (ref !== undefined && specialTypes[ref]) result[name] = null
    else if (target) result[name] = writtenZero(target, run)
  }
  return result
}

function writtenZero(schema: TypedSchema, run: Run): JsonValue {
  if (schema.properties) return withAlways({}, schema.properties, run)
  return zeroOf(schema) ?? null
}

/** Whether Go writes the value: zero values of plain (not pointer) members are left out. */
function isWritten(value: JsonValue, property: TypedSchema, run: Run): boolean {
  if (property.always || property.pointer) return true
  if (value === '' || value === 0 || value === false)
    return refOf(property) === undefined ? false : !isNamedScalar(property, run)
  if (Array.isArray(value)) return value.length > 0
  if (!isJsonObject(value) || Object.keys(value).length > 0) return true
  const ref = refOf(property)
  return ref !== undefined || property.additionalProperties === undefined
}

function isNamedScalar(property: TypedSchema, run: Run): boolean {
  const ref = refOf(property)
  const target = ref === undefined ? undefined : run.resolver(ref)
  return target !== undefined && ref !== undefined && !specialTypes[ref] && target.properties === undefined
}

function decodeList(
  value: JsonValue,
  schema: TypedSchema,
  where: Where,
  path: string,
  run: Run,
): JsonValue | undefined {
  if (!Array.isArray(value)) return wrongType(value, schema, undefined, where, run)
  const items = schema.items ?? {}
  return value.map((item, i) => decode(item, items, where, `${path}[${i}]`, run) ?? zeroItem(items, run))
}

function zeroItem(items: TypedSchema, run: Run): JsonValue {
  const ref = refOf(items)
  const target = ref === undefined ? items : run.resolver(ref)
  if (!target || (ref !== undefined && specialTypes[ref])) return null
  return target.properties ? writtenZero(target, run) : (zeroOf(target) ?? null)
}

function decodeMap(
  value: JsonValue,
  schema: TypedSchema,
  where: Where,
  path: string,
  run: Run,
): JsonValue | undefined {
  if (!isJsonObject(value)) return wrongType(value, schema, undefined, where, run)
  const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}
  const entries = Object.entries(value).flatMap(([key, member]): [string, JsonValue][] => {
    if (member === undefined) return []
    return [[key, decode(member, values, where, `${path}.${key}`, run) ?? zeroItem(values, run)]]
  })
  return Object.fromEntries(entries)
}

function decodeScalar(value: JsonValue, schema: TypedSchema, where: Where, run: Run): JsonValue | undefined {
  switch (schema.type) {
    case 'string':
      if (typeof value !== 'string') return wrongType(value, schema, undefined, where, run)
      if (schema.format === 'byte') checkBase64(value, run)
      return value
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType(value, schema, undefined, where, run)
    case 'integer':
      return isInteger(value, schema.format) ? value : wrongType(value, schema, undefined, where, run)
    case 'number':
      return isNumber(value) ? value : wrongType(value, schema, undefined, where, run)
    case 'object':
      return isJsonObject(value) ? value : wrongType(value, schema, undefined, where, run)
    default:
      return value
  }
}

function isNumber(value: JsonValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function isInteger(value: JsonValue, format: string | undefined): boolean {
  if (!isNumber(value)) return false
  if (format === 'int32') return Number.isInteger(Number(value)) && Math.abs(Number(value) + 0.5) < 2 ** 31
  return typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value)
}

/** Go: the offset of the first character that base64 does not have. */
function checkBase64(text: string, run: Run): void {
  const clean = text.replace(/[\r\n]/g, '')
  const stray = /[^A-Za-z0-9+/=]/.exec(clean)
  const isWhole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(clean)
  if (isWhole) return
  const padding = clean.indexOf('=')
  const offset = stray?.index ?? (padding >= 0 ? padding : clean.length - (clean.length % 4))
  run.stop ??= `illegal base64 data at input byte ${offset}`
}

function zeroOf(schema: TypedSchema): JsonValue | undefined {
  switch (schema.type) {
    case 'string':
      return schema.format === 'byte' ? null : ''
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return 0
    default:
      return undefined
  }
}

function wrongType(
  value: JsonValue,
  schema: TypedSchema,
  ref: string | undefined,
  where: Where,
  run: Run,
): undefined {
  run.problem ??= typeProblem(value, goType(schema, ref), where)
  return undefined
}

function typeProblem(value: JsonValue, type: string, where: Where): string {
  const target = where.field === '' ? 'value' : `struct field ${where.struct}.${where.field}`
  return `json: cannot unmarshal ${goKind(value, type)} into Go ${target} of type ${type}`
}

/** What Go calls the JSON value; numbers that do not fit an integer are shown. */
function goKind(value: JsonValue, type: string): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  if (isNumber(value)) return /^(int|uint|float)/.test(type) ? `number ${value}` : 'number'
  return 'object'
}

function goType(schema: TypedSchema, ref: string | undefined): string {
  const name = ref ?? refOf(schema)
  if (name !== undefined) return name.split('.').slice(-2).join('.')
  switch (schema.type) {
    case 'array':
      return `[]${goType(schema.items ?? {}, undefined)}`
    case 'boolean':
      return 'bool'
    case 'integer':
      return schema.format ?? 'int64'
    case 'number':
      return 'float64'
    case 'string':
      return schema.format === 'byte' ? '[]uint8' : 'string'
    default: {
      const { additionalProperties: rest } = schema
      return `map[string]${typeof rest === 'object' ? goType(rest, undefined) : 'interface {}'}`
    }
  }
}

type Special = (value: JsonValue, where: Where, run: Run) => JsonValue | undefined

const quantity = /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/

function decodeQuantity(value: JsonValue, _where: Where, run: Run): JsonValue | undefined {
  const text = typeof value === 'string' ? value : isNumber(value) ? String(value) : ''
  if (!quantity.test(text)) {
    run.stop ??= "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  }
  return text
}

function timeDecoder(fraction: boolean): Special {
  return (value, where, run) => {
    if (typeof value !== 'string') {
      run.stop ??= typeProblem(value, 'string', where)
      return undefined
    }
    const problem = goTimeProblem(value, fraction)
    if (problem !== undefined) run.stop ??= problem
    return value
  }
}

function decodeIntOrString(value: JsonValue, where: Where, run: Run): JsonValue | undefined {
  if (typeof value === 'string' || isInteger(value, 'int32')) return value
  run.stop ??= typeProblem(value, 'int32', where)
  return undefined
}

/** Types that decode themselves, by the name of their definition. */
const specialTypes: Readonly<Record<string, Special>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': decodeQuantity,
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': timeDecoder(false),
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': timeDecoder(true),
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': decodeIntOrString,
  'io.k8s.apimachinery.pkg.runtime.RawExtension': value => value,
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': value => value,
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch': value => value,
}
