/** ResourceQuotas: what is limited, and how much of it what exists uses. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { inScope, limitedNames, usageOf } from '../../admission/quota-usage.ts'
import type { ResourceType } from '../../kinds/index.ts'
import { addQuantities, formatQuantity, type Quantity, zeroQuantity } from '../../strategy/values/quantity.ts'
import { objectAt, sortedKeys } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, type KindName, namespaceOf, specOf, statusOf } from '../cluster.ts'
import { type Key, keyOf, type Later, type Transition, type WorkloadController } from '../controller.ts'
import { isFinished } from '../pod-state.ts'

/** The kinds whose changes are looked at as they happen. */
const watched = [
  'pods',
  'services',
  'claims',
  'configMaps',
  'secrets',
  'replicationControllers',
  'deployments',
  'replicaSets',
  'statefulSets',
  'daemonSets',
  'jobs',
  'cronJobs',
  'ingresses',
] as const satisfies readonly KindName[]

/** Admission books what is made; what goes, ends or changes is recounted. */
function quotasBeside(object: JsonObject, cluster: Cluster, { before, now }: Transition): readonly Key[] {
  const isNew = now !== undefined && before === undefined
  const isSame = now && before && isFinished(now) === isFinished(before) && now['spec'] === before['spec']
  return isNew || isSame ? [] : cluster.list('quotas', namespaceOf(object)).map(keyOf)
}

/** What admission books into a quota is not recounted: the object it is booked for is not stored yet. */
function isNews({ before, now }: Transition): boolean {
  if (!before || !now) return true
  return !deepEqual(specOf(before), specOf(now)) || !deepEqual(statusOf(now)['hard'], specOf(now)['hard'])
}

/** A count may miss what is just being made: it is made again until it stays the same. */
const recountAfter = 500
/** Of a quota that limits kinds which are not watched. */
const recountEvery = 5_000

export const quotaController: WorkloadController = {
  name: 'resourcequota-controller',
  kind: 'quotas',
  heeds: isNews,
  wakes: Object.fromEntries(watched.map(kind => [kind, quotasBeside])),
  reconcile,
}

async function reconcile(quota: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (isGoing(quota)) return
  if (limitedTypes(quota, cluster).some(type => !isWatched(type, cluster))) later(recountEvery)
  if (deepEqual(countOf(quota, cluster), statusOf(quota))) return
  // Counted as it is written, so that nothing booked in between is lost.
  await cluster.update('quotas', quota, now => ({ ...now, status: countOf(now, cluster) }), 'status')
  later(recountAfter)
}

function countOf(quota: JsonObject, cluster: Cluster): JsonObject {
  const hard = objectAt(specOf(quota), 'hard')
  const used = usedBeside(limiting(quota), cluster)
  const amounts = sortedKeys(hard).map(name => [name, formatQuantity(used.get(name) ?? zeroQuantity)])
  return { hard, used: Object.fromEntries(amounts) }
}

/** A quota that already limits what it is to limit. */
function limiting(quota: JsonObject): JsonObject {
  return { ...quota, status: { hard: objectAt(specOf(quota), 'hard') } }
}

function limitedTypes(quota: JsonObject, cluster: Cluster): readonly ResourceType[] {
  const types = cluster.services.registry.stored()
  return types.filter(type => type.namespaced && limitedNames(limiting(quota), type).length > 0)
}

function isWatched({ storageKey }: ResourceType, cluster: Cluster): boolean {
  return watched.some(kind => cluster.type(kind).storageKey === storageKey)
}

function usedBeside(quota: JsonObject, cluster: Cluster): ReadonlyMap<string, Quantity> {
  const used = new Map<string, Quantity>()
  for (const type of limitedTypes(quota, cluster)) {
    for (const { object } of cluster.services.store.list(type.storageKey, namespaceOf(quota))) {
      if (!inScope(quota, type, object)) continue
      for (const [name, amount] of usageOf(type, object)) {
        used.set(name, addQuantities(used.get(name) ?? zeroQuantity, amount))
      }
    }
  }
  return used
}
