import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { mapValueType, type WireField, wireMessage } from './messages.ts'
import { objectOf, specialOf } from './special.ts'
import { WireError } from './wire-error.ts'

const depthLimit = 500

/** Decodes a protobuf message to the JSON value of its kind. */
export function decodeMessage(bytes: Uint8Array, message: string, depth = 0): JsonValue {
  if (depth > depthLimit) throw new WireError('messages are nested too deeply')
  const fields = fieldsByNumber(message)
  const reader = new Reader(bytes)
  const object: Record<string, JsonValue> = {}
  while (!reader.isDone) {
    const [number, wire] = reader.tag()
    if (wire === endGroup)
      throw new WireError(`proto: ${shortName(message)}: wiretype end group for non-group`)
    if (number <= 0) {
      throw new WireError(`proto: ${shortName(message)}: illegal tag ${number} (wire type ${wire})`)
    }
    const field = fields.get(number)
    if (field) readField(reader, wire, field, object, depth)
    else reader.skip(wire)
  }
  const special = specialOf(message)
  return special ? special.fromWire(object) : object
}

const [startGroup, endGroup] = [3, 4]

const shortName = (message: string) => message.slice(message.lastIndexOf('.') + 1)

const byNumber = new Map<string, ReadonlyMap<number, WireField>>()

function fieldsByNumber(message: string): ReadonlyMap<number, WireField> {
  const known = byNumber.get(message)
  if (known) return known
  const fields = wireMessage(message)
  if (!fields) throw new WireError(`there is no message ${message}`)
  const found = new Map(fields.map(field => [field.number, field]))
  byNumber.set(message, found)
  return found
}

/** The wire type of what begins with its length. */
export const delimited = 2
const wireTypes: Readonly<Record<string, number>> = { bool: 0, int32: 0, int64: 0, double: 1 }

function readField(
  reader: Reader,
  wire: number,
  field: WireField,
  object: Record<string, JsonValue>,
  depth: number,
): void {
  const valueType = mapValueType(field.type)
  if (wire !== (wireTypes[field.type] ?? delimited)) {
    const name = field.name.charAt(0).toUpperCase() + field.name.slice(1)
    throw new WireError(`proto: wrong wireType = ${wire} for field ${name}`)
  }
  if (valueType !== undefined) {
    const [key, value] = readEntry(reader.bytes(wire), valueType, depth)
    const map = (object[field.name] ??= {})
    if (isRecord(map)) setOwn(map, key, value)
    return
  }
  const value = readValue(reader, wire, field.type, depth)
  if (field.name === '') Object.assign(object, objectOf(value))
  else if (field.repeated) {
    const list = (object[field.name] ??= [])
    if (isList(list)) list.push(value)
  } else object[field.name] = value
}

/** What is under construction here is not shared yet. */
const isRecord = (value: JsonValue): value is Record<string, JsonValue> => isJsonObject(value)
const isList = (value: JsonValue): value is JsonValue[] => Array.isArray(value)

/** A key of the client's is a member whatever its name, `__proto__` too. */
function setOwn(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

function readEntry(bytes: Uint8Array, type: string, depth: number): readonly [string, JsonValue] {
  const reader = new Reader(bytes)
  let key = ''
  let value: JsonValue = type === 'string' || type === 'bytes' ? '' : null
  while (!reader.isDone) {
    const [number, wire] = reader.tag()
    // Nobody asks entries how they are written.
    if (number === 1) key = text(reader.bytes())
    else if (number === 2) value = readValue(reader, wireTypes[type] ?? delimited, type, depth)
    else reader.skip(wire)
  }
  return [key, value]
}

function readValue(reader: Reader, wire: number, type: string, depth: number): JsonValue {
  switch (type) {
    case 'string':
      return text(reader.bytes(wire))
    case 'bytes':
      return Buffer.from(reader.bytes(wire)).toString('base64')
    case 'bool':
      return reader.varint(wire) !== 0n
    case 'int32':
      return Number(BigInt.asIntN(32, reader.varint(wire)))
    case 'int64':
      return integer(reader.varint(wire))
    case 'double':
      return reader.double(wire)
    default:
      return decodeMessage(reader.bytes(wire), type, depth + 1)
  }
}

function integer(value: bigint): number | bigint {
  const signed = BigInt.asIntN(64, value)
  return signed >= Number.MIN_SAFE_INTEGER && signed <= Number.MAX_SAFE_INTEGER ? Number(signed) : signed
}

const decoder = new TextDecoder('utf-8')
const text = (bytes: Uint8Array) => decoder.decode(bytes)

/** Reads the primitives of the protobuf wire format; every length is checked against what is there. */
export class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** Number and wire type of the next field. */
  tag(): readonly [number: number, wire: number] {
    const tag = this.varint()
    const number = Number(tag >> 3n)
    const wire = Number(tag & 7n)
    return [number, wire]
  }

  varint(wire = 0): bigint {
    if (wire !== 0) throw new WireError(`proto: wrong wireType = ${wire}`)
    const first = this.#bytes[this.#at]
    if (first !== undefined && first < 0x80) {
      this.#at++
      return BigInt(first)
    }
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new WireError('unexpected EOF')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new WireError('proto: integer overflow')
  }

  bytes(wire = 2): Uint8Array {
    if (wire !== 2) throw new WireError(`proto: wrong wireType = ${wire}`)
    const length = this.varint()
    if (length >= 2n ** 63n) throw new WireError('proto: negative length found during unmarshaling')
    return this.#take(Number(length))
  }

  double(wire: number): number {
    if (wire !== 1) throw new WireError(`proto: wrong wireType = ${wire}`)
    const bytes = this.#take(8)
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true)
  }

  skip(wire: number): void {
    switch (wire) {
      case 0:
        this.varint()
        return
      case 1:
        this.#take(8)
        return
      case 2:
        this.bytes()
        return
      case 5:
        this.#take(4)
        return
      case startGroup:
        this.#skipGroup()
        return
      default:
        throw new WireError(`proto: illegal wireType ${wire}`)
    }
  }

  /** Groups within it are part of it. */
  #skipGroup(): void {
    for (let open = 1; open > 0; ) {
      const [, wire] = this.tag()
      if (wire === startGroup) open++
      else if (wire === endGroup) open--
      else this.skip(wire)
    }
  }

  #take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new WireError('unexpected EOF')
    const taken = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return taken
  }
}
