/** ResourceQuotas: what is limited, and how much of it what exists uses. @module */
import type { JsonObject } from '@sluice/base/json'
import { inScope, usageOf } from '../admission/quota-usage.ts'
import { addQuantities, formatQuantity, type Quantity, zeroQuantity } from '../strategy/values/quantity.ts'
import { objectAt, sortedKeys } from '../strategy/values/read.ts'
import { type Cluster, isGoing, type KindName, namespaceOf, specOf, statusOf } from './cluster.ts'
import { keyOf, type WorkloadController } from './controller.ts'
import { isFinished } from './pod-state.ts'

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

const quotasBeside = (object: JsonObject, cluster: Cluster) =>
  cluster.list('quotas', namespaceOf(object)).map(keyOf)

export const quotaController: WorkloadController = {
  name: 'resourcequota-controller',
  kind: 'quotas',
  wakes: Object.fromEntries(counted.map(kind => [kind, quotasBeside])),
  reconcile,
}

async function reconcile(quota: JsonObject, cluster: Cluster): Promise<void> {
  if (isGoing(quota)) return
  const hard = objectAt(specOf(quota), 'hard')
  const used = usedBeside({ ...quota, status: { hard } }, cluster)
  const names = sortedKeys(hard)
  const status = {
    hard,
    used: Object.fromEntries(names.map(name => [name, formatQuantity(used.get(name) ?? zeroQuantity)])),
  }
  if (JSON.stringify(status) === JSON.stringify(statusOf(quota))) return
  await cluster.setStatus('quotas', quota, status)
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
