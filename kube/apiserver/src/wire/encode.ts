import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type BuiltInSchema, builtInSchema } from '../kinds/index.ts'
import { mapValueType, type WireField, wireMessage } from './messages.ts'
import { objectOf, specialOf } from './special.ts'

/** Encodes the JSON value of a kind as a protobuf message. */
export function encodeMessage(value: JsonValue, message: string): Buffer {
  const fields = wireMessage(message)
  if (!fields) throw new TypeError(`there is no message ${message}`)
  const object = specialOf(message)?.toWire(value) ?? objectOf(value)
  const properties = builtInSchema(message)?.properties ?? {}
  return Buffer.concat(fields.flatMap(field => encodeField(object, field, properties[field.name])))
}

/** Whether a kind can be written as protobuf. */
export function hasMessage(name: string): boolean {
  return wireMessage(name) !== undefined
}

function encodeField(
  object: JsonObject,
  field: WireField,
  property: BuiltInSchema | undefined,
): readonly Uint8Array[] {
  if (field.name === '') return [lengthDelimited(field.number, encodeMessage(object, field.type))]
  const value = object[field.name]
  if (value === undefined || value === null) return encodeAbsent(field, property)
  const valueType = mapValueType(field.type)
  if (valueType !== undefined) {
    return Object.entries(objectOf(value)).map(([key, member]) =>
      lengthDelimited(
        field.number,
        Buffer.concat([encodeValue(1, 'string', key), encodeValue(2, valueType, member ?? null)]),
      ),
    )
  }
  if (field.repeated) {
    return Array.isArray(value) ? value.map(each => encodeValue(field.number, field.type, each)) : []
  }
  return [encodeValue(field.number, field.type, value)]
}

/** What Go holds by value is written even when it is zero; what it points to is not. */
function encodeAbsent(field: WireField, property: BuiltInSchema | undefined): readonly Uint8Array[] {
  if (!property || property.pointer || field.repeated || mapValueType(field.type) !== undefined) return []
  switch (field.type) {
    case 'string':
      return [encodeValue(field.number, 'string', '')]
    case 'bool':
      return [encodeValue(field.number, 'bool', false)]
    case 'int32':
    case 'int64':
      return [encodeValue(field.number, field.type, 0)]
    case 'bytes':
    case 'double':
      return []
    default:
      return property.always ? [lengthDelimited(field.number, encodeMessage(null, field.type))] : []
  }
}

function encodeValue(number: number, type: string, value: JsonValue): Uint8Array {
  switch (type) {
    case 'string':
      return lengthDelimited(number, Buffer.from(typeof value === 'string' ? value : ''))
    case 'bytes':
      return lengthDelimited(number, Buffer.from(typeof value === 'string' ? value : '', 'base64'))
    case 'bool':
      return Buffer.concat([tag(number, 0), varint(value === true ? 1n : 0n)])
    case 'int32':
    case 'int64':
      return Buffer.concat([tag(number, 0), varint(BigInt.asUintN(64, integerOf(value)))])
    case 'double':
      return Buffer.concat([tag(number, 1), double(Number(value))])
    default:
      return lengthDelimited(number, encodeMessage(isJsonObject(value) || specialOf(type) ? value : {}, type))
  }
}

function integerOf(value: JsonValue): bigint {
  if (typeof value === 'bigint') return value
  return typeof value === 'number' ? BigInt(Math.trunc(value)) : 0n
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}

/** An unsigned number as one field. */
export function varintField(number: number, value: number): Buffer {
  return Buffer.concat([tag(number, 0), varint(BigInt(value))])
}

function tag(number: number, wire: number): Buffer {
  return varint(BigInt((number << 3) | wire))
}

export function lengthDelimited(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([tag(number, 2), varint(BigInt(content.length)), content])
}

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}
