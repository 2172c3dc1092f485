import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { TypeMismatch } from '../decode/index.ts'
import { type BuiltInSchema, builtInSchema } from '../kinds/index.ts'

/**
 * Fits values into the Go types of a built-in kind as Kubernetes' converter does, which strategic merge and apply
 * go through: whole numbers become integers of the field's size, losing what is too large; anything else that does
 * not fit is refused in its words.
 * @throws TypeMismatch
 */
export function fromUnstructured(object: JsonObject, schema: BuiltInSchema): JsonObject {
  const fitted = fit(object, schema)
  return isJsonObject(fitted) ? fitted : object
}

function fit(value: JsonValue, schema: BuiltInSchema): JsonValue {
  if (value === null) return null
  const target = schema.$ref ? (builtInSchema(schema.$ref) ?? {}) : schema
  switch (target.type) {
    case 'object':
      return fitObject(value, target)
    case 'array':
      return fitArray(value, target)
    case 'integer':
      return fitInteger(value, target.format === 'int64' ? 64 : 32)
    case 'string':
      // Times and other types that read text themselves are left to them.
      if (schema.$ref || typeof value === 'string') return value
      throw unfit(value, 'string')
    case 'boolean':
      if (typeof value === 'boolean') return value
      throw new TypeMismatch('unrecognized type: bool')
    default:
      return value
  }
}

function fitObject(value: JsonValue, schema: BuiltInSchema): JsonValue {
  const { properties, additionalProperties } = schema
  if (!properties && typeof additionalProperties !== 'object') return value
  if (!isJsonObject(value)) {
    throw new TypeMismatch(`cannot restore ${properties ? 'struct from:' : 'map from'} ${goKind(value)}`)
  }
  const result: Record<string, JsonValue> = {}
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const field = properties ? properties[name] : additionalProperties
    result[name] = typeof field === 'object' ? fit(member, field) : member
  }
  return result
}

function fitArray(value: JsonValue, schema: BuiltInSchema): JsonValue {
  if (!Array.isArray(value)) throw new TypeMismatch(`cannot restore slice from ${goKind(value)}`)
  const { items } = schema
  return items ? value.map(item => fit(item, items)) : value
}

function fitInteger(value: JsonValue, bits: 32 | 64): JsonValue {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw unfit(value, `int${bits}`)
  if (typeof value === 'number' && !Number.isInteger(value)) {
    throw new TypeMismatch(`cannot convert float64 to int${bits}`)
  }
  const wrapped = BigInt.asIntN(bits, BigInt(value))
  return Number.isSafeInteger(Number(wrapped)) ? Number(wrapped) : wrapped
}

/** Numbers can be turned into text by name only, and text into nothing. */
function unfit(value: JsonValue, type: string): TypeMismatch {
  const kind = goKind(value)
  return new TypeMismatch(
    kind === 'int64' && type === 'string'
      ? `cannot convert ${kind} to ${type}`
      : `unrecognized type: ${type}`,
  )
}

function goKind(value: JsonValue): string {
  if (Array.isArray(value)) return 'slice'
  if (isJsonObject(value)) return 'map'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'number' && !Number.isInteger(value) ? 'float64' : 'int64'
}
