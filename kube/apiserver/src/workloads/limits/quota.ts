/** ResourceQuotas: what is limited, and how much of it what exists uses. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { inScope, usageOf } from '../../admission/quota-usage.ts'
import { addQuantities, formatQuantity, type Quantity, zeroQuantity } from '../../strategy/values/quantity.ts'
import { objectAt, sortedKeys } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, type KindName, namespaceOf, specOf, statusOf } from '../cluster.ts'
import { type Key, keyOf, type Later, type Transition, type WorkloadController } from '../controller.ts'
import { isFinished } from '../pod-state.ts'

/** The kinds whose objects count. */
const counted = [
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

/** A count may miss what is just being made: it is made again until it stays the same. */
const recountAfter = 500

export const quotaController: WorkloadController = {
  name: 'resourcequota-controller',
  kind: 'quotas',
  wakes: Object.fromEntries(counted.map(kind => [kind, quotasBeside])),
  reconcile,
}

async function reconcile(quota: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (isGoing(quota)) return
  if (deepEqual(countOf(quota, cluster), statusOf(quota))) return
  // Counted as it is written, so that nothing booked in between is lost.
  await cluster.update('quotas', quota, now => ({ ...now, status: countOf(now, cluster) }), 'status')
  later(recountAfter)
}

function countOf(quota: JsonObject, cluster: Cluster): JsonObject {
  const hard = objectAt(specOf(quota), 'hard')
  const used = usedBeside({ ...quota, status: { hard } }, cluster)
  const amounts = sortedKeys(hard).map(name => [name, formatQuantity(used.get(name) ?? zeroQuantity)])
  return { hard, used: Object.fromEntries(amounts) }
}

function usedBeside(quota: JsonObject, cluster: Cluster): ReadonlyMap<string, Quantity> {
  const used = new Map<string, Quantity>()
  for (const kind of counted) {
    const type = cluster.type(kind)
    for (const object of cluster.list(kind, namespaceOf(quota))) {
      if (!inScope(quota, type, object) || (kind === 'pods' && isFinished(object))) continue
      for (const [name, amount] of usageOf(type, object)) {
        used.set(name, addQuantities(used.get(name) ?? zeroQuantity, amount))
      }
    }
  }
  return used
}
