/** Is a Deployment getting on? Its counts compared with what was written last, and with the clock. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { specOf } from '../cluster.ts'
import type { ConditionState } from '../conditions.ts'
import { conditionOf } from '../pod-state.ts'
import { wantedOf } from './sizes.ts'

export interface Counts {
  readonly observedGeneration: number
  readonly replicas: number
  readonly updatedReplicas: number
  readonly readyReplicas: number
  readonly availableReplicas: number
}

const noDeadline = 2_147_483_647

/** Whether a rollout may be late. */
export function hasDeadline(deployment: JsonObject): boolean {
  return (numberAt(specOf(deployment), 'progressDeadlineSeconds') ?? noDeadline) !== noDeadline
}

/** Whether all that is wanted is new and available, and nothing else is left. */
export function isDeploymentComplete(deployment: JsonObject, counts: Counts): boolean {
  const wanted = wantedOf(deployment)
  return (
    counts.updatedReplicas === wanted &&
    counts.replicas === wanted &&
    counts.availableReplicas === wanted &&
    counts.observedGeneration >= (numberAt(objectAt(deployment, 'metadata'), 'generation') ?? 0)
  )
}

/** Whether more Pods are new, ready or available, or fewer are old, than was written last. */
export function hasMoved(before: Counts, now: Counts): boolean {
  return (
    now.updatedReplicas > before.updatedReplicas ||
    now.replicas - now.updatedReplicas < before.replicas - before.updatedReplicas ||
    now.readyReplicas > before.readyReplicas ||
    now.availableReplicas > before.availableReplicas
  )
}

/** Milliseconds until a rollout is late, not positive once it is; undefined where it cannot be. */
export function timeLeft(deployment: JsonObject, now: Date): number | undefined {
  const before = conditionOf(deployment, 'Progressing')
  if (!before || !hasDeadline(deployment) || before['reason'] === 'NewReplicaSetAvailable') return undefined
  if (before['reason'] === 'ProgressDeadlineExceeded') return 0
  const seconds = numberAt(specOf(deployment), 'progressDeadlineSeconds') ?? 0
  return Date.parse(textAt(before, 'lastUpdateTime')) + seconds * 1000 - now.getTime()
}

/** The conditions with one set: it moves to the end, unless its status and reason are as they were. */
export function withDeploymentCondition(
  status: JsonObject,
  { type, status: value, reason, message }: ConditionState,
  time: string,
): readonly JsonObject[] {
  const conditions = objectsAt(status, 'conditions')
  const before = conditions.find(each => each['type'] === type)
  if (before?.['status'] === value && before['reason'] === reason) return conditions
  const next = {
    type,
    status: value,
    lastUpdateTime: time,
    lastTransitionTime: before?.['status'] === value ? before['lastTransitionTime'] : time,
    reason,
    message,
  }
  return [...conditions.filter(each => each !== before), next]
}

/** The conditions with one that says the same as before, but now. */
export function withNews(status: JsonObject, state: ConditionState, time: string): readonly JsonObject[] {
  const before = objectsAt(status, 'conditions').find(each => each['type'] === state.type)
  const conditions = objectsAt(status, 'conditions').filter(each => each !== before)
  const set = withDeploymentCondition({ conditions }, state, time)
  if (before?.['status'] !== state.status) return set
  const { lastTransitionTime } = before
  return set.map(each => (each['type'] === state.type ? { ...each, lastTransitionTime } : each))
}

/** The counts that a status holds. */
export function countsOf(status: JsonObject): Counts {
  const count = (field: string) => numberAt(status, field) ?? 0
  return {
    observedGeneration: count('observedGeneration'),
    replicas: count('replicas'),
    updatedReplicas: count('updatedReplicas'),
    readyReplicas: count('readyReplicas'),
    availableReplicas: count('availableReplicas'),
  }
}
