/** What the state of a node means for Pods: taints follow its conditions, and Pods of nodes that are gone go. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, specOf, statusOf } from '../cluster.ts'
import { keyOf, type WorkloadController } from '../controller.ts'
import { taintsOf } from '../placement.ts'
import { conditionOf, isFinished } from '../pod-state.ts'

const prefix = 'node.kubernetes.io/'

/** Conditions and the statuses at which they taint. */
const tainting: readonly (readonly [condition: string, status: string, taint: string])[] = [
  ['Ready', 'False', 'not-ready'],
  ['Ready', 'Unknown', 'unreachable'],
  ['MemoryPressure', 'True', 'memory-pressure'],
  ['DiskPressure', 'True', 'disk-pressure'],
  ['NetworkUnavailable', 'True', 'network-unavailable'],
  ['PIDPressure', 'True', 'pid-pressure'],
]
const evicting = ['not-ready', 'unreachable']
const managed = new Set([...tainting.map(([, , taint]) => prefix + taint), `${prefix}unschedulable`])

export const nodeController: WorkloadController = {
  name: 'node-controller',
  kind: 'nodes',
  reconcile: async (node, cluster) => {
    if (isGoing(node)) return
    const kept = taintsOf(node).filter(taint => !managed.has(textAt(taint, 'key')))
    const wanted = [...kept, ...wantedTaints(node, cluster)]
    if (deepEqual(wanted, taintsOf(node))) return
    await cluster.update('nodes', node, current => ({
      ...current,
      spec: { ...specOf(current), taints: wanted.length > 0 ? wanted : undefined },
    }))
  },
}

/** The taints that follow from conditions and from being cordoned; those that were there keep their time. */
function wantedTaints(node: JsonObject, cluster: Cluster): readonly JsonObject[] {
  const isSilent = !conditionOf(node, 'Ready')
  const keys = tainting
    .filter(
      ([condition, status, taint]) =>
        conditionOf(node, condition)?.['status'] === status || (isSilent && taint === 'not-ready'),
    )
    .map(([, , taint]) => taint)
  if (specOf(node)['unschedulable'] === true) keys.push('unschedulable')
  const wanted = keys.flatMap(taint => [
    { key: prefix + taint, effect: 'NoSchedule' },
    ...(evicting.includes(taint) && !isSilent ? [{ key: prefix + taint, effect: 'NoExecute' }] : []),
  ])
  return wanted.map(taint => {
    const known = taintsOf(node).find(each => each['key'] === taint.key && each['effect'] === taint.effect)
    return known ?? { ...taint, timeAdded: cluster.timestamp }
  })
}

/** Deletes Pods whose node is gone, and those that were told to go before they had a node. */
export const podCleaner: WorkloadController = {
  name: 'pod-garbage-collector',
  kind: 'pods',
  wakes: {
    nodes: (node, cluster, { now }) =>
      now
        ? []
        : cluster
            .list('pods')
            .filter(pod => textAt(specOf(pod), 'nodeName') === nameOf(node))
            .map(keyOf),
  },
  reconcile: async (pod, cluster) => {
    const node = textAt(specOf(pod), 'nodeName')
    if (node === '' && isGoing(pod)) await cluster.delete('pods', pod, { gracePeriodSeconds: 0 })
    if (node === '' || cluster.find('nodes', '', node)) return
    if (!isFinished(pod)) await markLost(pod, cluster)
    await cluster.delete('pods', pod, { gracePeriodSeconds: 0 })
  },
}

async function markLost(pod: JsonObject, cluster: Cluster): Promise<void> {
  const { generation } = objectAt(pod, 'metadata')
  await disrupt(
    pod,
    { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists', generation },
    cluster,
  )
}

/** Says why a Pod is made to go; `Failed` where there is no kubelet left to say how it ended. */
async function disrupt(
  pod: JsonObject,
  {
    reason,
    message,
    generation,
  }: { readonly reason: string; readonly message: string; readonly generation: JsonObject[string] },
  cluster: Cluster,
): Promise<void> {
  const type = 'DisruptionTarget'
  const lastTransitionTime = cluster.timestamp
  const condition = {
    type,
    observedGeneration: generation,
    status: 'True',
    lastTransitionTime,
    reason,
    message,
  }
  const others = objectsAt(statusOf(pod), 'conditions').filter(each => each['type'] !== type)
  await cluster.setStatus('pods', pod, {
    ...statusOf(pod),
    phase: 'Failed',
    conditions: [...others, condition],
  })
}
