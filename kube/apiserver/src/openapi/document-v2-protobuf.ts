/** The OpenAPI v2 document in the protobuf form of gnostic, which kubectl asks for. @module */
import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { lengthDelimited, varintField } from '../wire/index.ts'

/** Fields of gnostic's `Schema` message by their JSON name; extensions and the rest are apart. */
const texts: Readonly<Record<string, number>> = { $ref: 1, format: 2, title: 3, description: 4, pattern: 13 }
const counts: Readonly<Record<string, number>> = {
  maxLength: 11,
  minLength: 12,
  maxItems: 14,
  minItems: 15,
  maxProperties: 17,
  minProperties: 18,
}

/** Encodes the parts of the document that clients read: definitions and the kinds of paths. */
export function encodeDocument(document: JsonObject): Buffer {
  const info = Buffer.concat([text(1, 'Kubernetes'), text(2, 'v1.36.2')])
  const definitions = named(document['definitions'], encodeSchema).map(each => lengthDelimited(1, each))
  const paths = named(document['paths'], encodePathItem).map(each => lengthDelimited(2, each))
  return Buffer.concat([
    text(1, '2.0'),
    lengthDelimited(2, info),
    lengthDelimited(8, Buffer.concat(paths)),
    lengthDelimited(9, Buffer.concat(definitions)),
  ])
}

const text = (number: number, value: string) => lengthDelimited(number, Buffer.from(value))

/** Entries of a map as `{ name = 1, value = 2 }`. */
function named(map: JsonValue | undefined, encode: (value: JsonObject) => Buffer): Buffer[] {
  return Object.entries(isJsonObject(map) ? map : {}).map(([name, value]) =>
    Buffer.concat([text(1, name), lengthDelimited(2, encode(isJsonObject(value) ? value : {}))]),
  )
}

function encodeSchema(schema: JsonObject): Buffer {
  const parts: Buffer[] = []
  for (const [key, value] of Object.entries(schema)) {
    if (value !== undefined && value !== null) parts.push(...schemaField(key, value))
  }
  return Buffer.concat(parts)
}

function schemaField(key: string, value: JsonValue): readonly Buffer[] {
  const textNumber = texts[key]
  if (textNumber !== undefined) return typeof value === 'string' ? [text(textNumber, value)] : []
  const countNumber = counts[key]
  if (countNumber !== undefined) return typeof value === 'number' ? [varintField(countNumber, value)] : []
  if (key.startsWith('x-')) return [lengthDelimited(31, extension(key, value))]
  switch (key) {
    case 'default':
      return [lengthDelimited(5, anyOf(value))]
    case 'required':
      return list(value).map(each => text(19, String(each)))
    case 'enum':
      return list(value).map(each => lengthDelimited(20, anyOf(each)))
    case 'additionalProperties':
      return [lengthDelimited(21, additional(value))]
    case 'type':
      return [lengthDelimited(22, text(1, String(value)))]
    case 'items':
      return isJsonObject(value) ? [lengthDelimited(23, lengthDelimited(1, encodeSchema(value)))] : []
    case 'allOf':
      return list(value)
        .filter(isJsonObject)
        .map(each => lengthDelimited(24, encodeSchema(each)))
    case 'properties': {
      const entries = named(value, encodeSchema).map(each => lengthDelimited(1, each))
      return [lengthDelimited(25, Buffer.concat(entries))]
    }
    default:
      return []
  }
}

function list(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

function additional(value: JsonValue): Buffer {
  return isJsonObject(value)
    ? lengthDelimited(1, encodeSchema(value))
    : varintField(2, value === true ? 1 : 0)
}

/** gnostic's `Any` holds YAML text; JSON is YAML. */
function anyOf(value: JsonValue): Buffer {
  return text(2, formatJson(value))
}

function extension(name: string, value: JsonValue): Buffer {
  return Buffer.concat([text(1, name), lengthDelimited(2, anyOf(value))])
}

const methods: Readonly<Record<string, number>> = { get: 2, put: 3, post: 4, delete: 5, patch: 8 }

function encodePathItem(item: JsonObject): Buffer {
  const parts = Object.entries(item).flatMap(([method, operation]) => {
    const number = methods[method]
    return number !== undefined && isJsonObject(operation)
      ? [lengthDelimited(number, encodeOperation(operation))]
      : []
  })
  return Buffer.concat(parts)
}

/** The id, the media types, and the kind that is worked on. */
function encodeOperation(operation: JsonObject): Buffer {
  const extensions = Object.entries(operation).filter(([key]) => key.startsWith('x-'))
  return Buffer.concat([
    text(5, String(operation['operationId'] ?? '')),
    ...extensions.map(([key, value]) => lengthDelimited(13, extension(key, value ?? null))),
  ])
}
