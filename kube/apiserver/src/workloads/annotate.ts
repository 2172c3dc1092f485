/** Changes of metadata. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, textsAt } from '../strategy/values/read.ts'

/** The object with an annotation. */
export function withAnnotation(object: JsonObject, name: string, value: string): JsonObject {
  const metadata = objectAt(object, 'metadata')
  const annotations = { ...objectAt(metadata, 'annotations'), [name]: value }
  return { ...object, metadata: { ...metadata, annotations } }
}

/** The object without a finalizer. */
export function withoutFinalizer(object: JsonObject, name: string): JsonObject {
  const metadata = objectAt(object, 'metadata')
  const finalizers = textsAt(metadata, 'finalizers').filter(each => each !== name)
  return { ...object, metadata: { ...metadata, finalizers: finalizers.length > 0 ? finalizers : undefined } }
}
