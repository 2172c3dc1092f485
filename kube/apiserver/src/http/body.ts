import { isUtf8 } from 'node:buffer'
import { formatJson, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'
import { deepest, depthProblem, goKind, jsonProblem } from '../patch/json-body.ts'
import {
  type ApiError,
  badRequest,
  timedOut,
  tooLarge,
  tooManyRequests,
  unsupportedMediaType,
} from '../status/index.ts'
import {
  BadMessage,
  decodeEnvelope,
  definitionOf,
  type NamedKind,
  UnknownKind,
  WireError,
} from '../wire/index.ts'
import { scanJson } from './duplicate-fields.ts'
import type { HttpRequest } from './exchange.ts'
import { mediaTypeOf } from './media-type.ts'
import { protobuf } from './negotiate.ts'
import { EncodingError, yamlText } from './yaml-text.ts'

/** The size above which Kubernetes refuses a body. */
const limit = 3 * 1024 * 1024

/** How much of bodies that are still arriving is held, of all requests together. */
export class BodyBudget {
  #left: number

  constructor(bytes = 256 * 1024 * 1024) {
    this.#left = bytes
  }

  /** False where there is no room. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }

  give(bytes: number): void {
    this.#left += bytes
  }
}

/** Reads a whole body as text; protobuf as the JSON text of the same object. */
export async function readBody(
  request: HttpRequest,
  expected: NamedKind,
  budget: BodyBudget,
): Promise<string> {
  const bytes = await readBytes(request, budget)
  const mediaType = mediaTypeOf(request.headers['content-type'] ?? '')
  const isOptional = request.method === 'DELETE'
  if (mediaType === protobuf && (bytes.length > 0 || !isOptional)) {
    return protobufAsJson(bytes, expected)
  }
  if (mediaType === 'application/yaml') return yamlAsText(bytes, expected.kind)
  if (!isUtf8(bytes)) requireReadable(bytes, expected.kind)
  return withoutLoneSurrogates(bytes.toString('utf8'))
}

function yamlAsText(bytes: Buffer, kind: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  try {
    return yamlText(bytes)
  } catch (error) {
    if (error instanceof EncodingError) throw unrecognized(bytes, kind, `yaml: ${error.message}`)
    throw error
  }
}

/** Halves of a pair of escapes that lack the other half are no characters: Go reads U+FFFD. */
function withoutLoneSurrogates(text: string): string {
  if (!/\\u[dD][89a-fA-F]/.test(text)) return text
  const escapes = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|[\s\S])/g
  return text.replace(escapes, found => (/^\\u[dD][89a-fA-F]..$/.test(found) ? '\\ufffd' : found))
}

/** JSON's texts may hold bytes that are no characters, and nothing else may. */
function requireReadable(bytes: Buffer, kind: string): void {
  try {
    parseJson(bytes.toString('utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw unrecognized(bytes, kind, `couldn't get version/kind; json parse error: ${jsonProblem(bytes)}`)
  }
}

function protobufAsJson(bytes: Buffer, expected: NamedKind): string {
  if (bytes.length === 0) throw unrecognized(bytes, expected.kind, 'empty data')
  try {
    return formatJson(decodeEnvelope(bytes, definitionOf, expected))
  } catch (error) {
    if (error instanceof BadMessage) {
      const version = JSON.stringify(error.apiVersion.split('/').at(-1))
      const where = error instanceof UnknownKind ? ' in scheme "pkg/api/legacyscheme/scheme.go:30"' : ''
      throw badRequest(
        `${error.kind} in version ${version} cannot be handled as a ${expected.kind}: ${error.message}${where}`,
      )
    }
    if (error instanceof WireError || error instanceof SyntaxError) {
      throw unrecognized(bytes, expected.kind, error.message)
    }
    throw error
  }
}

/** A client that sends its body slower than this is not waited for, as in Kubernetes. */
const slowest = 60_000

/** What is over the limit is not read: the answer goes out, and the client stops or is cut off. */
function readBytes({ body }: HttpRequest, budget: BodyBudget): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const finish = (settle: () => void) => {
      clearTimeout(timer)
      budget.give(size)
      body.off('data', take).off('end', done).off('error', fail).off('close', cut).pause()
      settle()
    }
    const refuse = (error: Error) => finish(() => reject(error))
    const take = (chunk: Buffer) => {
      if (!budget.take(chunk.length)) return refuse(tooManyRequests())
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
    // A body of HTTP/2 that is empty may have ended before anybody listened.
    if (body.readableEnded || body.destroyed) cut()
  })
}

const empty = Buffer.alloc(0)

export interface DecodedBody {
  readonly value: JsonValue
  /** Paths of members that occur twice, as messages name them: `metadata.labels.a`. */
  readonly duplicates: readonly string[]
  /** Numbers that are not written as integers, by their paths. */
  readonly numbers?: ReadonlyMap<string, string>
  /** What is said of keys that a YAML mapping has twice. */
  readonly repeatedKeys: readonly string[]
}

/** Parses a body by its content type; without one it counts as JSON. `kind` is what it is expected to be. */
export function decodeBody(text: string, contentType: string | undefined, kind: string): DecodedBody {
  switch (contentType ? mediaTypeOf(contentType) : 'application/json') {
    case 'application/json':
    case protobuf:
      return decodeJson(text, kind)
    case 'application/yaml':
      return decodeYaml(text, kind)
    default:
      throw unsupportedMediaType(
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      )
  }
}

function decodeJson(text: string, kind: string): DecodedBody {
  const tooDeep = depthProblem(text)
  if (tooDeep !== undefined) throw notJson(text, kind, tooDeep)
  try {
    return { value: parseJson(text), ...scanJson(text), repeatedKeys: [] }
  } catch (error) {
    if (error instanceof SyntaxError) throw notJson(text, kind, jsonProblem(text))
    throw error
  }
}

/** The first document is the body, as Go reads it. */
function decodeYaml(text: string, kind: string): DecodedBody {
  const repeatedKeys: string[] = []
  try {
    const [value = null] = parseYaml(text, {
      onlyFirst: true,
      maxDepth: deepest,
      onDuplicate: ({ key, valueLine }) =>
        repeatedKeys.push(`line ${valueLine}: key ${JSON.stringify(key)} already set in map`),
    })
    return { value, duplicates: [], repeatedKeys }
  } catch (error) {
    if (error instanceof YamlError) throw unrecognized(Buffer.from(text), kind, error.message)
    throw error
  }
}

function notJson(text: string, kind: string, problem: string): ApiError {
  return unrecognized(Buffer.from(text), kind, `couldn't get version/kind; json parse error: ${problem}`)
}

const summaryLength = 30

/** Refuses what is not an object of any kind, showing how it begins: text if it looks like JSON, else its bytes. */
export function unrecognized(bytes: Buffer, kind: string, problem: string): ApiError {
  const start = bytes.subarray(0, summaryLength)
  const more = bytes.length > summaryLength ? ' ...' : ''
  const shown = bytes.length === 0 ? '<empty>' : start.toString(bytes[0] === 0x7b ? 'utf8' : 'hex') + more
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${problem} (${shown})`)
}

/** What Go says of a value that has no members to tell its kind. */
export function notAnObject(value: JsonValue): string {
  return `json: cannot unmarshal ${goKind(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`
}

/** What a body says it is, in small letters or not: Go asks no more, and takes the last that fits. */
export function typeMember(value: JsonObject, name: 'kind' | 'apiVersion'): JsonValue | undefined {
  if (Object.hasOwn(value, name)) return value[name]
  const found = Object.keys(value).findLast(key => key.toLowerCase() === name.toLowerCase())
  return found === undefined ? undefined : value[found]
}

/** A body as an object of some kind; undefined for `null`. */
export function asObject(value: JsonValue, text: string, kind: string): JsonObject | undefined {
  if (value === null) return undefined
  if (!isJsonObject(value)) {
    throw notJson(text, kind, notAnObject(value))
  }
  for (const field of ['kind', 'apiVersion'] as const) {
    const given = typeMember(value, field) ?? null
    if (given === null || typeof given === 'string') continue
    throw notJson(
      text,
      kind,
      `json: cannot unmarshal ${goKind(given)} into Go struct field .${field} of type string`,
    )
  }
  const version = typeMember(value, 'apiVersion')
  if (typeof version === 'string' && version.split('/').length > 2) {
    throw unrecognized(Buffer.from(text), kind, `unexpected GroupVersion string: ${version}`)
  }
  return value
}
