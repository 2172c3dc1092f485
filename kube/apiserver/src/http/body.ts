import { formatJson, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { parseYaml } from '@sluice/yaml'
import { jsonProblem } from '../patch/json-body.ts'
import { type ApiError, badRequest, timedOut, tooLarge, unsupportedMediaType } from '../status/index.ts'
import { decodeEnvelope, definitionOf, WireError } from '../wire/index.ts'
import { findDuplicateFields } from './duplicate-fields.ts'
import type { HttpRequest } from './exchange.ts'
import { protobuf } from './negotiate.ts'

/** The size above which Kubernetes refuses a body. */
const limit = 3 * 1024 * 1024

/** Reads a whole body as text; protobuf as the JSON text of the same object. */
export async function readBody(request: HttpRequest): Promise<string> {
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

/** A client that sends its body slower than this is not waited for, as in Kubernetes. */
const slowest = 60_000

/** What is over the limit is not read: the answer goes out, and the client stops or is cut off. */
function readBytes({ body }: HttpRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const finish = (settle: () => void) => {
      clearTimeout(timer)
      body.off('data', take).off('end', done).off('error', fail).off('close', cut)
      settle()
    }
    const refuse = (error: Error) => finish(() => reject(error))
    const take = (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size > limit) refuse(tooLarge(`Request entity too large: limit is ${limit}`))
    }
    const done = () =>
      finish(() => resolve(chunks.length === 1 ? (chunks[0] ?? empty) : Buffer.concat(chunks)))
    const fail = () => refuse(badRequest('unexpected EOF'))
    const cut = () => (body.readableEnded ? done() : fail())
    const timer = setTimeout(() => refuse(timedOut()), slowest)
    timer.unref()
    body.on('data', take).on('end', done).on('error', fail).on('close', cut)
  })
}

const empty = Buffer.alloc(0)

export interface DecodedBody {
  readonly value: JsonValue
  /** Paths of members that occur twice, as messages name them: `metadata.labels.a`. */
  readonly duplicates: readonly string[]
}

/** Parses a body by its content type; without one it counts as JSON. `kind` is what it is expected to be. */
export function decodeBody(text: string, contentType: string | undefined, kind: string): DecodedBody {
  const type = (contentType ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''
  switch (type) {
    case 'application/json':
    case protobuf:
    case '':
      return decodeJson(text, kind)
    case 'application/yaml':
      return decodeYaml(text)
    default:
      throw unsupportedMediaType(
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      )
  }
}

function decodeJson(text: string, kind: string): DecodedBody {
  try {
    return { value: parseJson(text), duplicates: findDuplicateFields(text) }
  } catch (error) {
    if (error instanceof SyntaxError) throw unrecognized(text, kind, jsonProblem(text))
    if (error instanceof RangeError) throw unrecognized(text, kind, 'exceeded max depth')
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

/** Refuses what is not an object of any kind, showing how it begins: text if it looks like JSON, else its bytes. */
function unrecognized(text: string, kind: string, problem: string): ApiError {
  const bytes = Buffer.from(text, 'utf8')
  const start = bytes.subarray(0, summaryLength)
  const more = bytes.length > summaryLength ? ' ...' : ''
  const shown = bytes.length === 0 ? '<empty>' : start.toString(text.startsWith('{') ? 'utf8' : 'hex') + more
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${problem} (${shown})`,
  )
}

const summaryLength = 30

/** A body as an object of some kind; undefined for `null`. */
export function asObject(value: JsonValue, text: string, kind: string): JsonObject | undefined {
  if (value === null) return undefined
  if (isJsonObject(value)) return value
  throw unrecognized(
    text,
    kind,
    `json: cannot unmarshal ${goKind(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
  )
}

function goKind(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'number'
}
