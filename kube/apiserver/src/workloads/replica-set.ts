/** ReplicaSets and ReplicationControllers: as many Pods as are wanted. @module */
import type { JsonObject } from '@sluice/base/json'
import { ApiError } from '../status/index.ts'
import { numberAt, objectAt } from '../strategy/values/read.ts'
import { claim, claimantKeys } from './adoption.ts'
import {
  type Cluster,
  controllerOf,
  isEnding,
  isGoing,
  type KindName,
  nameOf,
  namespaceOf,
  specOf,
  statusOf,
} from './cluster.ts'
import { withCondition, withoutCondition } from './conditions.ts'
import type { Later, WorkloadController } from './controller.ts'
import { inDeletionOrder } from './deletion-order.ts'
import { conditionOf, countPods, isActive, isFinished } from './pod-state.ts'
import { podOf } from './pod-template.ts'

function replicaController(name: string, kind: KindName, ownerKind: string): WorkloadController {
  return {
    name,
    kind,
    wakes: { pods: claimantKeys(kind, ownerKind) },
    reconcile: (set, cluster, later) => reconcile(kind, set, cluster, later),
  }
}

export const replicaSetController = replicaController('replicaset-controller', 'replicaSets', 'ReplicaSet')
export const replicationController = replicaController(
  'replication-controller',
  'replicationControllers',
  'ReplicationController',
)

/** Pods that could not be made are tried again, ever later. */
const firstRetry = 1000
const lastRetry = 60_000

async function reconcile(kind: KindName, set: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  const pods = await claim('pods', set, cluster, isActive)
  const failure = isGoing(set) ? undefined : await balance(set, pods, cluster)
  await writeStatus(kind, set, { failure, before: pods.length }, cluster, later)
}

/** Makes missing Pods and deletes surplus ones. Returns why one could not be made. */
async function balance(
  set: JsonObject,
  pods: readonly JsonObject[],
  cluster: Cluster,
): Promise<string | undefined> {
  const wanted = numberAt(specOf(set), 'replicas') ?? 1
  for (let i = pods.length; i < wanted; i++) {
    const failure = await createPod(set, cluster)
    if (failure !== undefined) return failure
  }
  if (pods.length <= wanted) return undefined
  const ordered = inDeletionOrder(pods, siblingsOf(set, cluster), cluster.now)
  for (const pod of ordered.slice(0, pods.length - wanted)) {
    await cluster.delete('pods', pod)
    await cluster.tell(set, { reason: 'SuccessfulDelete', message: `Deleted pod: ${nameOf(pod)}` })
  }
  return undefined
}

/** The active Pods of all ReplicaSets of the same Deployment. */
function siblingsOf(set: JsonObject, cluster: Cluster): readonly JsonObject[] {
  const owner = controllerOf(set)?.['uid']
  const sets = owner
    ? cluster.list('replicaSets', namespaceOf(set)).filter(each => controllerOf(each)?.['uid'] === owner)
    : [set]
  return sets.flatMap(each => cluster.owned('pods', each)).filter(isActive)
}

async function createPod(set: JsonObject, cluster: Cluster): Promise<string | undefined> {
  try {
    const pod = await cluster.create('pods', podOf(set))
    await cluster.tell(set, { reason: 'SuccessfulCreate', message: `Created pod: ${nameOf(pod)}` })
    return undefined
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (isEnding(error)) return undefined
    const message = `Error creating: ${error.message}`
    await cluster.tell(set, { type: 'Warning', reason: 'FailedCreate', message })
    return error.message
  }
}

async function writeStatus(
  kind: KindName,
  set: JsonObject,
  { failure, before }: { readonly failure: string | undefined; readonly before: number },
  cluster: Cluster,
  later: Later,
): Promise<void> {
  const owned = cluster.owned('pods', set)
  const pods = owned.filter(isActive)
  const counts = countPods(pods, numberAt(specOf(set), 'minReadySeconds') ?? 0, cluster.now)
  if (counts.nextAvailable !== undefined) later(counts.nextAvailable)
  const conditions = conditionsOf(set, failure, before, cluster)
  if (failure !== undefined) later(retryDelay(set, cluster))
  const labelled = pods.filter(pod => hasTemplateLabels(set, pod)).length
  const terminating = owned.filter(pod => isGoing(pod) && !isFinished(pod)).length
  await cluster.setStatus(kind, set, {
    replicas: counts.total,
    ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : {}),
    ...(counts.ready > 0 ? { readyReplicas: counts.ready } : {}),
    ...(counts.available > 0 ? { availableReplicas: counts.available } : {}),
    ...(kind === 'replicaSets' ? { terminatingReplicas: terminating } : {}),
    observedGeneration: objectAt(set, 'metadata')['generation'],
    ...(conditions.length > 0 ? { conditions } : {}),
  })
}

function hasTemplateLabels(set: JsonObject, pod: JsonObject): boolean {
  const labels = objectAt(objectAt(pod, 'metadata'), 'labels')
  const wanted = objectAt(objectAt(objectAt(specOf(set), 'template'), 'metadata'), 'labels')
  return Object.entries(wanted).every(([key, value]) => labels[key] === value)
}

/** A failure keeps the words it was first told in until it is over. */
function conditionsOf(
  set: JsonObject,
  failure: string | undefined,
  before: number,
  cluster: Cluster,
): readonly JsonObject[] {
  const status = statusOf(set)
  if (failure === undefined) return withoutCondition(status, 'ReplicaFailure')
  if (conditionOf(set, 'ReplicaFailure')) return withoutCondition(status, '')
  const reason = before < (numberAt(specOf(set), 'replicas') ?? 1) ? 'FailedCreate' : 'FailedDelete'
  const state = { type: 'ReplicaFailure', status: 'True', reason, message: failure } as const
  return withCondition(status, state, cluster.timestamp)
}

/** As long again as it has failed already. */
function retryDelay(set: JsonObject, cluster: Cluster): number {
  const since = Date.parse(String(conditionOf(set, 'ReplicaFailure')?.['lastTransitionTime'] ?? ''))
  const failing = Number.isNaN(since) ? 0 : cluster.now.getTime() - since
  return Math.min(lastRetry, Math.max(firstRetry, failing))
}
