/** ReplicaSets and ReplicationControllers: as many Pods as are wanted. @module */
import type { JsonObject } from '@sluice/base/json'
import { ApiError } from '../status/index.ts'
import { numberAt, objectAt, sortedKeys } from '../strategy/values/read.ts'
import {
  type Cluster,
  isGoing,
  type KindName,
  nameOf,
  namespaceOf,
  ownerReference,
  specOf,
  statusOf,
} from './cluster.ts'
import { withCondition, withoutCondition } from './conditions.ts'
import { type Later, ownerKey, type WorkloadController } from './controller.ts'
import { countPods, isActive, isReady } from './pod-state.ts'

function replicaController(name: string, kind: KindName, ownerKind: string): WorkloadController {
  return {
    name,
    kind,
    wakes: { pods: ownerKey(ownerKind) },
    reconcile: (set, cluster, later) => reconcile(kind, set, cluster, later),
  }
}

export const replicaSetController = replicaController('replicaset-controller', 'replicaSets', 'ReplicaSet')
export const replicationController = replicaController(
  'replication-controller',
  'replicationControllers',
  'ReplicationController',
)

async function reconcile(kind: KindName, set: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  const wanted = numberAt(specOf(set), 'replicas') ?? 1
  const pods = cluster.owned('pods', set).filter(isActive)
  const failure = isGoing(set) ? undefined : await balance(set, pods, wanted, cluster)
  await writeStatus(kind, set, cluster, { failure, later })
}

/** Makes missing Pods and deletes surplus ones, those that are not ready first. Returns why one could not be made. */
async function balance(
  set: JsonObject,
  pods: readonly JsonObject[],
  wanted: number,
  cluster: Cluster,
): Promise<string | undefined> {
  for (let i = pods.length; i < wanted; i++) {
    try {
      const pod = await cluster.create('pods', podOf(set))
      await cluster.tell(set, { reason: 'SuccessfulCreate', message: `Created pod: ${nameOf(pod)}` })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      await cluster.tell(set, {
        type: 'Warning',
        reason: 'FailedCreate',
        message: `Error creating: ${error.message}`,
      })
      return error.message
    }
  }
  const surplus = [...pods]
    .sort((a, b) => Number(isReady(a)) - Number(isReady(b)))
    .slice(0, Math.max(0, pods.length - wanted))
  for (const pod of surplus) {
    await cluster.delete('pods', pod)
    await cluster.tell(set, { reason: 'SuccessfulDelete', message: `Deleted pod: ${nameOf(pod)}` })
  }
  return undefined
}

/** A Pod from an owner's template. */
export function podOf(
  owner: JsonObject,
  metadata: JsonObject = { generateName: `${nameOf(owner)}-` },
): JsonObject {
  const template = objectAt(specOf(owner), 'template')
  const own = objectAt(template, 'metadata')
  return {
    metadata: {
      ...metadata,
      namespace: namespaceOf(owner),
      ...(sortedKeys(objectAt(own, 'labels')).length > 0 ? { labels: objectAt(own, 'labels') } : {}),
      ...(sortedKeys(objectAt(own, 'annotations')).length > 0
        ? { annotations: objectAt(own, 'annotations') }
        : {}),
      ...(own['finalizers'] === undefined ? {} : { finalizers: own['finalizers'] }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: objectAt(template, 'spec'),
  }
}

async function writeStatus(
  kind: KindName,
  set: JsonObject,
  cluster: Cluster,
  { failure, later }: { readonly failure: string | undefined; readonly later: Later },
): Promise<void> {
  const pods = cluster.owned('pods', set).filter(isActive)
  const counts = countPods(pods, numberAt(specOf(set), 'minReadySeconds') ?? 0, cluster.now)
  if (counts.nextAvailable !== undefined) later(counts.nextAvailable)
  const before = statusOf(set)
  const conditions =
    failure === undefined
      ? withoutCondition(before, 'ReplicaFailure')
      : withCondition(
          before,
          { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: failure },
          cluster.timestamp,
        )
  if (failure !== undefined) later(5000)
  await cluster.setStatus(kind, set, {
    replicas: counts.total,
    ...(counts.total > 0 ? { fullyLabeledReplicas: counts.total } : {}),
    ...(counts.ready > 0 ? { readyReplicas: counts.ready } : {}),
    ...(counts.available > 0 ? { availableReplicas: counts.available } : {}),
    observedGeneration: objectAt(set, 'metadata')['generation'],
    ...(conditions.length > 0 ? { conditions } : {}),
  })
}
