/** StatefulSets: Pods with names that last, made and replaced in order, each with claims of its own. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, ownerReference, specOf, statusOf } from './cluster.ts'
import { type Later, ownerKey, type WorkloadController } from './controller.ts'
import { countPods, isFinished, isReady } from './pod-state.ts'
import { podOf } from './pod-template.ts'
import { ensureRevision, revisionLabel } from './revision.ts'

export const statefulSetController: WorkloadController = {
  name: 'statefulset-controller',
  kind: 'statefulSets',
  wakes: { pods: ownerKey('StatefulSet') },
  reconcile,
}

const ordinalOf = (pod: JsonObject) => Number(/-(\d+)$/.exec(nameOf(pod))?.[1] ?? '-1')
const revisionOf = (pod: JsonObject) => textAt(objectAt(objectAt(pod, 'metadata'), 'labels'), revisionLabel)

interface Plan {
  readonly set: JsonObject
  readonly pods: readonly JsonObject[]
  /** The revision of the template as it is now. */
  readonly update: string
  /** The revision that the Pods below the partition keep. */
  readonly current: string
  readonly inOrder: boolean
}

async function reconcile(set: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  const update = await ensureRevision(set, cluster)
  const pods = [...cluster.owned('pods', set)].sort((a, b) => ordinalOf(a) - ordinalOf(b))
  const current = textAt(statusOf(set), 'currentRevision') || update
  const inOrder = textAt(specOf(set), 'podManagementPolicy') !== 'Parallel'
  const plan = { set, pods, update, current, inOrder }
  if (!isGoing(set)) await step(plan, cluster)
  await writeStatus(plan, cluster, later)
}

/** One step at a time where order counts: the next Pod waits until the one before it is ready. */
async function step(plan: Plan, cluster: Cluster): Promise<void> {
  const { set, pods, inOrder } = plan
  const start = numberAt(objectAt(specOf(set), 'ordinals'), 'start') ?? 0
  const wanted = numberAt(specOf(set), 'replicas') ?? 1
  for (let ordinal = start; ordinal < start + wanted; ordinal++) {
    const pod = pods.find(each => ordinalOf(each) === ordinal)
    if (!pod) await createPod(plan, ordinal, cluster)
    else if (isFinished(pod) && !isGoing(pod)) await cluster.delete('pods', pod)
    else if (inOrder && (!isReady(pod) || isGoing(pod))) {
      if (!isStuckOnOldTemplate(plan, pod)) return
      await cluster.delete('pods', pod)
      return
    }
    if (!pod && inOrder) return
  }
  const surplus = pods.filter(pod => ordinalOf(pod) >= start + wanted).reverse()
  for (const pod of surplus) {
    if (!isGoing(pod)) await deletePod(plan, pod, cluster)
    if (inOrder) return
  }
  if (surplus.length === 0) await replaceOutdated(plan, cluster)
}

/** A Pod that cannot become ready is replaced when the template has changed since. */
function isStuckOnOldTemplate({ set, update }: Plan, pod: JsonObject): boolean {
  return !isGoing(pod) && revisionOf(pod) !== update && isRolling(set) && ordinalOf(pod) >= partitionOf(set)
}

const strategyOf = (set: JsonObject) => objectAt(specOf(set), 'updateStrategy')
const isRolling = (set: JsonObject) => textAt(strategyOf(set), 'type') !== 'OnDelete'
const partitionOf = (set: JsonObject) =>
  numberAt(objectAt(strategyOf(set), 'rollingUpdate'), 'partition') ?? 0

/** From the last Pod to the first, one by one, down to the partition. */
async function replaceOutdated(plan: Plan, cluster: Cluster): Promise<void> {
  const { set, pods, update } = plan
  if (!isRolling(set)) return
  for (const pod of [...pods].reverse()) {
    if (ordinalOf(pod) < partitionOf(set)) return
    if (revisionOf(pod) !== update && !isGoing(pod)) {
      await deletePod(plan, pod, cluster)
      return
    }
    if (!isReady(pod) || isGoing(pod)) return
  }
}

async function createPod(plan: Plan, ordinal: number, cluster: Cluster): Promise<void> {
  const { set, update, current } = plan
  const name = `${nameOf(set)}-${ordinal}`
  const claims = objectsAt(specOf(set), 'volumeClaimTemplates')
  for (const claim of claims) await ensureClaim(set, claim, name, cluster)
  const revision = ordinal < partitionOf(set) && isRolling(set) ? current : update
  const pod = podOf(set, { name })
  const metadata = objectAt(pod, 'metadata')
  const labels = {
    ...objectAt(metadata, 'labels'),
    'apps.kubernetes.io/pod-index': String(ordinal),
    [revisionLabel]: revision,
    'statefulset.kubernetes.io/pod-name': name,
  }
  const spec = objectAt(pod, 'spec')
  const volumes = claims.map(claim => ({
    name: nameOf(claim),
    persistentVolumeClaim: { claimName: `${nameOf(claim)}-${name}` },
  }))
  const others = objectsAt(spec, 'volumes').filter(
    volume => !volumes.some(each => each.name === volume['name']),
  )
  await cluster.create('pods', {
    metadata: { ...metadata, labels },
    spec: {
      ...spec,
      hostname: name,
      subdomain: textAt(specOf(set), 'serviceName') || undefined,
      volumes: [...volumes, ...others],
    },
  })
  await cluster.tell(set, {
    reason: 'SuccessfulCreate',
    message: `create Pod ${name} in StatefulSet ${nameOf(set)} successful`,
  })
}

async function ensureClaim(
  set: JsonObject,
  template: JsonObject,
  pod: string,
  cluster: Cluster,
): Promise<void> {
  const name = `${nameOf(template)}-${pod}`
  if (cluster.find('claims', namespaceOf(set), name)) return
  const labels = objectAt(objectAt(specOf(set), 'selector'), 'matchLabels')
  const own = objectAt(template, 'metadata')
  const kept =
    textAt(objectAt(specOf(set), 'persistentVolumeClaimRetentionPolicy'), 'whenDeleted') !== 'Delete'
  await cluster.create('claims', {
    metadata: {
      name,
      namespace: namespaceOf(set),
      labels: { ...objectAt(own, 'labels'), ...labels },
      ...(own['annotations'] === undefined ? {} : { annotations: own['annotations'] }),
      ...(kept ? {} : { ownerReferences: [ownerReference(set)] }),
    },
    spec: specOf(template),
  })
}

async function deletePod({ set }: Plan, pod: JsonObject, cluster: Cluster): Promise<void> {
  await cluster.delete('pods', pod)
  await cluster.tell(set, {
    reason: 'SuccessfulDelete',
    message: `delete Pod ${nameOf(pod)} in StatefulSet ${nameOf(set)} successful`,
  })
}

async function writeStatus(plan: Plan, cluster: Cluster, later: Later): Promise<void> {
  const { set, update, current } = plan
  const pods = cluster.owned('pods', set).filter(pod => !isGoing(pod))
  const counts = countPods(pods, numberAt(specOf(set), 'minReadySeconds') ?? 0, cluster.now)
  if (counts.nextAvailable !== undefined) later(counts.nextAvailable)
  const updated = pods.filter(pod => revisionOf(pod) === update).length
  const wanted = numberAt(specOf(set), 'replicas') ?? 1
  const done = updated === wanted && counts.ready === wanted && counts.total === wanted
  const onCurrent = done ? updated : pods.filter(pod => revisionOf(pod) === current).length
  await cluster.setStatus('statefulSets', set, {
    observedGeneration: objectAt(set, 'metadata')['generation'],
    replicas: counts.total,
    ...(counts.ready > 0 ? { readyReplicas: counts.ready } : {}),
    ...(onCurrent > 0 ? { currentReplicas: onCurrent } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    currentRevision: done ? update : current,
    updateRevision: update,
    collisionCount: 0,
    availableReplicas: counts.available,
  })
}
