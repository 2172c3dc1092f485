/** Rollouts: one step each time, RollingUpdate within surge and absence, Recreate once the old Pods are gone. @module */
import type { JsonObject } from '@sluice/base/json'
import { type Cluster, controllerOf, namespaceOf, uidOf } from '../cluster.ts'
import { isFinished } from '../pod-state.ts'
import { scale } from './scale.ts'
import { allOf, currentSet, type Sets } from './sets.ts'
import { actualOf, availableOf, leewayOf, replicasOf, sumOf, wantedOf } from './sizes.ts'

export interface Moved {
  readonly sets: Sets
  /** A size has changed: what comes next waits for the Pods. */
  readonly isMoving: boolean
}

/** RollingUpdate. */
export async function rollOut(
  deployment: JsonObject,
  owned: readonly JsonObject[],
  cluster: Cluster,
): Promise<Moved> {
  const sets = await currentSet(deployment, owned, { creates: true }, cluster)
  if (!sets.current) return { sets, isMoving: false }
  const size = newSize(sets, sets.current)
  if (size !== replicasOf(sets.current)) {
    const current = await scale(sets.deployment, sets.current, size, cluster)
    return { sets: { ...sets, current }, isMoving: true }
  }
  const shrunk = await shrink(sets, sets.current, cluster)
  return { sets: shrunk, isMoving: sumOf(shrunk.old, replicasOf) < sumOf(sets.old, replicasOf) }
}

function newSize(sets: Sets, current: JsonObject): number {
  const [size, wanted] = [replicasOf(current), wantedOf(sets.deployment)]
  if (size >= wanted) return wanted
  const room = wanted + leewayOf(sets.deployment).surge - sumOf(allOf(sets), replicasOf)
  return size + Math.max(0, Math.min(room, wanted - size))
}

/** Takes from old ReplicaSets: first what is not available anyway, then what is not needed to keep enough available. */
async function shrink(sets: Sets, current: JsonObject, cluster: Cluster): Promise<Sets> {
  const { deployment } = sets
  const least = wantedOf(deployment) - leewayOf(deployment).absent
  const unavailable = replicasOf(current) - availableOf(current)
  const spare = sumOf(allOf(sets), replicasOf) - least - unavailable
  if (sumOf(sets.old, replicasOf) === 0 || spare <= 0) return sets
  const take = (old: readonly JsonObject[], most: number, of: (set: JsonObject) => number) =>
    takeFrom(deployment, old, { most, of }, cluster)
  const unhealthy = await take(sets.old, spare, set => replicasOf(set) - availableOf(set))
  const available = availableOf(current) + sumOf(unhealthy, availableOf)
  const old = await take(unhealthy, available - least, replicasOf)
  return { ...sets, old }
}

/** Takes at most so many from ReplicaSets, oldest first. */
async function takeFrom(
  deployment: JsonObject,
  sets: readonly JsonObject[],
  { most, of }: { readonly most: number; readonly of: (set: JsonObject) => number },
  cluster: Cluster,
): Promise<readonly JsonObject[]> {
  let left = Math.max(0, most)
  const result: JsonObject[] = []
  for (const set of sets) {
    const count = Math.min(left, Math.max(0, of(set)))
    result.push(count > 0 ? await scale(deployment, set, replicasOf(set) - count, cluster) : set)
    left -= count
  }
  return result
}

/** Recreate. */
export async function rollOver(
  deployment: JsonObject,
  owned: readonly JsonObject[],
  cluster: Cluster,
): Promise<Moved> {
  const found = await currentSet(deployment, owned, { creates: false }, cluster)
  const isMoving = sumOf(found.old, replicasOf) > 0
  if (isMoving) {
    const old: JsonObject[] = []
    for (const set of found.old) old.push(await scale(found.deployment, set, 0, cluster))
    return { sets: { ...found, old }, isMoving }
  }
  if (isOldRunning(found, cluster)) return { sets: found, isMoving: true }
  const sets = found.current ? found : await currentSet(found.deployment, owned, { creates: true }, cluster)
  if (!sets.current) return { sets, isMoving: false }
  const current = await scale(sets.deployment, sets.current, wantedOf(sets.deployment), cluster)
  return { sets: { ...sets, current }, isMoving: false }
}

function isOldRunning({ deployment, old }: Sets, cluster: Cluster): boolean {
  if (sumOf(old, actualOf) > 0) return true
  const uids = new Set(old.map(uidOf))
  return cluster
    .list('pods', namespaceOf(deployment))
    .some(pod => !isFinished(pod) && uids.has(String(controllerOf(pod)?.['uid'])))
}
