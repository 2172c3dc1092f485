import type { IncomingMessage } from 'node:http'
import { formatJson, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { parseYaml } from '@sluice/yaml'
import { badRequest, tooLarge, unsupportedMediaType } from '../status/index.ts'
import { decodeEnvelope, definitionOf, WireError } from '../wire/index.ts'
import { findDuplicateFields } from './duplicate-fields.ts'

/** The size above which Kubernetes refuses a body. */
const limit = 3 * 1024 * 1024

/** The media type of Kubernetes' protobuf. */
export const protobuf = 'application/vnd.kubernetes.protobuf'

/** Reads a whole body as text; protobuf as the JSON text of the same object. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const bytes = await readBytes(request)
  const isProtobuf = (request.headers['content-type'] ?? '').startsWith(protobuf)
  return isProtobuf && bytes.length > 0 ? protobufAsJson(bytes) : bytes.toString('utf8')
}

function protobufAsJson(bytes: Uint8Array): string {
  try {
    return formatJson(decodeEnvelope(bytes, definitionOf))
  } catch (error) {
    if (error instanceof WireError || error instanceof SyntaxError) throw badRequest(error.message)
    throw error
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > limit) throw tooLarge(`Request entity too large: limit is ${limit}`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export interface DecodedBody {
  readonly value: JsonValue
  /** Paths of members that occur twice, as messages name them: `metadata.labels.a`. */
  readonly duplicates: readonly string[]
}

/** Parses a body by its content type; without one it counts as JSON. */
export function decodeBody(text: string, contentType: string | undefined): DecodedBody {
  const type = (contentType ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''
  switch (type) {
    case 'application/json':
    case protobuf:
    case '':
      return decodeJson(text)
    case 'application/yaml':
      return decodeYaml(text)
    default:
      throw unsupportedMediaType(
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      )
  }
}

function decodeJson(text: string): DecodedBody {
  try {
    return { value: parseJson(text), duplicates: findDuplicateFields(text) }
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(jsonErrorText(text))
    throw error
  }
}

function decodeYaml(text: string): DecodedBody {
  try {
    return { value: parseYaml(text)[0] ?? null, duplicates: [] }
  } catch (error) {
    if (error instanceof Error) throw badRequest(`error converting YAML to JSON: ${error.message}`)
    throw error
  }
}

/** What Go's JSON decoder says about text that is not JSON. */
function jsonErrorText(text: string): string {
  if (text.trim() === '') return 'EOF'
  return `couldn't get version/kind; json parse error: ${goSyntaxError(text)}`
}

function goSyntaxError(text: string): string {
  const first = text.trimStart()[0] ?? ''
  return /[[{"\-\dtfn]/.test(first)
    ? 'unexpected end of JSON input'
    : `invalid character '${first}' looking for beginning of value`
}

/** The body as an object; undefined for `null` and an empty body. */
export function asObject(value: JsonValue): JsonObject | undefined {
  if (value === null) return undefined
  if (isJsonObject(value)) return value
  throw badRequest(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
  )
}

function goKind(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'number'
}
