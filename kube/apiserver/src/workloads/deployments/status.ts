/** The status of a Deployment: counts, availability, progress, failures. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, objectsAt } from '../../strategy/values/read.ts'
import { type Cluster, nameOf, statusOf } from '../cluster.ts'
import type { ConditionState } from '../conditions.ts'
import type { Later } from '../controller.ts'
import { conditionOf } from '../pod-state.ts'
import {
  countsOf,
  hasDeadline,
  hasMoved,
  isDeploymentComplete,
  timeLeft,
  withDeploymentCondition,
  withNews,
} from './progress.ts'
import { allOf, type Sets } from './sets.ts'
import { actualOf, availableOf, isPaused, leewayOf, replicasOf, sumOf, wantedOf } from './sizes.ts'

/** Times in conditions are whole seconds: so much later a rollout is late for sure. */
const lateness = 1000

/** Says that a Deployment was paused or resumed; returns it as it is then. */
export async function notePause(deployment: JsonObject, cluster: Cluster): Promise<JsonObject> {
  if (!hasDeadline(deployment)) return deployment
  const before = conditionOf(deployment, 'Progressing')
  const wasPaused = before?.['reason'] === 'DeploymentPaused'
  if (before?.['reason'] === 'ProgressDeadlineExceeded' || isPaused(deployment) === wasPaused)
    return deployment
  const state: ConditionState = wasPaused
    ? {
        type: 'Progressing',
        status: 'Unknown',
        reason: 'DeploymentResumed',
        message: 'Deployment is resumed',
      }
    : { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }
  return await cluster.change(
    'deployments',
    deployment,
    current => ({
      ...current,
      status: {
        ...statusOf(current),
        conditions: withDeploymentCondition(statusOf(current), state, cluster.timestamp),
      },
    }),
    'status',
  )
}

/** Writes counts and availability alone, where nothing is rolled out. */
export async function writeStatus(sets: Sets, cluster: Cluster): Promise<void> {
  await cluster.setStatus('deployments', sets.deployment, statusFor(sets, cluster.timestamp))
}

/** Writes the status of a rollout, and comes back when it would be late. */
export async function writeProgress(sets: Sets, cluster: Cluster, later: Later): Promise<void> {
  const { deployment } = sets
  const time = cluster.timestamp
  const status = statusFor(sets, time)
  const isLate = progressed(sets, status, cluster.now)
  let conditions = objectsAt(status, 'conditions')
  if (!hasDeadline(deployment)) conditions = conditions.filter(each => each['type'] !== 'Progressing')
  else if (isLate.state) {
    const set = isLate.isNews ? withNews : withDeploymentCondition
    conditions = set({ conditions }, isLate.state, time)
  }
  conditions = withFailure(sets, conditions, time)
  const written = { ...status, ...(conditions.length > 0 ? { conditions } : { conditions: undefined }) }
  await cluster.setStatus('deployments', deployment, written)
  const isDone = isDeploymentComplete(deployment, countsOf(status))
  const left = isDone ? undefined : timeLeft({ ...deployment, status: written }, cluster.now)
  if (left !== undefined && left > 0) later(left + lateness)
}

function statusFor(sets: Sets, time: string): JsonObject {
  const { deployment, current } = sets
  const all = allOf(sets)
  const before = statusOf(deployment)
  const available = sumOf(all, availableOf)
  const counts = {
    observedGeneration: numberAt(objectAt(deployment, 'metadata'), 'generation') ?? 0,
    replicas: sumOf(all, actualOf),
    updatedReplicas: current ? actualOf(current) : 0,
    readyReplicas: sumOf(all, set => numberAt(statusOf(set), 'readyReplicas') ?? 0),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sumOf(all, replicasOf) - available),
  }
  return {
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0)),
    terminatingReplicas: sumOf(all, set => numberAt(statusOf(set), 'terminatingReplicas') ?? 0),
    ...(before['collisionCount'] === undefined ? {} : { collisionCount: before['collisionCount'] }),
    conditions: withDeploymentCondition(before, availability(deployment, available), time),
  }
}

function availability(deployment: JsonObject, available: number): ConditionState {
  const type = 'Available'
  return available >= wantedOf(deployment) - leewayOf(deployment).absent
    ? {
        type,
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type,
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      }
}

/** What Progressing says next; nothing where it stays. */
function progressed(
  { deployment, current }: Sets,
  status: JsonObject,
  now: Date,
): { readonly state?: ConditionState; readonly isNews?: boolean } {
  const [before, after] = [countsOf(statusOf(deployment)), countsOf(status)]
  const wasComplete = conditionOf(deployment, 'Progressing')?.['reason'] === 'NewReplicaSetAvailable'
  if (wasComplete && after.replicas === after.updatedReplicas) return {}
  const type = 'Progressing'
  const who = current ? `ReplicaSet "${nameOf(current)}"` : `Deployment "${nameOf(deployment)}"`
  if (isDeploymentComplete(deployment, after)) {
    const message = `${who} has successfully progressed.`
    return { state: { type, status: 'True', reason: 'NewReplicaSetAvailable', message } }
  }
  if (hasMoved(before, after)) {
    const message = `${who} is progressing.`
    return { state: { type, status: 'True', reason: 'ReplicaSetUpdated', message }, isNews: true }
  }
  const left = timeLeft(deployment, now)
  if (left === undefined || left > 0) return {}
  const message = `${who} has timed out progressing.`
  return { state: { type, status: 'False', reason: 'ProgressDeadlineExceeded', message } }
}

/** That Pods cannot be made is told of the current ReplicaSet first. */
function withFailure(sets: Sets, conditions: readonly JsonObject[], time: string): readonly JsonObject[] {
  const ordered = sets.current ? [sets.current, ...sets.old] : sets.old
  const failure = ordered.map(set => conditionOf(set, 'ReplicaFailure')).find(found => found !== undefined)
  if (!failure) return conditions.filter(each => each['type'] !== 'ReplicaFailure')
  const before = conditions.find(each => each['type'] === 'ReplicaFailure')
  if (before?.['status'] === failure['status'] && before?.['reason'] === failure['reason']) return conditions
  const next = { ...failure, lastUpdateTime: failure['lastTransitionTime'] ?? time }
  return [...conditions.filter(each => each !== before), next]
}
