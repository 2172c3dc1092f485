/** Events of watches as bytes. @module */
import { formatJson, type JsonObject } from '@sluice/base/json'
import { protobuf, type Representation } from '../http/negotiate.ts'
import { fromStorage, type ResourceType, textOf } from '../kinds/index.ts'
import type { Stored } from '../storage/index.ts'
import { partialMetadata } from '../table/partial.ts'
import { definitionOf, encodeWatchEvent } from '../wire/index.ts'

export type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'

/** The media type of a watch's answer. */
export function watchMediaType({ mediaType }: Representation): string {
  return mediaType === protobuf ? `${protobuf};stream=watch` : mediaType
}

/** An event about any object. */
export function eventFrame(type: EventType, object: JsonObject, { mediaType }: Representation): Buffer {
  const message =
    mediaType === protobuf ? definitionOf(String(object['apiVersion']), String(object['kind'])) : undefined
  if (message !== undefined) return encodeWatchEvent(type, object, message)
  return Buffer.from(`${formatJson({ type, object })}\n`)
}

/** The frames of the object that was told last: all watchers of a change are told one after the other. */
const frames = new Map<string, Buffer>()
let lastTold: Stored | undefined

/** An event about what is stored; watchers that want it in the same form share its bytes. */
export function storedFrame(
  type: EventType,
  stored: Stored,
  resourceType: ResourceType,
  representation: Representation,
): Buffer {
  if (stored !== lastTold) {
    frames.clear()
    lastTold = stored
  }
  const { mediaType, as = '', version = '' } = representation
  const form = resourceType.custom?.cacheKey ?? resourceType.apiVersion
  const key = `${type} ${mediaType} ${as} ${version} ${form}`
  let frame = frames.get(key)
  if (!frame) frames.set(key, (frame = makeFrame(type, stored, resourceType, representation)))
  return frame
}

function makeFrame(
  type: EventType,
  stored: Stored,
  resourceType: ResourceType,
  representation: Representation,
): Buffer {
  if (representation.as === undefined && representation.mediaType !== protobuf) {
    return Buffer.from(`{"type":"${type}","object":${textOf(resourceType, stored)}}\n`)
  }
  const object = fromStorage(resourceType, stored.object)
  return eventFrame(
    type,
    representation.as === 'PartialObjectMetadata' ? partialMetadata(object, representation.version) : object,
    representation,
  )
}
