/** The part of the scheduler: a Pod gets a node that suits it, once its volumes are bound. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, listAt, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { withAnnotation } from './annotate.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf } from './cluster.ts'
import { type ConditionState, withCondition } from './conditions.ts'
import { keyOf, type WorkloadController } from './controller.ts'
import { scriptOf } from './kubelet/script.ts'
import { byName } from './order.ts'
import { suits, untolerated } from './placement.ts'
import { conditionOf, isFinished } from './pod-state.ts'
import { hasProspect, selectedNode, waitsForPod } from './volumes/claim-state.ts'

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
  const place = placeFor(pod, cluster)
  if ('obstacle' in place) {
    await refuse(pod, place.obstacle, cluster)
    return
  }
  const nodeName = place.node
  // The Pod is bound once its claims are.
  if (await askForClaims(pod, nodeName, cluster)) return
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
  await cluster.tell(pod, { reason: 'Scheduled', message, action: 'Binding' })
}

/** Names of the claims a Pod mounts, also those it makes for itself. */
export function claimsOf(pod: JsonObject): readonly string[] {
  return objectsAt(specOf(pod), 'volumes').flatMap(volume => {
    const claim = findObject(volume, 'persistentVolumeClaim')
    if (claim) return [textAt(claim, 'claimName')]
    return findObject(volume, 'ephemeral') ? [`${nameOf(pod)}-${textAt(volume, 'name')}`] : []
  })
}

/** The node for a Pod, or why there is none. */
function placeFor(
  pod: JsonObject,
  cluster: Cluster,
): { readonly node: string } | { readonly obstacle: string } {
  const nodes = [...cluster.list('nodes')].sort(byName)
  const counted = (reasons: readonly string[]) => ({ obstacle: obstacles(nodes.length, reasons) })
  if (scriptOf(pod).failure === 'Unschedulable') return counted(nodes.map(() => 'Insufficient cpu'))
  const claims = claimObstacle(pod, cluster)
  if (claims !== undefined) return { obstacle: claims }
  if (nodes.length === 0) return { obstacle: 'no nodes available to schedule pods' }
  const lacks = lacksVolumes(pod, cluster)
    ? "node(s) didn't find available persistent volumes to bind"
    : undefined
  const reasons = nodes.map(node => refusalOf(pod, node) ?? lacks)
  const fitting = nodes.filter((_, i) => reasons[i] === undefined)
  const node = leastLoaded(fitting, cluster)
  return node ? { node: nameOf(node) } : counted(reasons.filter(reason => reason !== undefined))
}

function claimObstacle(pod: JsonObject, cluster: Cluster): string | undefined {
  const prefix = `0/${cluster.list('nodes').length} nodes are available: `
  const end = 'not found. not found'
  for (const name of claimsOf(pod)) {
    const claim = cluster.find('claims', namespaceOf(pod), name)
    if (!claim) return `${prefix}persistentvolumeclaim "${name}" ${end}`
    if (isGoing(claim)) return `${prefix}persistentvolumeclaim "${name}" is being deleted. not found`
    const isBound = textAt(objectAt(claim, 'status'), 'phase') === 'Bound'
    if (!isBound && !waitsForPod(claim, cluster)) {
      return `${prefix}pod has unbound immediate PersistentVolumeClaims. not found`
    }
  }
  return undefined
}

/** Whether a claim that waits for this Pod has no volume to get. */
function lacksVolumes(pod: JsonObject, cluster: Cluster): boolean {
  return claimsOf(pod).some(name => {
    const claim = cluster.find('claims', namespaceOf(pod), name)
    return claim !== undefined && waitsForPod(claim, cluster) && !hasProspect(claim, cluster)
  })
}

/** Claims that wait for a Pod are told its node. Returns whether there are any. */
async function askForClaims(pod: JsonObject, node: string, cluster: Cluster): Promise<boolean> {
  const waiting = claimsOf(pod)
    .map(name => cluster.find('claims', namespaceOf(pod), name))
    .filter(claim => claim !== undefined)
    .filter(claim => textAt(objectAt(claim, 'status'), 'phase') !== 'Bound')
  for (const claim of waiting) {
    await cluster.update('claims', claim, current => withAnnotation(current, selectedNode, node))
  }
  return waiting.length > 0
}

/** Why a Pod does not go on a node. */
function refusalOf(pod: JsonObject, node: JsonObject): string | undefined {
  const spec = specOf(pod)
  if (!suits({ ...spec, nodeName: '' }, node)) return "node(s) didn't match Pod's node affinity/selector"
  if (specOf(node)['unschedulable'] === true && !tolerates(spec, cordonTaint)) {
    return 'node(s) were unschedulable'
  }
  const taint = untolerated(spec, node, ['NoSchedule', 'NoExecute'])
  if (!taint) return undefined
  if (taint['key'] === cordonTaint.key) return 'node(s) were unschedulable'
  return 'node(s) had untolerated taint(s)'
}

const cordonTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
const tolerates = (spec: JsonObject, taint: JsonObject) =>
  untolerated(spec, { spec: { taints: [taint] } }, ['NoSchedule']) === undefined

function leastLoaded(nodes: readonly JsonObject[], cluster: Cluster): JsonObject | undefined {
  if (nodes.length < 2) return nodes[0]
  const load = new Map<string, number>()
  for (const pod of cluster.list('pods')) {
    const name = textAt(specOf(pod), 'nodeName')
    load.set(name, (load.get(name) ?? 0) + 1)
  }
  const loadOf = (node: JsonObject) => load.get(nameOf(node)) ?? 0
  return [...nodes].sort((a, b) => loadOf(a) - loadOf(b))[0]
}

/** `0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable. …`, as the scheduler words it. */
function obstacles(count: number, reasons: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const list = [...counts].map(([reason, times]) => `${times} ${reason}`).sort()
  const hopeless = reasons.filter(reason => !reason.startsWith('Insufficient')).length
  const preempting = [
    ...(reasons.length > hopeless
      ? [`${reasons.length - hopeless} No preemption victims found for incoming pod`]
      : []),
    ...(hopeless > 0 ? [`${hopeless} Preemption is not helpful for scheduling`] : []),
  ]
  return `0/${count} nodes are available: ${list.join(', ')}. no new claims to deallocate, preemption: 0/${count} nodes are available: ${preempting.join(', ')}.`
}

async function refuse(pod: JsonObject, message: string, cluster: Cluster): Promise<void> {
  if (conditionOf(pod, 'PodScheduled')?.['message'] === message) return
  const state: ConditionState = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
  const conditions = withCondition(statusOf(pod), state, cluster.timestamp, 'lastProbeTime')
  await cluster.setStatus('pods', pod, { ...statusOf(pod), conditions })
  await cluster.tell(pod, { type: 'Warning', reason: 'FailedScheduling', message, action: 'Scheduling' })
}
