/** Pods from the template of what owns them. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, sortedKeys } from '../strategy/values/read.ts'
import { nameOf, namespaceOf, ownerReference, specOf } from './cluster.ts'

/** A Pod from an owner's template. */
export function podOf(
  owner: JsonObject,
  metadata: JsonObject = { generateName: `${nameOf(owner)}-` },
): JsonObject {
  const template = objectAt(specOf(owner), 'template')
  const own = objectAt(template, 'metadata')
  const has = (field: string) => sortedKeys(objectAt(own, field)).length > 0
  return {
    metadata: {
      ...metadata,
      namespace: namespaceOf(owner),
      ...(has('labels') ? { labels: objectAt(own, 'labels') } : {}),
      ...(has('annotations') ? { annotations: objectAt(own, 'annotations') } : {}),
      ...(own['finalizers'] === undefined ? {} : { finalizers: own['finalizers'] }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: objectAt(template, 'spec'),
  }
}
