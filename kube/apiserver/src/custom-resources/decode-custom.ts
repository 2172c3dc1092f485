import type { JsonObject } from '@sluice/base/json'
import {
  applyDefaults,
  byCodePoint,
  coerceResources,
  errorText,
  type FieldError,
  prune,
  type Schema,
} from '@sluice/openapi'
import { TypeMismatch } from '../decode/index.ts'
import { resourceMetadata } from './resource-metadata.ts'

/** An object as its schema has it, and the paths of what it does not have. */
export interface DecodedCustom {
  readonly object: JsonObject
  readonly unknown: readonly string[]
}

/**
 * Reads the body of a custom resource: metadata typed, unknown fields dropped, nulls dropped or defaulted.
 * @throws TypeMismatch
 */
export function decodeCustom(body: JsonObject, schema: Schema): DecodedCustom {
  const coerced = coerceResources(body, schema, { isResource: true, metadata: resourceMetadata })
  if (coerced.error) throw new TypeMismatch(problemText(coerced.error))
  const pruned = prune(coerced.value, schema, { isResource: true })
  // Kubernetes looks through the object's own metadata, then its fields, then the metadata of resources inside it.
  const isOwn = (path: string) => path.startsWith('metadata.')
  const unknown = [
    ...coerced.unknown.filter(isOwn),
    ...[...pruned.unknown].sort(byCodePoint),
    ...coerced.unknown.filter(path => !isOwn(path)),
  ]
  return { object: applyDefaults(pruned.value, schema), unknown }
}

/** What is wrong with the object's own metadata is told without the field. */
function problemText(error: FieldError): string {
  return error.field === 'metadata' ? error.detail : errorText(error)
}
