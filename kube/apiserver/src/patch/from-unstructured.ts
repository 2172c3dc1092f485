import { isJsonObject, type JsonObject, type JsonValue, setMember } from '@sluice/base/json'
import { base64Error } from '../decode/base64.ts'
import { namedType, readScalar, TypeMismatch } from '../decode/index.ts'
import { intOrString, isTime } from '../decode/well-known.ts'
import { type BuiltInSchema, builtInSchema } from '../kinds/index.ts'
import { inDeclaredOrder } from '../wire/index.ts'
import { goKind as jsonKind } from './json-body.ts'

/**
 * Fits values into the Go types of a built-in kind as Kubernetes' converter does, which strategic merge and apply
 * go through: whole numbers become integers of the field's size, losing what is too large; anything else that does
 * not fit is refused in its words.
 * @throws TypeMismatch
 */
export function fromUnstructured(object: JsonObject, definition: string): JsonObject {
  const schema = builtInSchema(definition) ?? {}
  try {
    return fitStruct(object, schema, definition)
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error
    // Of all that does not fit, the field that is declared first is told.
    const declared = inDeclaredOrder(object, definition)
    return fitStruct(isJsonObject(declared) ? declared : object, schema, definition)
  }
}

/** A field of a definition, or what is so many levels of lists and maps inside it. */
interface GoField {
  readonly definition: string
  readonly field: string
  readonly inside: number
}

/** The Go type there, if it has a name of its own. */
function goTypeAt({ definition, field, inside }: GoField): string | undefined {
  let type = namedType(definition.split('.').at(-1) ?? '', field)
  for (let i = 0; i < inside && type !== undefined; i++) type = /^(?:\[\]|map\[[^\]]*\])(.*)$/.exec(type)?.[1]
  return type
}

function fitStruct(object: JsonObject, schema: BuiltInSchema, definition: string): JsonObject {
  const fitted = fitObject(object, schema, { definition, field: '', inside: 0 })
  return isJsonObject(fitted) ? fitted : object
}

function fit(value: JsonValue, schema: BuiltInSchema, at: GoField): JsonValue {
  if (value === null) return null
  const read = readScalar(value, schema)
  if (read && 'error' in read && schema.$ref) throw new TypeMismatch(read.error)
  if (schema.$ref === intOrString) return fitIntOrString(value)
  const target = schema.$ref ? (builtInSchema(schema.$ref) ?? {}) : schema
  switch (target.type) {
    case 'object':
      return fitObject(value, target, schema.$ref ? { ...at, definition: schema.$ref } : at)
    case 'array':
      return fitArray(value, target, at)
    case 'integer':
      return fitInteger(value, target.format === 'int64' ? 64 : 32)
    case 'string':
      return fitText(value, schema, at)
    case 'boolean':
      if (typeof value === 'boolean') return value
      throw new TypeMismatch('unrecognized type: bool')
    default:
      return value
  }
}

/** Times and other types that read text themselves are left to them. */
function fitText(value: JsonValue, schema: BuiltInSchema, at: GoField): JsonValue {
  if (schema.format === 'byte') return fitBytes(value)
  if (isTime(schema) && typeof value !== 'string') {
    throw new TypeMismatch(`json: cannot unmarshal ${jsonKind(value)} into Go value of type string`)
  }
  if (schema.$ref || typeof value === 'string') return value
  throw unfit(value, 'string', goTypeAt(at))
}

function fitIntOrString(value: JsonValue): JsonValue {
  if (typeof value === 'string' || (typeof value === 'number' && (value | 0) === value)) return value
  const given = typeof value === 'number' || typeof value === 'bigint' ? `number ${value}` : jsonKind(value)
  throw new TypeMismatch(`json: cannot unmarshal ${given} into Go value of type int32`)
}

function fitBytes(value: JsonValue): JsonValue {
  if (typeof value === 'string') {
    const problem = base64Error(value)
    if (problem === undefined) return value
    throw new TypeMismatch(`error decoding from json: ${problem}`)
  }
  if (!Array.isArray(value)) throw new TypeMismatch(`cannot restore slice from ${goKind(value)}`)
  const bytes = value.map(each => {
    if (typeof each === 'number' && Number.isInteger(each)) return each & 0xff
    throw each === null || typeof each !== 'number'
      ? new TypeMismatch('unrecognized type: uint8')
      : new TypeMismatch('cannot convert float64 to uint8')
  })
  return Buffer.from(bytes).toString('base64')
}

function fitObject(value: JsonValue, schema: BuiltInSchema, at: GoField): JsonValue {
  const { properties, additionalProperties } = schema
  if (!properties && typeof additionalProperties !== 'object') return value
  if (!isJsonObject(value)) {
    throw new TypeMismatch(`cannot restore ${properties ? 'struct from:' : 'map from'} ${goKind(value)}`)
  }
  const result: Record<string, JsonValue> = {}
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const field = properties
      ? Object.hasOwn(properties, name)
        ? properties[name]
        : undefined
      : additionalProperties
    const inner = properties ? { ...at, field: name, inside: 0 } : { ...at, inside: at.inside + 1 }
    setMember(result, name, typeof field === 'object' ? fit(member, field, inner) : member)
  }
  return result
}

function fitArray(value: JsonValue, schema: BuiltInSchema, at: GoField): JsonValue {
  if (!Array.isArray(value)) throw new TypeMismatch(`cannot restore slice from ${goKind(value)}`)
  const { items } = schema
  return items ? value.map(item => fit(item, items, { ...at, inside: at.inside + 1 })) : value
}

function fitInteger(value: JsonValue, bits: 32 | 64): JsonValue {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw unfit(value, `int${bits}`)
  if (typeof value === 'number' && !Number.isInteger(value)) {
    throw new TypeMismatch(`cannot convert float64 to int${bits}`)
  }
  // What has no place in 64 bits is a float, which becomes the least of all integers.
  const whole = isInt64(value) ? BigInt(value) : BigInt.asIntN(64, 1n << 63n)
  const wrapped = BigInt.asIntN(bits, whole)
  return Number.isSafeInteger(Number(wrapped)) ? Number(wrapped) : wrapped
}

/** Numbers can be turned into text by name only, and text into nothing. */
function unfit(value: JsonValue, type: string, name = type): TypeMismatch {
  const kind = goKind(value)
  return new TypeMismatch(
    kind === 'int64' && type === 'string'
      ? `cannot convert ${kind} to ${name}`
      : `unrecognized type: ${type}`,
  )
}

function goKind(value: JsonValue): string {
  if (Array.isArray(value)) return 'slice'
  if (isJsonObject(value)) return 'map'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  const isInteger = (typeof value === 'number' || typeof value === 'bigint') && isInt64(value)
  return isInteger ? 'int64' : 'float64'
}

function isInt64(value: number | bigint): boolean {
  return typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value)
}
