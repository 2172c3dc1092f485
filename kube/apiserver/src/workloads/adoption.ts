/** Who belongs to whom: owners adopt what they select, and release what they no longer select. @module */
import type { JsonObject } from '@sluice/base/json'
import { ApiError } from '../status/index.ts'
import { findObject, objectAt, objectsAt } from '../strategy/values/read.ts'
import { matchesSelector } from '../strategy/values/selector.ts'
import {
  type Cluster,
  controllerOf,
  isGoing,
  type KindName,
  namespaceOf,
  ownerReference,
  specOf,
} from './cluster.ts'
import { type Key, keyOf, ownerKey } from './controller.ts'

const labelsOf = (object: JsonObject) => objectAt(objectAt(object, 'metadata'), 'labels')

/** Whether an owner's selector matches an object; one that is absent or empty matches nothing. */
export function selectsLabels(owner: JsonObject, object: JsonObject): boolean {
  const selector = findObject(specOf(owner), 'selector')
  if (!selector || Object.keys(selector).length === 0) return false
  const isPlain = owner['kind'] === 'ReplicationController'
  return matchesSelector(isPlain ? { matchLabels: selector } : selector, labelsOf(object))
}

/** The objects that belong to an owner, once it has taken orphans that it selects and let go of what it does not. */
export async function claim(
  kind: KindName,
  owner: JsonObject,
  cluster: Cluster,
  eligible: (object: JsonObject) => boolean = () => true,
): Promise<readonly JsonObject[]> {
  const uid = objectAt(owner, 'metadata')['uid']
  const claimed: JsonObject[] = []
  for (const object of cluster.list(kind, namespaceOf(owner))) {
    if (!eligible(object)) continue
    const controller = controllerOf(object)
    const isSelected = selectsLabels(owner, object)
    if (controller) {
      if (controller['uid'] !== uid) continue
      if (isSelected) claimed.push(object)
      else if (!isGoing(owner)) await release(kind, object, uid, cluster)
    } else if (isSelected && !isGoing(owner) && !isGoing(object)) {
      const adopted = await adopt(kind, object, owner, cluster)
      if (adopted) claimed.push(adopted)
    }
  }
  return claimed
}

/** The object with its new owner; undefined where someone else was faster. */
async function adopt(
  kind: KindName,
  object: JsonObject,
  owner: JsonObject,
  cluster: Cluster,
): Promise<JsonObject | undefined> {
  try {
    return await cluster.change(kind, object, current => {
      const metadata = objectAt(current, 'metadata')
      const owners = [...objectsAt(metadata, 'ownerReferences'), ownerReference(owner)]
      return { ...current, metadata: { ...metadata, ownerReferences: owners } }
    })
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

async function release(kind: KindName, object: JsonObject, uid: unknown, cluster: Cluster): Promise<void> {
  await cluster.update(kind, object, current => {
    const metadata = objectAt(current, 'metadata')
    const owners = objectsAt(metadata, 'ownerReferences').filter(each => each['uid'] !== uid)
    return { ...current, metadata: { ...metadata, ownerReferences: owners.length > 0 ? owners : undefined } }
  })
}

/** The keys of an object's controller of a kind or, for an orphan, of all that select it. */
export function claimantKeys(
  kind: KindName,
  ownerKind: string,
): (object: JsonObject, cluster: Cluster) => readonly Key[] {
  const keyOfOwner = ownerKey(ownerKind)
  return (object, cluster) => {
    if (controllerOf(object)) return keyOfOwner(object)
    return cluster
      .list(kind, namespaceOf(object))
      .filter(owner => selectsLabels(owner, object))
      .map(keyOf)
  }
}
