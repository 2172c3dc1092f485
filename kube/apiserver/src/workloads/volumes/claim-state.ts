/** What claims ask for, and which volumes could serve them. @module */
import type { JsonObject } from '@sluice/base/json'
import { compareQuantities, parseQuantity } from '../../strategy/values/quantity.ts'
import { findObject, objectAt, textAt, textsAt } from '../../strategy/values/read.ts'
import { matchesSelector } from '../../strategy/values/selector.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf, uidOf } from '../cluster.ts'
import { byName } from '../order.ts'

/** The annotation by which the scheduler tells a claim the node of its Pod. */
export const selectedNode = 'volume.kubernetes.io/selected-node'
const noProvisioner = 'kubernetes.io/no-provisioner'

export const phaseOf = (object: JsonObject): string => textAt(statusOf(object), 'phase')
export const classNameOf = (object: JsonObject): string => textAt(specOf(object), 'storageClassName')
export const classOf = (claim: JsonObject, cluster: Cluster): JsonObject | undefined =>
  cluster.find('storageClasses', '', classNameOf(claim))
export const requestOf = (claim: JsonObject): string =>
  String(objectAt(objectAt(specOf(claim), 'resources'), 'requests')['storage'] ?? '0')
export const capacityOf = (volume: JsonObject): string =>
  String(objectAt(specOf(volume), 'capacity')['storage'] ?? '0')

/** Whether a claim is bound only once a Pod needs it. */
export function waitsForPod(claim: JsonObject, cluster: Cluster): boolean {
  return textAt(classOf(claim, cluster) ?? {}, 'volumeBindingMode') === 'WaitForFirstConsumer'
}

/** Whether volumes of a class are made when they are asked for. */
export function isProvisioned(storageClass: JsonObject | undefined): storageClass is JsonObject {
  return storageClass !== undefined && storageClass['provisioner'] !== noProvisioner
}

/** Whether a claim can get a volume: there is one, or one can be made. */
export function hasProspect(claim: JsonObject, cluster: Cluster): boolean {
  return isProvisioned(classOf(claim, cluster)) || bestVolume(claim, cluster) !== undefined
}

/** Whether a volume is reserved for a claim, and whether for another one. */
export function reservation(volume: JsonObject, claim: JsonObject): 'none' | 'own' | 'other' {
  const holder = findObject(specOf(volume), 'claimRef')
  if (!holder) return 'none'
  const isNamed = holder['name'] === nameOf(claim) && holder['namespace'] === namespaceOf(claim)
  return isNamed && (!holder['uid'] || holder['uid'] === uidOf(claim)) ? 'own' : 'other'
}

/** The volume reserved for a claim or else the smallest one that serves it. */
export function bestVolume(claim: JsonObject, cluster: Cluster): JsonObject | undefined {
  const volumes = [...cluster.list('volumes')].sort(byName)
  const own = volumes.find(
    volume => reservation(volume, claim) === 'own' && misfit(volume, claim) === undefined,
  )
  if (own) return own
  const fitting = volumes.filter(
    volume =>
      reservation(volume, claim) === 'none' &&
      !isGoing(volume) &&
      phaseOf(volume) === 'Available' &&
      isSelected(volume, claim) &&
      misfit(volume, claim) === undefined,
  )
  return fitting.sort((a, b) => compareSizes(capacityOf(a), capacityOf(b)))[0]
}

function isSelected(volume: JsonObject, claim: JsonObject): boolean {
  const selector = findObject(specOf(claim), 'selector')
  return !selector || matchesSelector(selector, objectAt(objectAt(volume, 'metadata'), 'labels'))
}

export function compareSizes(a: string, b: string): number {
  const [left, right] = [parseQuantity(a), parseQuantity(b)]
  return left && right ? compareQuantities(left, right) : 0
}

/** Why a volume does not serve a claim. */
export function misfit(volume: JsonObject, claim: JsonObject): string | undefined {
  if (compareSizes(capacityOf(volume), requestOf(claim)) < 0) return 'requested PV is too small'
  if (classNameOf(volume) !== classNameOf(claim)) return 'storageClassName does not match'
  const modeOf = (object: JsonObject) => textAt(specOf(object), 'volumeMode') || 'Filesystem'
  if (modeOf(volume) !== modeOf(claim)) return 'incompatible volumeMode'
  const offered = textsAt(specOf(volume), 'accessModes')
  const has = textsAt(specOf(claim), 'accessModes').every(mode => offered.includes(mode))
  return has ? undefined : 'incompatible accessMode'
}
