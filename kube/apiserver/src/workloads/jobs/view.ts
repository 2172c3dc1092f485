/** What is to be seen of a Job: its Pods, which of them are counted already, and what it asks for. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, textAt, textsAt } from '../../strategy/values/read.ts'
import { isGoing, specOf, statusOf, uidOf } from '../cluster.ts'
import { isActive, isFinished, isReady, phaseOf } from '../pod-state.ts'
import { parseIndexes } from './indexes.ts'
import { judgeFailure } from './policies.ts'

/** Pods keep it until they are counted. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'
export const indexAnnotation = 'batch.kubernetes.io/job-completion-index'
const failuresAnnotation = 'batch.kubernetes.io/job-index-failure-count'
const ignoredAnnotation = 'batch.kubernetes.io/job-index-ignored-failure-count'

export const isIndexed = (job: JsonObject): boolean => specOf(job)['completionMode'] === 'Indexed'
export const limitsIndexes = (job: JsonObject): boolean => specOf(job)['backoffLimitPerIndex'] !== undefined
export const isSuspended = (job: JsonObject): boolean => specOf(job)['suspend'] === true
export const completionsOf = (job: JsonObject): number | undefined => numberAt(specOf(job), 'completions')
export const replacesFailedOnly = (job: JsonObject): boolean =>
  textAt(specOf(job), 'podReplacementPolicy') === 'Failed'

const annotationOf = (pod: JsonObject, name: string) =>
  textAt(objectAt(objectAt(pod, 'metadata'), 'annotations'), name)
const wholeNumber = /^\d+$/
const annotatedCount = (pod: JsonObject, name: string) => {
  const text = annotationOf(pod, name)
  return wholeNumber.test(text) ? Number(text) : undefined
}

/** The completion index of a Pod; undefined where it has none that counts. */
export function indexOf(job: JsonObject, pod: JsonObject): number | undefined {
  const index = annotatedCount(pod, indexAnnotation)
  return index !== undefined && index < (completionsOf(job) ?? 0) ? index : undefined
}

export const isTracked = (pod: JsonObject): boolean =>
  textsAt(objectAt(pod, 'metadata'), 'finalizers').includes(trackingFinalizer)

/** A Pod that goes before it has ended has failed too, unless only failed ones are replaced. */
export function hasFailed(job: JsonObject, pod: JsonObject): boolean {
  if (phaseOf(pod) === 'Failed') return true
  return !replacesFailedOnly(job) && isGoing(pod) && phaseOf(pod) !== 'Succeeded'
}

/** Failures of a Pod's index before it: those that counted, and those that did not. */
export function failuresBefore(pod: JsonObject): { readonly counted: number; readonly ignored: number } {
  return {
    counted: annotatedCount(pod, failuresAnnotation) ?? 0,
    ignored: annotatedCount(pod, ignoredAnnotation) ?? 0,
  }
}

/** The annotations of the Pod that takes the place of a failed one. */
export function failureAnnotations(job: JsonObject, replaced: JsonObject | undefined): JsonObject {
  const { counted, ignored } = replaced ? failuresBefore(replaced) : { counted: 0, ignored: 0 }
  const counts = replaced ? judgeFailure(job, replaced).counts : false
  const nowIgnored = ignored + (replaced && !counts ? 1 : 0)
  return {
    [failuresAnnotation]: String(counted + (counts ? 1 : 0)),
    ...(nowIgnored > 0 ? { [ignoredAnnotation]: String(nowIgnored) } : {}),
  }
}

export interface JobView {
  readonly job: JsonObject
  readonly pods: readonly JsonObject[]
  readonly active: readonly JsonObject[]
  readonly terminating: number
  readonly ready: number
  readonly succeeded: number
  readonly failed: number
  readonly uncounted: { readonly succeeded: readonly string[]; readonly failed: readonly string[] }
  /** Indexes that the status holds, and those with the Pods that have succeeded since. */
  readonly countedIndexes: ReadonlySet<number>
  readonly succeededIndexes: ReadonlySet<number>
  /** Where failures are limited by index. */
  readonly failedIndexes: ReadonlySet<number> | undefined
  /** Failed Pods that stay until another has taken their index. */
  readonly awaiting: ReadonlyMap<number, JsonObject>
}

/** Looks at a Job and its Pods. */
export function viewJob(job: JsonObject, pods: readonly JsonObject[]): JobView {
  const status = statusOf(job)
  const active = pods.filter(isActive)
  const uncountedStatus = objectAt(status, 'uncountedTerminatedPods')
  const uncounted = {
    succeeded: textsAt(uncountedStatus, 'succeeded'),
    failed: textsAt(uncountedStatus, 'failed'),
  }
  const isNew = (known: readonly string[]) => (pod: JsonObject) =>
    isTracked(pod) && !known.includes(uidOf(pod)) && (!isIndexed(job) || indexOf(job, pod) !== undefined)
  const newSucceeded = pods.filter(pod => phaseOf(pod) === 'Succeeded').filter(isNew(uncounted.succeeded))
  const newFailed = pods
    .filter(pod => hasFailed(job, pod) && judgeFailure(job, pod).counts)
    .filter(isNew(uncounted.failed))
  const limit = completionsOf(job) ?? 0
  const countedIndexes = parseIndexes(textAt(status, 'completedIndexes'), limit)
  const succeededIndexes = new Set([...countedIndexes, ...indexesOf(job, newSucceeded)])
  const failedIndexes = limitsIndexes(job) ? failedIndexesOf(job, pods) : undefined
  const count = (field: string) => numberAt(status, field) ?? 0
  return {
    job,
    pods,
    active,
    terminating: pods.filter(pod => isGoing(pod) && !isFinished(pod)).length,
    ready: active.filter(isReady).length,
    succeeded: isIndexed(job)
      ? succeededIndexes.size
      : count('succeeded') + newSucceeded.length + uncounted.succeeded.length,
    failed: count('failed') + newFailed.length + uncounted.failed.length,
    uncounted,
    countedIndexes,
    succeededIndexes,
    failedIndexes,
    awaiting: failedIndexes ? awaitingOf(job, pods, succeededIndexes, failedIndexes) : new Map(),
  }
}

/** The indexes of Pods that have one. */
export function indexesOf(job: JsonObject, pods: readonly JsonObject[]): readonly number[] {
  return pods.map(pod => indexOf(job, pod)).filter(index => index !== undefined)
}

function failedIndexesOf(job: JsonObject, pods: readonly JsonObject[]): ReadonlySet<number> {
  const limit = numberAt(specOf(job), 'backoffLimitPerIndex') ?? 0
  const known = parseIndexes(textAt(statusOf(job), 'failedIndexes'), completionsOf(job) ?? 0)
  const failed = pods.filter(pod => {
    if (!isTracked(pod) || !hasFailed(job, pod)) return false
    const { counts, action } = judgeFailure(job, pod)
    return action === 'FailIndex' || (counts && failuresBefore(pod).counted >= limit)
  })
  return new Set([...known, ...indexesOf(job, failed)])
}

function awaitingOf(
  job: JsonObject,
  pods: readonly JsonObject[],
  succeeded: ReadonlySet<number>,
  failed: ReadonlySet<number>,
): ReadonlyMap<number, JsonObject> {
  const active = new Set(indexesOf(job, pods.filter(isActive)))
  const awaiting = new Map<number, JsonObject>()
  const sum = (pod: JsonObject) => failuresBefore(pod).counted + failuresBefore(pod).ignored
  for (const pod of pods) {
    const index = indexOf(job, pod)
    if (index === undefined || !isTracked(pod) || !hasFailed(job, pod)) continue
    if (succeeded.has(index) || failed.has(index) || active.has(index)) continue
    const other = awaiting.get(index)
    if (!other || sum(other) <= sum(pod)) awaiting.set(index, pod)
  }
  return awaiting
}
