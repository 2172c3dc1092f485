/** The status of a Deployment: counts, availability and progress. @module */
import type { JsonObject } from '@sluice/base/json'
import { scaledCount } from '../strategy/values/numbers.ts'
import { numberAt, objectAt, textAt } from '../strategy/values/read.ts'
import { type Cluster, nameOf, specOf, statusOf } from './cluster.ts'
import { type ConditionState, withCondition } from './conditions.ts'
import type { Later } from './controller.ts'
import type { Sets } from './deployment.ts'
import { conditionOf } from './pod-state.ts'

const count = (set: JsonObject | undefined, field: string) =>
  set ? (numberAt(statusOf(set), field) ?? 0) : 0

/** Writes the status that follows from the ReplicaSets. */
export async function writeDeploymentStatus(
  deployment: JsonObject,
  { current, old }: Sets,
  cluster: Cluster,
  later: Later,
): Promise<void> {
  const sets = current ? [...old, current] : old
  const sum = (field: string) => sets.reduce((total, set) => total + count(set, field), 0)
  const wanted = numberAt(specOf(deployment), 'replicas') ?? 1
  const counts = {
    replicas: sum('replicas'),
    updatedReplicas: count(current, 'replicas'),
    readyReplicas: sum('readyReplicas'),
    availableReplicas: sum('availableReplicas'),
    unavailableReplicas: Math.max(0, Math.max(wanted, sum('replicas')) - sum('availableReplicas')),
  }
  const before = statusOf(deployment)
  let conditions = withCondition(
    before,
    availability(deployment, counts.availableReplicas, wanted),
    cluster.timestamp,
    'lastUpdateTime',
  )
  const progress = progressOf(deployment, current, { ...counts, wanted }, cluster, later)
  conditions = withCondition({ conditions }, progress, cluster.timestamp, 'lastUpdateTime')
  if (hasMoved(before, counts)) conditions = touched(conditions, 'Progressing', cluster.timestamp)
  await cluster.setStatus('deployments', deployment, {
    observedGeneration: objectAt(deployment, 'metadata')['generation'],
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0)),
    conditions,
  })
}

function availability(deployment: JsonObject, available: number, wanted: number): ConditionState {
  const strategy = objectAt(specOf(deployment), 'strategy')
  const absent = scaledCount(objectAt(strategy, 'rollingUpdate')['maxUnavailable'], wanted, false)
  return available >= wanted - absent
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      }
}

interface Counts {
  readonly replicas: number
  readonly updatedReplicas: number
  readonly availableReplicas: number
  readonly wanted: number
}

function progressOf(
  deployment: JsonObject,
  current: JsonObject | undefined,
  counts: Counts,
  cluster: Cluster,
  later: Later,
): ConditionState {
  const type = 'Progressing'
  const name = current ? nameOf(current) : ''
  if (specOf(deployment)['paused'] === true) {
    return { type, status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }
  }
  const { replicas, updatedReplicas, availableReplicas, wanted } = counts
  if (replicas === wanted && updatedReplicas === wanted && availableReplicas === wanted) {
    return {
      type,
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${name}" has successfully progressed.`,
    }
  }
  const left = timeLeft(deployment, cluster, counts)
  if (left <= 0) {
    return {
      type,
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${name}" has timed out progressing.`,
    }
  }
  if (left < Number.MAX_SAFE_INTEGER) later(left)
  return {
    type,
    status: 'True',
    reason: 'ReplicaSetUpdated',
    message: `ReplicaSet "${name}" is progressing.`,
  }
}

/** Milliseconds until a rollout that does not move is late. A move starts the clock again. */
function timeLeft(deployment: JsonObject, cluster: Cluster, counts: Counts): number {
  const seconds = numberAt(specOf(deployment), 'progressDeadlineSeconds') ?? 600
  const before = conditionOf(deployment, 'Progressing')
  const status = statusOf(deployment)
  const wasLate = before?.['reason'] === 'ProgressDeadlineExceeded'
  const known =
    numberAt(status, 'observedGeneration') === numberAt(objectAt(deployment, 'metadata'), 'generation')
  const moved = hasMoved(status, counts)
  if (!before || !known || moved || before['reason'] !== 'ReplicaSetUpdated') {
    return wasLate && known && !moved ? 0 : seconds * 1000
  }
  return Date.parse(textAt(before, 'lastUpdateTime')) + seconds * 1000 - cluster.now.getTime()
}

/** Whether more Pods are new or available, or fewer are old, than was last written. */
function hasMoved(status: JsonObject, counts: Omit<Counts, 'wanted'>): boolean {
  const old = (field: string) => numberAt(status, field) ?? 0
  return (
    counts.updatedReplicas > old('updatedReplicas') ||
    counts.availableReplicas > old('availableReplicas') ||
    counts.replicas - counts.updatedReplicas < old('replicas') - old('updatedReplicas')
  )
}

function touched(conditions: readonly JsonObject[], type: string, time: string): readonly JsonObject[] {
  return conditions.map(each => (each['type'] === type ? { ...each, lastUpdateTime: time } : each))
}
