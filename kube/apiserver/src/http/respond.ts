import { formatJson, isJsonObject, type JsonObject } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import { asItem, fromStorage, itemTextOf, textOf } from '../kinds/index.ts'
import { ApiError, internal } from '../status/index.ts'
import { textsOf } from '../storage/index.ts'
import { partialMetadata } from '../table/partial.ts'
import { requireIncludeObject, tableOf } from '../table/table.ts'
import { definitionOf, encodeEnvelope, hasMessage } from '../wire/index.ts'
import type { Answer } from './answer.ts'
import type { HttpResponse } from './exchange.ts'
import { onlyMediaTypes, protobuf, type Representation } from './negotiate.ts'
import { send, sendPieces } from './send.ts'
import { warningHeaders } from './warnings.ts'

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
  response: HttpResponse,
  answer: Answer,
  options: RespondOptions,
): Promise<void> {
  const warnings = warningHeaders(options.warnings)
  if (warnings.length > 0) response.setHeader('warning', warnings)
  switch (answer.type) {
    case 'stream':
      return await answer.run(response)
    case 'text':
      return await send(
        response,
        answer.code,
        answer.text,
        { ...(answer.contentType ? { 'content-type': answer.contentType } : {}), ...answer.headers },
        {
          ...options,
          acceptsGzip: options.acceptsGzip && answer.isNeverCompressed !== true,
          isUncached: answer.isUncached,
        },
      )
    case 'bytes':
      return await send(
        response,
        answer.code,
        answer.bytes,
        { 'content-type': answer.contentType, ...answer.headers },
        options,
      )
    case 'stored':
      if (isPlain(options.representation)) {
        return await sendJson(
          response,
          answer.code,
          `${textOf(answer.resourceType, answer.stored)}\n`,
          options,
        )
      }
      return await sendObject(
        response,
        answer.code,
        shownObject(
          { ...answer, type: 'object', object: fromStorage(answer.resourceType, answer.stored.object) },
          options,
        ),
        options,
      )
    case 'object':
      return await sendObject(response, answer.code, shownObject(answer, options), options, answer.headers)
    case 'list':
      if (isPlain(options.representation)) {
        return await sendPieces(
          response,
          answer.code,
          listPieces(answer),
          { 'content-type': 'application/json' },
          options,
        )
      }
      return await sendObject(response, answer.code, shownList(answer, options), options)
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
  const version = representation.version ?? 'v1'
  if (!resourceType || representation.as === undefined || object['kind'] === 'Status') return object
  switch (representation.as) {
    case 'Table': {
      requireIncludeObject(includeObject)
      const metadata = object['metadata']
      const resourceVersion = isJsonObject(metadata) ? metadata['resourceVersion'] : ''
      return tableOf(
        resourceType,
        [object],
        { resourceVersion },
        { includeObject, version, withColumns: true, now },
      )
    }
    case 'PartialObjectMetadata':
      return partialMetadata(object, version)
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
  const version = representation.version ?? 'v1'
  switch (representation.as) {
    case undefined:
      return {
        kind: resourceType.listKind,
        apiVersion: resourceType.apiVersion,
        metadata: listMetadata(answer),
        items: objects.map(object => asItem(resourceType, object)),
      }
    case 'Table':
      requireIncludeObject(includeObject)
      return tableOf(resourceType, objects, metadata, { includeObject, version, withColumns: true, now })
    case 'PartialObjectMetadataList':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: `meta.k8s.io/${version}`,
        metadata,
        items:
          resourceType.custom && objects.length === 0
            ? null
            : objects.map(object => partialMetadata(object, version)),
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

/** The text of a list, item by item. */
function* listPieces(answer: ListAnswer): Generator<string> {
  const { resourceType, items } = answer
  const { listKind: kind, apiVersion } = resourceType
  const head = formatJson({ kind, apiVersion, metadata: listMetadata(answer) })
  yield `${head.slice(0, -1)},"items":[`
  let separator = ''
  for (const [item, text] of textsOf(items)) {
    yield separator + itemTextOf(resourceType, item, text)
    separator = ','
  }
  yield ']}\n'
}

/** A list of custom resources says so when it does not go on. */
function listMetadata({ resourceType, metadata }: ListAnswer): JsonObject {
  return resourceType.custom ? { continue: '', ...metadata } : metadata
}

async function sendObject(
  response: HttpResponse,
  code: number,
  object: JsonObject,
  options: RespondOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { mediaType, pretty } = options.representation
  const message = mediaType === protobuf ? messageOf(object) : undefined
  if (message !== undefined) {
    await send(
      response,
      code,
      encodeEnvelope(object, message),
      { 'content-type': protobuf, ...headers },
      options,
    )
    return
  }
  if (mediaType === 'application/yaml') {
    await send(
      response,
      code,
      formatYaml(object),
      { 'content-type': 'application/yaml', ...headers },
      options,
    )
    return
  }
  const text = pretty ? formatJson(object, 2) : `${formatJson(object)}\n`
  await sendJson(response, code, text, options, headers)
}

/** The message of an object, if its kind has one; else it is written as JSON. */
function messageOf(object: JsonObject): string | undefined {
  const name = definitionOf(String(object['apiVersion']), String(object['kind']))
  return name !== undefined && hasMessage(name) ? name : undefined
}

async function sendJson(
  response: HttpResponse,
  code: number,
  text: string,
  options: RespondOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  await send(response, code, text, { 'content-type': 'application/json', ...headers }, options)
}
