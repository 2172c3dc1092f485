/** Validation of annotations; that of objects' own metadata is the core's business. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, tooLong } from '../../status/index.ts'
import { qualifiedNameErrors } from './names.ts'

const maxAnnotationBytes = 256 * 1024

/** What is wrong with a map of annotations. */
export function* annotationErrors(annotations: JsonObject, path: string): Generator<FieldError> {
  let bytes = 0
  for (const [key, value] of Object.entries(annotations)) {
    for (const error of qualifiedNameErrors(key.toLowerCase())) yield invalid(path, key, error)
    bytes += Buffer.byteLength(key) + (typeof value === 'string' ? Buffer.byteLength(value) : 0)
  }
  if (bytes > maxAnnotationBytes) yield tooLong(path, maxAnnotationBytes)
}
