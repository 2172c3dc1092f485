/** `application/vnd.kubernetes.protobuf`: four bytes, then the kind and the bytes of its message. @module */
import type { JsonObject } from '@sluice/base/json'
import { decodeMessage, Reader, WireError } from './decode.ts'
import { encodeMessage, lengthDelimited } from './encode.ts'
import { objectOf } from './special.ts'

const magic = Buffer.from('k8s\0', 'latin1')

/** Finds the message of a kind: the name of its OpenAPI definition. */
export type MessageOf = (apiVersion: string, kind: string) => string | undefined

/** Reads an enveloped object. */
export function decodeEnvelope(bytes: Uint8Array, messageOf: MessageOf): JsonObject {
  if (!magic.equals(bytes.subarray(0, 4))) {
    throw new WireError(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    )
  }
  const { apiVersion, kind, raw } = readUnknown(bytes.subarray(4))
  const message = messageOf(apiVersion, kind)
  if (message === undefined) {
    throw new WireError(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`,
    )
  }
  return { ...objectOf(decodeMessage(raw, message)), apiVersion, kind }
}

function readUnknown(bytes: Uint8Array): { apiVersion: string; kind: string; raw: Uint8Array } {
  let type: readonly [string, string] = ['', '']
  let raw: Uint8Array = new Uint8Array()
  const reader = new Reader(bytes)
  while (!reader.isDone) {
    const tag = reader.varint()
    if (tag === 0x0an) type = readTypeMeta(reader.bytes())
    else if (tag === 0x12n) raw = reader.bytes()
    else reader.skip(Number(tag & 7n))
  }
  return { apiVersion: type[0], kind: type[1], raw }
}

function readTypeMeta(bytes: Uint8Array): readonly [apiVersion: string, kind: string] {
  const reader = new Reader(bytes)
  const texts = ['', '']
  while (!reader.isDone) {
    const tag = reader.varint()
    if (tag === 0x0an) texts[0] = Buffer.from(reader.bytes()).toString('utf8')
    else if (tag === 0x12n) texts[1] = Buffer.from(reader.bytes()).toString('utf8')
    else reader.skip(Number(tag & 7n))
  }
  return [texts[0] ?? '', texts[1] ?? '']
}

/** Writes an object in its envelope. */
export function encodeEnvelope(object: JsonObject, message: string): Buffer {
  const text = (value: unknown) => Buffer.from(typeof value === 'string' ? value : '')
  const type = Buffer.concat([
    lengthDelimited(1, text(object['apiVersion'])),
    lengthDelimited(2, text(object['kind'])),
  ])
  return Buffer.concat([
    magic,
    lengthDelimited(1, type),
    lengthDelimited(2, encodeMessage(object, message)),
    lengthDelimited(3, Buffer.alloc(0)),
    lengthDelimited(4, Buffer.alloc(0)),
  ])
}
