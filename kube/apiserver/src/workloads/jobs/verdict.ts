/** Whether a Job has come to its end, and how: what was decided before stands, then failures, then success. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { specOf, statusOf } from '../cluster.ts'
import { conditionOf, phaseOf } from '../pod-state.ts'
import { judgeFailure, matchSuccess } from './policies.ts'
import { completionsOf, hasFailed, isIndexed, isSuspended, type JobView } from './view.ts'

/** The condition that says so. Failed and Complete follow once the Pods are gone. */
export interface Verdict {
  readonly type: 'SuccessCriteriaMet' | 'FailureTarget'
  readonly reason: string
  readonly message: string
}

const failure = (reason: string, message: string): Verdict => ({ type: 'FailureTarget', reason, message })

/** The verdict on a Job as it is; undefined where it goes on. */
export function judge(view: JobView, now: Date): Verdict | undefined {
  return (
    decided(view.job) ??
    failedByPolicy(view) ??
    failedByLimit(view, now) ??
    (isIndexed(view.job) ? (failedByIndexes(view) ?? succeededByPolicy(view)) : undefined)
  )
}

function decided(job: JsonObject): Verdict | undefined {
  for (const type of ['SuccessCriteriaMet', 'FailureTarget'] as const) {
    const condition = conditionOf(job, type)
    if (condition?.['status'] !== 'True') continue
    return { type, reason: textAt(condition, 'reason'), message: textAt(condition, 'message') }
  }
  return undefined
}

function failedByPolicy({ job, pods }: JobView): Verdict | undefined {
  for (const pod of pods) {
    const message = hasFailed(job, pod) ? judgeFailure(job, pod).message : undefined
    if (message !== undefined) return failure('PodFailurePolicy', message)
  }
  return undefined
}

function failedByLimit(view: JobView, now: Date): Verdict | undefined {
  const { job, failed } = view
  const limit = numberAt(specOf(job), 'backoffLimit') ?? 6
  if (failed > limit || restartsTooOften(view, limit)) {
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit')
  }
  const left = deadlineLeft(job, now)
  if (left !== undefined && left <= 0) {
    return failure('DeadlineExceeded', 'Job was active longer than specified deadline')
  }
  return undefined
}

/** Pods that restart in place count by their restarts. */
function restartsTooOften({ job, pods }: JobView, limit: number): boolean {
  const spec = objectAt(objectAt(specOf(job), 'template'), 'spec')
  if (textAt(spec, 'restartPolicy') !== 'OnFailure') return false
  let restarts = 0
  for (const pod of pods.filter(each => ['Running', 'Pending'].includes(phaseOf(each)))) {
    for (const list of ['initContainerStatuses', 'containerStatuses']) {
      for (const status of objectsAt(statusOf(pod), list)) restarts += numberAt(status, 'restartCount') ?? 0
    }
  }
  return limit === 0 ? restarts > 0 : restarts >= limit
}

/** Milliseconds until an active Job is out of time; undefined where it has all the time it needs. */
export function deadlineLeft(job: JsonObject, now: Date): number | undefined {
  const seconds = numberAt(specOf(job), 'activeDeadlineSeconds')
  const started = Date.parse(textAt(statusOf(job), 'startTime'))
  if (seconds === undefined || Number.isNaN(started) || isSuspended(job)) return undefined
  return started + seconds * 1000 - now.getTime()
}

function failedByIndexes({ job, failedIndexes, succeededIndexes }: JobView): Verdict | undefined {
  if (!failedIndexes || failedIndexes.size === 0) return undefined
  const most = numberAt(specOf(job), 'maxFailedIndexes')
  if (most !== undefined && failedIndexes.size > most) {
    return failure(
      'MaxFailedIndexesExceeded',
      'Job has exceeded the specified maximal number of failed indexes',
    )
  }
  if (failedIndexes.size + succeededIndexes.size < (completionsOf(job) ?? 0)) return undefined
  return failure('FailedIndexes', 'Job has failed indexes')
}

function succeededByPolicy({ job, succeededIndexes }: JobView): Verdict | undefined {
  const message = matchSuccess(job, succeededIndexes)
  return message === undefined ? undefined : { type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message }
}

/** The verdict where as many Pods as are wanted have ended well and none is left. */
export function completed({ job, succeeded }: JobView, active: number): Verdict | undefined {
  const wanted = completionsOf(job)
  const isDone = wanted === undefined ? succeeded > 0 : succeeded >= wanted
  if (!isDone || active > 0) return undefined
  const message = 'Reached expected number of succeeded pods'
  return { type: 'SuccessCriteriaMet', reason: 'CompletionsReached', message }
}
