/** The part of the scheduler: every Pod finds a place on the one node, once its volumes are bound. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, listAt, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf } from './cluster.ts'
import { type ConditionState, withCondition } from './conditions.ts'
import { keyOf, type WorkloadController } from './controller.ts'
import { nodeName, selectsNode } from './node.ts'
import { conditionOf, isFinished } from './pod-state.ts'
import { scriptOf } from './script.ts'

export const scheduler: WorkloadController = {
  agent: 'kube-scheduler',
  name: 'default-scheduler',
  kind: 'pods',
  wakes: {
    claims: (claim, cluster) =>
      cluster
        .list('pods', namespaceOf(claim))
        .filter(pod => claimsOf(pod).includes(nameOf(claim)))
        .map(keyOf),
    nodes: (_node, cluster) =>
      cluster
        .list('pods')
        .filter(pod => !textAt(specOf(pod), 'nodeName'))
        .map(keyOf),
  },
  reconcile: schedule,
}

async function schedule(pod: JsonObject, cluster: Cluster): Promise<void> {
  const spec = specOf(pod)
  if (textAt(spec, 'nodeName') || isGoing(pod) || isFinished(pod)) return
  if (textAt(spec, 'schedulerName') !== 'default-scheduler' || listAt(spec, 'schedulingGates').length > 0)
    return
  const obstacle = obstacleOf(pod, cluster)
  if (obstacle !== undefined) {
    await refuse(pod, obstacle, cluster)
    return
  }
  const bound: ConditionState = { type: 'PodScheduled', status: 'True' }
  await cluster.update(
    'pods',
    pod,
    current => ({
      ...current,
      spec: { ...specOf(current), nodeName },
      status: {
        ...statusOf(current),
        conditions: withCondition(statusOf(current), bound, cluster.timestamp, 'lastProbeTime'),
      },
    }),
    'binding',
  )
  const message = `Successfully assigned ${namespaceOf(pod)}/${nameOf(pod)} to ${nodeName}`
  await cluster.tell(pod, { reason: 'Scheduled', message })
}

/** Names of the claims a Pod mounts, also those it makes for itself. */
export function claimsOf(pod: JsonObject): readonly string[] {
  return objectsAt(specOf(pod), 'volumes').flatMap(volume => {
    const claim = findObject(volume, 'persistentVolumeClaim')
    if (claim) return [textAt(claim, 'claimName')]
    return findObject(volume, 'ephemeral') ? [`${nameOf(pod)}-${textAt(volume, 'name')}`] : []
  })
}

function obstacleOf(pod: JsonObject, cluster: Cluster): string | undefined {
  if (scriptOf(pod).failure === 'Unschedulable') return '0/1 nodes are available: 1 Insufficient cpu.'
  for (const name of claimsOf(pod)) {
    const claim = cluster.find('claims', namespaceOf(pod), name)
    if (!claim) return `persistentvolumeclaim "${name}" not found`
    const waits = textAt(objectAt(claim, 'status'), 'phase') !== 'Bound'
    if (waits) return 'pod has unbound immediate PersistentVolumeClaims'
  }
  return nodeObstacleOf(pod, cluster)
}

function nodeObstacleOf(pod: JsonObject, cluster: Cluster): string | undefined {
  const node = cluster.find('nodes', '', nodeName)
  if (!node) return 'no nodes available to schedule pods'
  if (specOf(node)['unschedulable'] === true && !toleratesCordon(pod)) {
    return '0/1 nodes are available: 1 node(s) were unschedulable.'
  }
  if (selectsNode(specOf(pod), cluster)) return undefined
  return "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."
}

function toleratesCordon(pod: JsonObject): boolean {
  return objectsAt(specOf(pod), 'tolerations').some(({ key, operator }) =>
    key === undefined || key === '' ? operator === 'Exists' : key === 'node.kubernetes.io/unschedulable',
  )
}

async function refuse(pod: JsonObject, message: string, cluster: Cluster): Promise<void> {
  if (conditionOf(pod, 'PodScheduled')?.['message'] === message) return
  const state: ConditionState = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
  const conditions = withCondition(statusOf(pod), state, cluster.timestamp, 'lastProbeTime')
  await cluster.setStatus('pods', pod, { ...statusOf(pod), conditions })
  await cluster.tell(pod, { type: 'Warning', reason: 'FailedScheduling', message })
}
