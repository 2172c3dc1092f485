import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type BuiltInSchema, builtInSchema } from '../kinds/index.ts'
import { mapValueType, type WireField, wireMessage } from './messages.ts'
import { ReverseWriter } from './reverse-writer.ts'
import { objectOf, specialOf } from './special.ts'

/** Whether a kind can be written as protobuf. */
export function hasMessage(name: string): boolean {
  return wireMessage(name) !== undefined
}

/** A field and what becomes of it where the object has none. */
interface Step extends WireField {
  readonly mapType: string | undefined
  /** Go holds it by value: it is written even when it is zero. */
  readonly isAlways: boolean
}

const plans = new Map<string, readonly Step[]>()

type Properties = Readonly<Record<string, BuiltInSchema>>

/** Messages that others inline have no schema of their own: their members are described by the parent's. */
const inlined = new Map<string, Properties>()

/** The fields of a message, last first. */
function planOf(message: string): readonly Step[] {
  const known = plans.get(message)
  if (known) return known
  const fields = wireMessage(message)
  if (!fields) throw new TypeError(`there is no message ${message}`)
  const properties = builtInSchema(message)?.properties ?? inlined.get(message)
  const plan = fields.toReversed().map(field => {
    const mapType = mapValueType(field.type)
    if (field.name === '' && properties) inlined.set(field.type, properties)
    const isAlways = !field.repeated && mapType === undefined && isByValue(message, field, properties)
    return { ...field, mapType, isAlways }
  })
  plans.set(message, plan)
  return plan
}

const scalars = new Set(['string', 'bool', 'int32', 'int64'])

/** What Go holds by value is written even when it is zero; what it points to is not. */
function isByValue(message: string, { name, type }: WireField, properties: Properties | undefined): boolean {
  if (specialOf(message)) return false
  // Messages without a schema belong to discovery: all their texts and numbers are held by value.
  if (!properties) return scalars.has(type)
  if (name === 'creationTimestamp') return true
  const property = properties[name]
  if (!property || property.pointer || type === 'bytes' || type === 'double') return false
  return scalars.has(type) || property.always === true
}

/** Writes the members of a message; the caller writes its length. */
export function writeMessage(writer: ReverseWriter, value: JsonValue, message: string): void {
  const object = specialOf(message)?.toWire(value) ?? objectOf(value)
  for (const step of planOf(message)) writeField(writer, object, step)
}

function writeField(writer: ReverseWriter, object: JsonObject, step: Step): void {
  const { number, name, repeated, mapType } = step
  // Members of an inlined message belong to its parent.
  const value = name === '' ? object : object[name]
  if (value === undefined || value === null) {
    if (step.isAlways) writeValue(writer, step, null)
  } else if (mapType !== undefined) {
    writeMap(writer, number, objectOf(value), mapType)
  } else if (!repeated) {
    writeValue(writer, step, value)
  } else if (Array.isArray(value)) {
    for (let i = value.length - 1; i >= 0; i--) writeValue(writer, step, value[i] ?? null)
  }
}

function writeMap(writer: ReverseWriter, number: number, map: JsonObject, type: string): void {
  for (const key of Object.keys(map).sort().reverse()) {
    const before = writer.length
    writeValue(writer, { number: 2, type }, map[key] ?? null)
    writeValue(writer, { number: 1, type: 'string' }, key)
    writer.delimit(number, before)
  }
}

function writeValue(
  writer: ReverseWriter,
  { number, type }: Pick<WireField, 'number' | 'type'>,
  value: JsonValue,
): void {
  const before = writer.length
  const wire = writeContent(writer, type, value)
  if (wire === 2) writer.delimit(number, before)
  else writer.tag(number, wire)
}

/** Writes a value without length and tag; the result is its wire type. */
function writeContent(writer: ReverseWriter, type: string, value: JsonValue): 0 | 1 | 2 {
  switch (type) {
    case 'string':
      writer.text(typeof value === 'string' ? value : '')
      return 2
    case 'bytes':
      writer.bytes(Buffer.from(typeof value === 'string' ? value : '', 'base64'))
      return 2
    case 'bool':
      writer.byte(value === true ? 1 : 0)
      return 0
    case 'int32':
    case 'int64':
      writer.varint(integerOf(value))
      return 0
    case 'double':
      writer.double(Number(value))
      return 1
    default:
      writeMessage(writer, isJsonObject(value) || specialOf(type) ? value : {}, type)
      return 2
  }
}

function integerOf(value: JsonValue): number | bigint {
  if (typeof value === 'bigint') return value
  return typeof value === 'number' ? Math.trunc(value) : 0
}

/** An unsigned number as one field. */
export function varintField(number: number, value: number): Buffer {
  const writer = new ReverseWriter(16)
  writer.varint(value)
  writer.tag(number, 0)
  return writer.finish()
}

/** Bytes as one field. */
export function lengthDelimited(number: number, content: Uint8Array): Buffer {
  const writer = new ReverseWriter(content.length + 16)
  writer.bytes(content)
  writer.delimit(number, 0)
  return writer.finish()
}
