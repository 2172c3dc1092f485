/**
 * The status of a Job. A Pod that has ended is counted once: its uid is noted in the status, then it loses its
 * finalizer, then the uid becomes a number.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectsAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, specOf, statusOf, uidOf } from '../cluster.ts'
import { phaseOf } from '../pod-state.ts'
import { formatIndexes } from './indexes.ts'
import { type Crew, dropFinalizer } from './pods.ts'
import { judgeFailure } from './policies.ts'
import type { Verdict } from './verdict.ts'
import { hasFailed, indexesOf, indexOf, isIndexed, isTracked, type JobView, limitsIndexes } from './view.ts'

export interface Outcome {
  readonly crew: Crew
  readonly verdict: Verdict | undefined
  /** Start time and conditions as suspending and resuming left them. */
  readonly status: JsonObject
}

interface Count {
  readonly done: readonly JsonObject[]
  readonly succeeded: readonly string[]
  readonly failed: readonly string[]
}

/** Writes the status. Tells how the Job ended when this is the write that says so. */
export async function track(view: JobView, outcome: Outcome, cluster: Cluster): Promise<void> {
  const { job } = view
  const { verdict, crew } = outcome
  const time = cluster.timestamp
  const count = countPods(view, verdict)
  const conditions = verdict
    ? withJobCondition(objectsAt(outcome.status, 'conditions'), { ...verdict, status: 'True' }, time)
    : objectsAt(outcome.status, 'conditions')
  const noted = statusFor(view, { ...outcome, status: { ...outcome.status, conditions } }, count)
  await cluster.setStatus('jobs', job, noted)
  for (const pod of count.done) await dropFinalizer(pod, cluster)
  const counted = countedStatus(job, noted, count)
  const isOver = verdict !== undefined && crew.terminating === 0
  const final = isOver ? finished(counted, verdict, time) : counted
  await cluster.setStatus('jobs', job, final)
  if (isOver) await tellEnd(view, verdict, cluster)
}

/** The Pods that have ended, or are given up, since the last time. */
function countPods(view: JobView, verdict: Verdict | undefined): Count {
  const { job, pods, uncounted } = view
  const isLost = verdict !== undefined && verdict.type !== 'SuccessCriteriaMet'
  const done = pods.filter(pod => {
    if (!isTracked(pod)) return false
    if (isGoing(job) || verdict || phaseOf(pod) === 'Succeeded') return true
    return hasFailed(job, pod) && view.awaiting.get(indexOf(job, pod) ?? -1) !== pod
  })
  const succeeded = isIndexed(job) ? [] : done.filter(pod => phaseOf(pod) === 'Succeeded').map(uidOf)
  const failed = done
    .filter(pod => phaseOf(pod) !== 'Succeeded' && (hasFailed(job, pod) || isLost))
    .filter(pod => !isIndexed(job) || indexOf(job, pod) !== undefined)
    .filter(pod => judgeFailure(job, pod).counts)
    .map(uidOf)
  const isNew = (known: readonly string[]) => (uid: string) => !known.includes(uid)
  return {
    done,
    succeeded: [...uncounted.succeeded, ...succeeded.filter(isNew(uncounted.succeeded))],
    failed: [...uncounted.failed, ...failed.filter(isNew(uncounted.failed))],
  }
}

function statusFor(view: JobView, { crew, status }: Outcome, count: Count): JsonObject {
  const { job, failedIndexes } = view
  const before = statusOf(job)
  const conditions = objectsAt(status, 'conditions')
  const indexes = isIndexed(job) ? completedIndexes(view, count) : undefined
  const succeeded = indexes ? indexes.size : (numberAt(before, 'succeeded') ?? 0)
  const failed = numberAt(before, 'failed') ?? 0
  return {
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(status['startTime'] === undefined ? {} : { startTime: status['startTime'] }),
    ...(crew.active > 0 ? { active: crew.active } : {}),
    ready: crew.ready,
    terminating: crew.terminating,
    ...(succeeded > 0 ? { succeeded } : {}),
    ...(failed > 0 ? { failed } : {}),
    ...(indexes && indexes.size > 0 ? { completedIndexes: formatIndexes(indexes) } : {}),
    ...(limitsIndexes(job) ? { failedIndexes: formatIndexes(failedIndexes ?? []) } : {}),
    uncountedTerminatedPods: {
      ...(count.succeeded.length > 0 ? { succeeded: count.succeeded } : {}),
      ...(count.failed.length > 0 ? { failed: count.failed } : {}),
    },
  }
}

function completedIndexes({ job, countedIndexes }: JobView, { done }: Count): ReadonlySet<number> {
  const succeeded = done.filter(pod => phaseOf(pod) === 'Succeeded')
  return new Set([...countedIndexes, ...indexesOf(job, succeeded)])
}

/** The status once the Pods that were noted have lost their finalizers. */
function countedStatus(job: JsonObject, noted: JsonObject, count: Count): JsonObject {
  const succeeded = (numberAt(noted, 'succeeded') ?? 0) + (isIndexed(job) ? 0 : count.succeeded.length)
  const failed = (numberAt(noted, 'failed') ?? 0) + count.failed.length
  return {
    ...noted,
    ...(succeeded > 0 ? { succeeded } : {}),
    ...(failed > 0 ? { failed } : {}),
    uncountedTerminatedPods: {},
  }
}

function finished(status: JsonObject, { type, reason, message }: Verdict, time: string): JsonObject {
  const isGood = type === 'SuccessCriteriaMet'
  const state = { type: isGood ? 'Complete' : 'Failed', status: 'True', reason, message } as const
  const conditions = withJobCondition(objectsAt(status, 'conditions'), state, time)
  return { ...status, conditions, ...(isGood ? { completionTime: time } : {}) }
}

interface JobCondition {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
}

/** The conditions with one set; one that is False is not added. */
export function withJobCondition(
  conditions: readonly JsonObject[],
  { type, status, reason, message }: JobCondition,
  time: string,
): readonly JsonObject[] {
  const before = conditions.find(each => each['type'] === type)
  if (before?.['status'] === status && before['reason'] === reason && before['message'] === message) {
    return conditions
  }
  const next = { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message }
  if (before) return conditions.map(each => (each === before ? next : each))
  return status === 'False' ? conditions : [...conditions, next]
}

async function tellEnd({ job, succeeded }: JobView, verdict: Verdict, cluster: Cluster): Promise<void> {
  const { type, reason, message } = verdict
  if (type === 'FailureTarget') {
    await cluster.tell(job, { type: 'Warning', reason, message })
    return
  }
  const wanted = numberAt(specOf(job), 'completions')
  if (wanted !== undefined && succeeded > wanted) {
    const text = 'Too many succeeded pods running after completion count reached'
    await cluster.tell(job, { type: 'Warning', reason: 'TooManySucceededPods', message: text })
  }
  await cluster.tell(job, { reason: 'Completed', message: 'Job completed' })
}
