/** DaemonSets: one Pod on the one node, where they select it. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, specOf } from './cluster.ts'
import { keyOf, type Later, ownerKey, type WorkloadController } from './controller.ts'
import { nodeName, selectsNode } from './node.ts'
import { countPods, isFinished } from './pod-state.ts'
import { podOf } from './pod-template.ts'
import { ensureRevision, revisionLabel } from './revision.ts'

export const daemonSetController: WorkloadController = {
  name: 'daemonset-controller',
  kind: 'daemonSets',
  wakes: { pods: ownerKey('DaemonSet'), nodes: (_node, cluster) => cluster.list('daemonSets').map(keyOf) },
  reconcile,
}

/** What every Pod of a DaemonSet puts up with. */
const tolerations: readonly JsonObject[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
]

const hashOf = (pod: JsonObject) => textAt(objectAt(objectAt(pod, 'metadata'), 'labels'), revisionLabel)

async function reconcile(set: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  const revision = await ensureRevision(set, cluster)
  const hash = revision.slice(nameOf(set).length + 1)
  if (!isGoing(set)) await step(set, hash, cluster)
  await writeStatus(set, hash, cluster, later)
}

/** How many Pods there should be. */
function wantedOf(set: JsonObject, cluster: Cluster): 0 | 1 {
  return selectsNode(objectAt(objectAt(specOf(set), 'template'), 'spec'), cluster) ? 1 : 0
}

async function step(set: JsonObject, hash: string, cluster: Cluster): Promise<void> {
  const wanted = wantedOf(set, cluster)
  const pods = cluster.owned('pods', set)
  const rolling = textAt(objectAt(specOf(set), 'updateStrategy'), 'type') !== 'OnDelete'
  for (const pod of pods) {
    const outdated = rolling && hashOf(pod) !== hash
    if (!isGoing(pod) && (outdated || isFinished(pod) || wanted === 0)) {
      await cluster.delete('pods', pod)
      await cluster.tell(set, { reason: 'SuccessfulDelete', message: `Deleted pod: ${nameOf(pod)}` })
    }
  }
  if (pods.length >= wanted) return
  const pod = podOf(set)
  const metadata = objectAt(pod, 'metadata')
  const labels = { ...objectAt(metadata, 'labels'), [revisionLabel]: hash, 'pod-template-generation': '1' }
  const spec = specOf(pod)
  const made = await cluster.create('pods', {
    ...pod,
    metadata: { ...metadata, labels },
    spec: { ...spec, tolerations: [...objectsAt(spec, 'tolerations'), ...tolerations] },
  })
  await cluster.tell(set, {
    reason: 'SuccessfulCreate',
    message: `Created pod: ${nameOf(made)} on ${nodeName}`,
  })
}

async function writeStatus(set: JsonObject, hash: string, cluster: Cluster, later: Later): Promise<void> {
  const pods = cluster.owned('pods', set).filter(pod => !isGoing(pod))
  const counts = countPods(pods, numberAt(specOf(set), 'minReadySeconds') ?? 0, cluster.now)
  if (counts.nextAvailable !== undefined) later(counts.nextAvailable)
  const updated = pods.filter(pod => hashOf(pod) === hash).length
  const wanted = wantedOf(set, cluster)
  const unavailable = Math.max(0, wanted - counts.available)
  await cluster.setStatus('daemonSets', set, {
    currentNumberScheduled: Math.min(1, counts.total),
    numberMisscheduled: 0,
    desiredNumberScheduled: wanted,
    numberReady: Math.min(1, counts.ready),
    observedGeneration: objectAt(set, 'metadata')['generation'],
    ...(updated > 0 ? { updatedNumberScheduled: Math.min(1, updated) } : {}),
    ...(counts.available > 0 ? { numberAvailable: Math.min(1, counts.available) } : {}),
    ...(unavailable > 0 ? { numberUnavailable: unavailable } : {}),
  })
}
