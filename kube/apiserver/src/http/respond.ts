import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { formatJson, isJsonObject, type JsonObject } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import { asItem, fromStorage, itemTextOf, textOf } from '../kinds/index.ts'
import { ApiError, internal } from '../status/index.ts'
import { partialMetadata } from '../table/partial.ts'
import { tableOf } from '../table/table.ts'
import { definitionOf, encodeEnvelope, hasMessage } from '../wire/index.ts'
import type { Answer } from './answer.ts'
import { protobuf } from './body.ts'
import type { Representation } from './negotiate.ts'

/** From here on compressing pays, as in Kubernetes. */
const gzipFrom = 128 * 1024

export interface RespondOptions {
  readonly representation: Representation
  readonly includeObject: string
  readonly warnings: readonly string[]
  readonly acceptsGzip: boolean
  readonly isHead: boolean
  readonly now: Date
}

/** Writes an answer the way the client wants it. */
export async function respond(
  response: ServerResponse,
  answer: Answer,
  options: RespondOptions,
): Promise<void> {
  const warnings = options.warnings.map(text => `299 - "${text.replace(/["\\]/g, '\\$&')}"`)
  if (warnings.length > 0) response.setHeader('warning', warnings)
  switch (answer.type) {
    case 'stream':
      return await answer.run(response)
    case 'text':
      return send(
        response,
        answer.code,
        answer.text,
        { ...(answer.contentType ? { 'content-type': answer.contentType } : {}), ...answer.headers },
        options,
      )
    case 'bytes':
      return send(response, answer.code, answer.bytes, { 'content-type': answer.contentType }, options)
    case 'stored':
      if (isPlain(options.representation)) {
        return sendJson(response, answer.code, `${textOf(answer.resourceType, answer.stored)}\n`, options)
      }
      return sendObject(
        response,
        answer.code,
        shownObject(
          { ...answer, type: 'object', object: fromStorage(answer.resourceType, answer.stored.object) },
          options,
        ),
        options,
      )
    case 'object':
      return sendObject(response, answer.code, shownObject(answer, options), options, answer.headers)
    case 'list':
      if (isPlain(options.representation)) return sendJson(response, answer.code, listText(answer), options)
      return sendObject(response, answer.code, shownList(answer, options), options)
  }
}

function isPlain({ mediaType, as, pretty }: Representation): boolean {
  return mediaType === 'application/json' && as === undefined && !pretty
}

/** An error as a Status, or as the plain text that it is. */
export function errorAnswer(error: ApiError): Answer {
  return { type: 'object', code: error.code, object: error.toStatus(), headers: error.headers }
}

type ObjectAnswer = Extract<Answer, { type: 'object' }>
type ListAnswer = Extract<Answer, { type: 'list' }>

function shownObject(
  answer: ObjectAnswer,
  { representation, includeObject, now }: RespondOptions,
): JsonObject {
  const { object, resourceType } = answer
  if (!resourceType || representation.as === undefined || object['kind'] === 'Status') return object
  switch (representation.as) {
    case 'Table': {
      const metadata = object['metadata']
      const resourceVersion = isJsonObject(metadata) ? metadata['resourceVersion'] : ''
      return tableOf(resourceType, [object], { resourceVersion }, { includeObject, withColumns: true, now })
    }
    case 'PartialObjectMetadata':
      return partialMetadata(object)
    case 'PartialObjectMetadataList':
      if (resourceType.custom) throw internal('content is not a list')
      throw wrongShape(
        `you requested PartialObjectMetadataList, but the requested object is not a list (*${internalName(resourceType)})`,
      )
    default:
      throw onlyMediaTypes()
  }
}

function shownList(answer: ListAnswer, { representation, includeObject, now }: RespondOptions): JsonObject {
  const { resourceType, metadata, items } = answer
  const objects = items.map(item => fromStorage(resourceType, item.object))
  switch (representation.as) {
    case undefined:
      return {
        kind: resourceType.listKind,
        apiVersion: resourceType.apiVersion,
        metadata: listMetadata(answer),
        items: objects.map(object => asItem(resourceType, object)),
      }
    case 'Table':
      return tableOf(resourceType, objects, metadata, { includeObject, withColumns: true, now })
    case 'PartialObjectMetadataList':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: objects.map(partialMetadata),
      }
    case 'PartialObjectMetadata':
      throw wrongShape(
        `you requested PartialObjectMetadata, but the requested object is a list (*${internalName(resourceType)}List)`,
      )
    default:
      throw onlyMediaTypes()
  }
}

/** Go's name of the internal type: `core.Secret`. */
function internalName(type: {
  readonly group: string
  readonly kind: string
  readonly custom?: unknown
}): string {
  if (type.custom) return 'unstructured.Unstructured'
  return `${type.group === '' ? 'core' : type.group.split('.')[0]}.${type.kind}`
}

function wrongShape(message: string): ApiError {
  return new ApiError({ code: 406, reason: 'NotAcceptable', message })
}

function onlyMediaTypes(): ApiError {
  return wrongShape(
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  )
}

function listText(answer: ListAnswer): string {
  const { resourceType, items } = answer
  const { listKind: kind, apiVersion } = resourceType
  const head = formatJson({ kind, apiVersion, metadata: listMetadata(answer) })
  const texts = items.map(item => itemTextOf(resourceType, item))
  return `${head.slice(0, -1)},"items":[${texts.join(',')}]}\n`
}

/** A list of custom resources says so when it does not go on. */
function listMetadata({ resourceType, metadata }: ListAnswer): JsonObject {
  return resourceType.custom ? { continue: '', ...metadata } : metadata
}

function sendObject(
  response: ServerResponse,
  code: number,
  object: JsonObject,
  options: RespondOptions,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { mediaType, pretty } = options.representation
  const message = mediaType === protobuf ? messageOf(object) : undefined
  if (message !== undefined) {
    send(response, code, encodeEnvelope(object, message), { 'content-type': protobuf, ...headers }, options)
    return
  }
  if (mediaType === 'application/yaml') {
    send(response, code, formatYaml(object), { 'content-type': 'application/yaml', ...headers }, options)
    return
  }
  sendJson(response, code, `${formatJson(object, pretty ? 2 : undefined)}\n`, options, headers)
}

/** The message of an object, if its kind has one; else it is written as JSON. */
function messageOf(object: JsonObject): string | undefined {
  const name = definitionOf(String(object['apiVersion']), String(object['kind']))
  return name !== undefined && hasMessage(name) ? name : undefined
}

function sendJson(
  response: ServerResponse,
  code: number,
  text: string,
  options: RespondOptions,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, code, text, { 'content-type': 'application/json', ...headers }, options)
}

function send(
  response: ServerResponse,
  code: number,
  content: string | Buffer,
  headers: Readonly<Record<string, string>>,
  options: RespondOptions,
): void {
  const plain = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
  const compress = options.acceptsGzip && plain.length >= gzipFrom
  const body = compress ? gzipSync(plain, { level: 1 }) : plain
  response.writeHead(code, {
    'cache-control': 'no-cache, private',
    ...headers,
    ...(compress ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
    'content-length': body.length,
  })
  response.end(options.isHead ? undefined : body)
}
