import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { BuiltInSchema } from '../kinds/index.ts'
import { emptyMap } from './empty.ts'
import { collections, namedType } from './go-type-names.ts'
import { readScalar } from './scalars.ts'
import { embeddedName, intOrString, isOpaque, isTime, resolved, schemaProps, zeroOf } from './well-known.ts'

/** A value that does not fit its field, in the words of Go's JSON decoder. */
export class TypeMismatch extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TypeMismatch'
  }
}

export interface Decoded {
  readonly object: JsonObject
  /** Paths of members that the kind does not have. */
  readonly unknown: readonly string[]
}

export interface DecodeOptions {
  /** Numbers whose texts are not integers, by their paths. */
  readonly numbers?: ReadonlyMap<string, string> | undefined
  /** What is read is on its way to storage: empty lists and maps stay until `withoutEmpty`. */
  readonly keepsEmpty?: boolean
}

/**
 * Reads an object of a built-in kind as Kubernetes' typed decoder does: unknown members are dropped and
 * reported, nulls and zeros count as absent where the Go type cannot tell them apart, and fields that are
 * always written are filled in.
 * @throws TypeMismatch
 */
export function decodeTyped(
  value: JsonObject,
  schema: BuiltInSchema,
  kind: string,
  options: DecodeOptions = {},
): Decoded {
  const unknown: string[] = []
  const object = new Decoder(options, unknown).struct(value, schema, {
    root: kind,
    definition: undefined,
    json: '',
    path: '',
  })
  return { object, unknown }
}

interface Place {
  /** The Go name of the type that errors start with. */
  readonly root: string
  /** The definition that the members belong to. */
  readonly definition: string | undefined
  /** The path without indexes, as decoder errors have it. */
  readonly json: string
  /** The path with indexes, as messages about unknown fields have it. */
  readonly path: string
}

class Decoder {
  readonly #unknown: string[]
  readonly #keepsEmpty: boolean
  readonly #numbers: ReadonlyMap<string, string>

  constructor({ keepsEmpty = false, numbers = new Map() }: DecodeOptions, unknown: string[]) {
    this.#unknown = unknown
    this.#keepsEmpty = keepsEmpty
    this.#numbers = numbers
  }

  struct(value: JsonObject, schema: BuiltInSchema, place: Place): JsonObject {
    const properties = schema.properties ?? {}
    const result: Record<string, JsonValue> = {}
    for (const [key, member] of Object.entries(value)) {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined
      const path = place.path ? `${place.path}.${key}` : key
      if (!property) {
        this.#unknown.push(path)
        continue
      }
      const goName = embeddedName(place.definition, key)
      const json = place.json ? `${place.json}.${goName}` : goName
      const decoded = this.#member(member ?? null, property, { ...place, json, path })
      if (decoded !== undefined) result[key] = decoded
    }
    for (const [key, property] of Object.entries(properties)) {
      if (property.always && result[key] === undefined) result[key] = this.#absent(property, place)
    }
    return result
  }

  /** What is written for a field that the object lacks but the Go type always has. */
  #absent(property: BuiltInSchema, place: Place): JsonValue {
    if (property.pointer) return null
    const target = resolved(property)
    if (property.$ref && target.type === 'object' && target.properties) return this.struct({}, target, place)
    return zeroOf(property)
  }

  #member(value: JsonValue, property: BuiltInSchema, place: Place): JsonValue | undefined {
    if (value === null || isNoSchema(value, property)) return undefined
    const decoded = this.#value(value, property, place)
    if (isDroppedZero(decoded, property)) return undefined
    if (this.#keepsEmpty || !isEmptyCollection(decoded, property)) return decoded
    return property.always ? null : undefined
  }

  #value(value: JsonValue, schema: BuiltInSchema, place: Place): JsonValue {
    if (schema.$ref === intOrString) {
      return typeof value === 'string' ? value : this.#integer(value, { format: 'int32' }, place)
    }
    const scalar = readScalar(value, schema)
    if (scalar) {
      if ('error' in scalar) throw new TypeMismatch(scalar.error)
      return scalar.value
    }
    if (isOpaque(schema)) return value
    if (schema.$ref?.startsWith(`${schemaProps}Or`)) return this.#schemaOr(value, schema.$ref, place)
    const target = resolved(schema)
    if (target.properties && isJsonObject(value)) {
      place = { ...place, root: structName(schema, place.root), definition: schema.$ref }
    }
    switch (target.type) {
      case 'object':
        if (!isJsonObject(value)) throw mismatch(value, place, fieldType(schema, place))
        return this.#object(value, target, place)
      case 'array':
        return this.#array(value, target, place)
      case 'string':
        if (typeof value === 'string') return value
        if (target.format === 'byte' && Array.isArray(value)) throw noByte(value, place)
        throw mismatch(value, place, isTime(schema) ? 'string' : fieldType(schema, place))
      case 'boolean':
        if (typeof value !== 'boolean') throw mismatch(value, place, 'bool')
        return value
      case 'integer':
        return this.#integer(value, target, place)
      case 'number':
        if (typeof value !== 'number' && typeof value !== 'bigint') throw mismatch(value, place, 'float64')
        return value
      default:
        return value
    }
  }

  #object(value: JsonObject, schema: BuiltInSchema, place: Place): JsonValue {
    const items = schema.additionalProperties
    if (schema.properties) return this.struct(value, schema, place)
    if (typeof items !== 'object') return value
    if (Object.keys(value).length === 0) return emptyMap()
    const entries: [string, JsonValue][] = []
    for (const [key, member] of Object.entries(value)) {
      const at = { ...place, path: `${place.path}.${key}` }
      const zero = () => (items.format === 'byte' ? '' : zeroOf(items))
      entries.push([key, member == null ? zero() : this.#value(member, items, at)])
    }
    // Whatever a key's name, `__proto__` too, it is a member.
    return Object.fromEntries(entries)
  }

  /** A schema or something else. These read their text themselves, and say nothing of fields that are unknown in it. */
  #schemaOr(value: JsonValue, type: string, place: Place): JsonValue {
    if (type.endsWith('Bool') && typeof value !== 'boolean' && !isJsonObject(value)) {
      throw new TypeMismatch('boolean or JSON schema expected')
    }
    const known = this.#unknown.length
    const read = (each: JsonValue) => this.#value(each, { $ref: schemaProps }, place)
    const isList = Array.isArray(value) && type.endsWith('Array') && !type.endsWith('StringArray')
    const result = isList ? value.map(read) : isJsonObject(value) ? read(value) : value
    this.#unknown.length = known
    return result
  }

  /** Integers are those that are written as such: `1.0` is none. */
  #integer(value: JsonValue, schema: BuiltInSchema, place: Place): JsonValue {
    const type = schema.format === 'int32' ? 'int32' : 'int64'
    if (typeof value !== 'number' && typeof value !== 'bigint') throw mismatch(value, place, type)
    const written = this.#numbers.get(place.path)
    if (written === undefined && fitsInteger(value, type)) return value
    throw mismatch(value, place, type, `number ${written ?? formatJson(value)}`)
  }

  #array(value: JsonValue, schema: BuiltInSchema, place: Place): JsonValue {
    if (!Array.isArray(value)) throw mismatch(value, place, fieldType(schema, place))
    const items = schema.items ?? {}
    return value.map((item, i) => {
      const at = { ...place, path: `${place.path}[${i}]` }
      const target = resolved(items)
      if (item !== null) return this.#value(item, items, at)
      return target.properties ? this.struct({}, target, at) : zeroOf(items)
    })
  }
}

/** Items that are neither a schema nor schemas are none. */
function isNoSchema(value: JsonValue, { $ref }: BuiltInSchema): boolean {
  if ($ref !== `${schemaProps}OrArray`) return false
  return Array.isArray(value) ? value.length === 0 : !isJsonObject(value)
}

function isDroppedZero(value: JsonValue, property: BuiltInSchema): boolean {
  if (property.always || property.pointer) return false
  return value === '' || value === 0 || value === false
}

/** Kubernetes stores built-in kinds in a form that has no empty lists and maps. */
function isEmptyCollection(value: JsonValue, property: BuiltInSchema): boolean {
  if (property.pointer) return false
  if (Array.isArray(value)) return value.length === 0
  const isMap = !property.$ref && property.type === 'object'
  return isMap && isJsonObject(value) && Object.keys(value).length === 0
}

function fitsInteger(value: number | bigint, type: string): boolean {
  if (typeof value === 'bigint') return type === 'int64' && BigInt.asIntN(64, value) === value
  return Number.isInteger(value) && (type === 'int64' || (value | 0) === value)
}

/** Errors name the innermost struct, without its package. */
function structName(schema: BuiltInSchema, outer: string): string {
  return schema.$ref ? (schema.$ref.split('.').at(-1) ?? outer) : outer
}

/** Bytes may be given as a list of numbers; of what is none the first is told. */
function noByte(list: readonly JsonValue[], place: Place): TypeMismatch {
  const isByte = (each: JsonValue) => each === null || (typeof each === 'number' && each >= 0 && each < 256)
  const odd = list.find(each => !isByte(each)) ?? null
  return mismatch(odd, place, 'uint8', typeof odd === 'number' ? `number ${formatJson(odd)}` : jsonKind(odd))
}

function mismatch(value: JsonValue, place: Place, type: string, kind = jsonKind(value)): TypeMismatch {
  const field = place.json ? `Go struct field ${place.root}.${place.json}` : 'Go value'
  return new TypeMismatch(`json: cannot unmarshal ${kind} into ${field} of type ${type}`)
}

function jsonKind(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  if (isJsonObject(value)) return 'object'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  return 'number'
}

/** The Go type of a field, or of what is in its list or map; only errors ask. */
function fieldType(schema: BuiltInSchema, { root, json }: Place): string {
  const plain = goType(schema)
  const named = schema.$ref ? undefined : namedType(root, json.split('.').at(-1) ?? '')
  if (named === undefined || schema.type === 'object') return named ?? plain
  const value = named.replace(/^map\[[\w.]+\]/, '')
  if (schema.type === 'array') return value
  const item = value.replace(/^\[\]/, '')
  return collections.has(item) ? plain : item
}

/** The Go type of a schema, as decoder errors name it. */
export function goType(schema: BuiltInSchema): string {
  if (schema.$ref) return goName(schema.$ref)
  switch (schema.type) {
    case 'array':
      return `[]${goType(schema.items ?? {})}`
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? `map[string]${goType(schema.additionalProperties)}`
        : 'map[string]interface {}'
    case 'integer':
      return schema.format === 'int32' ? 'int32' : 'int64'
    case 'number':
      return 'float64'
    case 'boolean':
      return 'bool'
    default:
      return schema.format === 'byte' ? '[]uint8' : 'string'
  }
}

/** `io.k8s.api.core.v1.PodSpec` is `v1.PodSpec` in Go. */
function goName(definition: string): string {
  return definition.split('.').slice(-2).join('.')
}
