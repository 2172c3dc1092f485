/** `application/vnd.kubernetes.protobuf`: four bytes, then the kind and the bytes of its message. @module */
import type { JsonObject } from '@sluice/base/json'
import { decodeMessage, delimited, Reader } from './decode.ts'
import { writeMessage } from './encode.ts'
import { ReverseWriter } from './reverse-writer.ts'
import { objectOf } from './special.ts'
import { WireError } from './wire-error.ts'

const magic = Buffer.from('k8s\0', 'latin1')

/** What is in the envelope of a kind is none. */
export class BadMessage extends WireError {
  readonly apiVersion: string
  readonly kind: string

  constructor({ apiVersion, kind }: NamedKind, message: string) {
    super(message)
    this.name = 'BadMessage'
    this.apiVersion = apiVersion
    this.kind = kind
  }
}

/** A kind that is not among those that have a message. */
export class UnknownKind extends BadMessage {
  constructor(type: NamedKind) {
    const [kind, version] = [JSON.stringify(type.kind), JSON.stringify(type.apiVersion)]
    super(type, `no kind ${kind} is registered for version ${version}`)
    this.name = 'UnknownKind'
  }
}

/** A kind and its version. */
export interface NamedKind {
  readonly apiVersion: string
  readonly kind: string
}

/** Finds the message of a kind: the name of its OpenAPI definition. */
export type MessageOf = (apiVersion: string, kind: string) => string | undefined

/** Reads an enveloped object; one that does not say what it is counts as what is expected. */
export function decodeEnvelope(bytes: Uint8Array, messageOf: MessageOf, expected?: NamedKind): JsonObject {
  if (!magic.equals(bytes.subarray(0, 4))) {
    throw new WireError(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    )
  }
  if (bytes.length === magic.length) throw new WireError('empty body')
  const envelope = readUnknown(bytes.subarray(4))
  const apiVersion = envelope.apiVersion || (expected?.apiVersion ?? '')
  const kind = envelope.kind || (expected?.kind ?? '')
  const message = messageOf(apiVersion, kind)
  if (message === undefined) throw new UnknownKind({ apiVersion, kind })
  try {
    return { ...objectOf(decodeMessage(envelope.raw, message)), apiVersion, kind }
  } catch (error) {
    if (error instanceof WireError) throw new BadMessage({ apiVersion, kind }, error.message)
    throw error
  }
}

function readUnknown(bytes: Uint8Array): { apiVersion: string; kind: string; raw: Uint8Array } {
  let type: readonly [string, string] = ['', '']
  let raw: Uint8Array = new Uint8Array()
  for (const [name, value] of fieldsOf(bytes, ['TypeMeta', 'Raw', 'ContentEncoding', 'ContentType'])) {
    if (name === 'TypeMeta') type = readTypeMeta(value)
    else if (name === 'Raw') raw = value
  }
  return { apiVersion: type[0], kind: type[1], raw }
}

function readTypeMeta(bytes: Uint8Array): readonly [apiVersion: string, kind: string] {
  const texts = new Map<string, string>()
  for (const [name, value] of fieldsOf(bytes, ['APIVersion', 'Kind'])) {
    texts.set(name, Buffer.from(value).toString('utf8'))
  }
  return [texts.get('APIVersion') ?? '', texts.get('Kind') ?? '']
}

/** The fields that have a name, numbered from one; all hold bytes. */
function* fieldsOf(bytes: Uint8Array, names: readonly string[]): Generator<readonly [string, Uint8Array]> {
  const reader = new Reader(bytes)
  while (!reader.isDone) {
    const [number, wire] = reader.tag()
    const name = names[number - 1]
    if (name === undefined) reader.skip(wire)
    else if (wire === delimited) yield [name, reader.bytes()]
    else throw new WireError(`proto: wrong wireType = ${wire} for field ${name}`)
  }
}

/** Writes an object in its envelope. */
export function encodeEnvelope(object: JsonObject, message: string): Buffer {
  const writer = new ReverseWriter()
  writeEnvelope(writer, object, message)
  return writer.finish()
}

function writeEnvelope(writer: ReverseWriter, object: JsonObject, message: string): void {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  // Encoding and media type are there, though empty.
  for (const number of [4, 3]) writer.delimit(number, writer.length)
  const beforeObject = writer.length
  writeMessage(writer, object, message)
  writer.delimit(2, beforeObject)
  const beforeType = writer.length
  for (const [number, value] of [
    [2, text(object['kind'])],
    [1, text(object['apiVersion'])],
  ] as const) {
    const before = writer.length
    writer.text(value)
    writer.delimit(number, before)
  }
  writer.delimit(1, beforeType)
  writer.bytes(magic)
}

/** One event of a watch: its length in four bytes, then type and enveloped object. */
export function encodeWatchEvent(type: string, object: JsonObject, message: string): Buffer {
  const writer = new ReverseWriter()
  writeEnvelope(writer, object, message)
  // A RawExtension with one field, the bytes.
  writer.delimit(1, 0)
  writer.delimit(2, 0)
  const before = writer.length
  writer.text(type)
  writer.delimit(1, before)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(writer.length)
  writer.bytes(length)
  return writer.finish()
}
