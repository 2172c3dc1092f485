/** Sizes of ReplicaSets: one at a time, or all in proportion when a rollout is resized. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, specOf, statusOf } from '../cluster.ts'
import { byCreation, creationOf } from '../order.ts'
import { revisionOf } from './annotations.ts'
import { allOf, type Sets } from './sets.ts'
import {
  actualOf,
  annotatedNumber,
  annotationsOf,
  availableOf,
  leewayOf,
  mostAnnotation,
  replicasOf,
  sumOf,
  wantedAnnotation,
  wantedAtLast,
  wantedOf,
} from './sizes.ts'

/** Gives a ReplicaSet a size, and tells so; with only annotations to change it does so on request. */
export async function scale(
  deployment: JsonObject,
  set: JsonObject,
  replicas: number,
  cluster: Cluster,
  alsoSame = false,
): Promise<JsonObject> {
  const before = replicasOf(set)
  const sized = sizeAnnotations(deployment)
  const isNoted = Object.entries(sized).every(([name, value]) => textAt(annotationsOf(set), name) === value)
  if (before === replicas && (isNoted || !alsoSame)) return set
  const changed = await cluster.change('replicaSets', set, current => ({
    ...current,
    metadata: { ...objectAt(current, 'metadata'), annotations: { ...annotationsOf(current), ...sized } },
    spec: { ...specOf(current), replicas },
  }))
  if (before === replicas) return changed
  const way = replicas > before ? 'up' : 'down'
  const message = `Scaled ${way} replica set ${nameOf(set)} from ${before} to ${replicas}`
  await cluster.tell(deployment, { reason: 'ScalingReplicaSet', message })
  return changed
}

function sizeAnnotations(deployment: JsonObject): Readonly<Record<string, string>> {
  const wanted = wantedOf(deployment)
  return { [wantedAnnotation]: String(wanted), [mostAnnotation]: String(wanted + leewayOf(deployment).surge) }
}

/** Brings ReplicaSets to the size that is wanted without going on with a rollout. */
export async function scaleSets(sets: Sets, cluster: Cluster): Promise<Sets> {
  const { deployment } = sets
  const wanted = wantedOf(deployment)
  const only = activeOrLatest(sets)
  if (only) return replaced(sets, await scale(deployment, only, wanted, cluster))
  const isSaturated =
    sets.current !== undefined &&
    [replicasOf(sets.current), wantedAtLast(sets.current), availableOf(sets.current)].every(n => n === wanted)
  let result = sets
  if (isSaturated) {
    for (const set of sets.old.filter(isActive))
      result = replaced(result, await scale(deployment, set, 0, cluster))
  } else if (objectAt(specOf(deployment), 'strategy')['type'] === 'RollingUpdate') {
    for (const [set, size] of proportionalSizes(deployment, allOf(sets).filter(isActive))) {
      result = replaced(result, await scale(deployment, set, size, cluster, true))
    }
  }
  return result
}

const isActive = (set: JsonObject) => replicasOf(set) > 0

/** The one ReplicaSet that has Pods; where none has, the current or else the newest one. */
function activeOrLatest(sets: Sets): JsonObject | undefined {
  const active = allOf(sets).filter(isActive)
  if (active.length > 1) return undefined
  return active[0] ?? sets.current ?? sets.old.at(-1)
}

/** Sizes in proportion, each beside its ReplicaSet; the largest takes what rounding leaves. */
export function proportionalSizes(
  deployment: JsonObject,
  sets: readonly JsonObject[],
): readonly (readonly [JsonObject, number])[] {
  const wanted = wantedOf(deployment)
  const allowed = wanted > 0 ? wanted + leewayOf(deployment).surge : 0
  const missing = allowed - sumOf(sets, replicasOf)
  const age = (a: JsonObject, b: JsonObject) => (missing > 0 ? byCreation(b, a) : byCreation(a, b))
  const ordered = [...sets].sort((a, b) => replicasOf(b) - replicasOf(a) || age(a, b))
  let added = 0
  const sizes = ordered.map(set => {
    const left = missing - added
    const share = left === 0 ? 0 : shareOf(deployment, set)
    const change = missing > 0 ? Math.min(share, left) : Math.max(share, left)
    added += change
    return [set, replicasOf(set) + change] as const
  })
  return sizes.map(([set, size], i) => [set, i === 0 ? Math.max(0, size + missing - added) : size])
}

/** By how much a ReplicaSet grows or shrinks to keep its part of the whole. */
function shareOf(deployment: JsonObject, set: JsonObject): number {
  const [size, wanted] = [replicasOf(set), wantedOf(deployment)]
  if (wanted === 0) return -size
  const before = annotatedNumber(set, mostAnnotation) || numberAt(statusOf(deployment), 'replicas')
  if (!before) return 0
  return Math.round((size * (wanted + leewayOf(deployment).surge)) / before) - size
}

function replaced(sets: Sets, set: JsonObject): Sets {
  const isSame = (each: JsonObject) => nameOf(each) === nameOf(set)
  if (sets.current && isSame(sets.current)) return { ...sets, current: set }
  return { ...sets, old: sets.old.map(each => (isSame(each) ? set : each)) }
}

/** Deletes the oldest empty ReplicaSets beyond those that the history keeps. */
export async function forgetOldSets({ deployment, old }: Sets, cluster: Cluster): Promise<void> {
  const keep = numberAt(specOf(deployment), 'revisionHistoryLimit') ?? 2_147_483_647
  const candidates = old
    .filter(set => !isGoing(set))
    .sort((a, b) => revisionOf(a) - revisionOf(b) || creationOf(a) - creationOf(b))
  for (const set of candidates.slice(0, Math.max(0, candidates.length - keep))) {
    const isObserved = objectAt(set, 'metadata')['generation'] === statusOf(set)['observedGeneration']
    if (replicasOf(set) === 0 && actualOf(set) === 0 && isObserved) await cluster.delete('replicaSets', set)
  }
}
