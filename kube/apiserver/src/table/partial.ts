import type { JsonObject } from '@sluice/base/json'

/** An object reduced to its metadata. */
export function partialMetadata(object: JsonObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object['metadata'] }
}
