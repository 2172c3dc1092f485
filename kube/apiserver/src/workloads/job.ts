/** Jobs: Pods that end, until enough have ended well or too many badly. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, textAt } from '../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, specOf, statusOf } from './cluster.ts'
import { type ConditionState, withCondition, withoutCondition } from './conditions.ts'
import { type Later, ownerKey, type WorkloadController } from './controller.ts'
import { conditionOf, isActive, isReady, phaseOf } from './pod-state.ts'
import { podOf } from './pod-template.ts'

export const jobController: WorkloadController = {
  name: 'job-controller',
  kind: 'jobs',
  wakes: { pods: ownerKey('Job') },
  reconcile,
}

const indexAnnotation = 'batch.kubernetes.io/job-completion-index'
const isIndexed = (job: JsonObject) => specOf(job)['completionMode'] === 'Indexed'
const indexOf = (pod: JsonObject) =>
  textAt(objectAt(objectAt(pod, 'metadata'), 'annotations'), indexAnnotation)

interface Tally {
  readonly active: readonly JsonObject[]
  readonly succeeded: number
  readonly failed: number
  readonly done: ReadonlySet<string>
}

async function reconcile(job: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (isGoing(job)) return
  if (isEnded(job)) {
    await expire(job, cluster, later)
    return
  }
  const tally = tallyOf(job, cluster)
  const end = endOf(job, tally, cluster, later)
  const suspended = specOf(job)['suspend'] === true
  if (end || suspended) for (const pod of tally.active) await cluster.delete('pods', pod)
  else await startPods(job, tally, cluster)
  await writeStatus(job, { end, suspended }, cluster)
}

const isEnded = (job: JsonObject) =>
  ['Complete', 'Failed'].some(type => conditionOf(job, type)?.['status'] === 'True')

/** Failed Pods that were cleaned up still count: the status remembers them. */
function tallyOf(job: JsonObject, cluster: Cluster): Tally {
  const pods = cluster.owned('pods', job)
  const succeeded = pods.filter(pod => phaseOf(pod) === 'Succeeded')
  const failed = pods.filter(pod => phaseOf(pod) === 'Failed').length
  return {
    active: pods.filter(isActive),
    succeeded: isIndexed(job) ? new Set(succeeded.map(indexOf)).size : succeeded.length,
    failed: Math.max(failed, numberAt(statusOf(job), 'failed') ?? 0),
    done: new Set(succeeded.map(indexOf)),
  }
}

interface End {
  readonly type: 'Complete' | 'Failed'
  readonly reason: string
  readonly message: string
}

function endOf(job: JsonObject, tally: Tally, cluster: Cluster, later: Later): End | undefined {
  const spec = specOf(job)
  const wanted = numberAt(spec, 'completions')
  const reached =
    wanted === undefined ? tally.succeeded > 0 && tally.active.length === 0 : tally.succeeded >= wanted
  if (reached) {
    return {
      type: 'Complete',
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    }
  }
  if (tally.failed > (numberAt(spec, 'backoffLimit') ?? 6)) {
    return {
      type: 'Failed',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    }
  }
  const deadline = numberAt(spec, 'activeDeadlineSeconds')
  const started = Date.parse(textAt(statusOf(job), 'startTime'))
  if (deadline === undefined || Number.isNaN(started)) return undefined
  const left = started + deadline * 1000 - cluster.now.getTime()
  if (left <= 0)
    return {
      type: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    }
  later(left)
  return undefined
}

async function startPods(job: JsonObject, tally: Tally, cluster: Cluster): Promise<void> {
  const spec = specOf(job)
  const parallelism = numberAt(spec, 'parallelism') ?? 1
  const wanted = numberAt(spec, 'completions')
  const open = wanted === undefined ? (tally.succeeded > 0 ? 0 : parallelism) : wanted - tally.succeeded
  const missing = Math.min(parallelism, open) - tally.active.length
  const taken = new Set([...tally.done, ...tally.active.map(indexOf)])
  for (let i = 0; i < missing; i++) {
    const pod = await cluster.create('pods', isIndexed(job) ? indexedPod(job, taken) : podOf(job))
    await cluster.tell(job, { reason: 'SuccessfulCreate', message: `Created pod: ${nameOf(pod)}` })
  }
}

function indexedPod(job: JsonObject, taken: Set<string>): JsonObject {
  let index = 0
  while (taken.has(String(index))) index++
  taken.add(String(index))
  const pod = podOf(job, { generateName: `${nameOf(job)}-${index}-` })
  const metadata = objectAt(pod, 'metadata')
  return {
    ...pod,
    metadata: {
      ...metadata,
      annotations: { ...objectAt(metadata, 'annotations'), [indexAnnotation]: String(index) },
      labels: { ...objectAt(metadata, 'labels'), [indexAnnotation]: String(index) },
    },
  }
}

async function writeStatus(
  job: JsonObject,
  { end, suspended }: { readonly end: End | undefined; readonly suspended: boolean },
  cluster: Cluster,
): Promise<void> {
  const time = cluster.timestamp
  const before = statusOf(job)
  const tally = tallyOf(job, cluster)
  const active = end || suspended ? 0 : tally.active.length
  const ready = end || suspended ? 0 : tally.active.filter(isReady).length
  const wasSuspended = conditionOf(job, 'Suspended')?.['status'] === 'True'
  const {
    startTime,
    completionTime: _done,
    active: _a,
    ready: _r,
    succeeded: _s,
    failed: _f,
    ...rest
  } = before
  const start = suspended ? undefined : wasSuspended ? time : (startTime ?? time)
  await cluster.setStatus('jobs', job, {
    ...rest,
    ...(start === undefined ? {} : { startTime: start }),
    ...(active > 0 ? { active } : {}),
    ready,
    terminating: 0,
    ...(tally.succeeded > 0 ? { succeeded: tally.succeeded } : {}),
    ...(tally.failed > 0 ? { failed: tally.failed } : {}),
    ...(isIndexed(job)
      ? { completedIndexes: [...tally.done].sort((a, b) => Number(a) - Number(b)).join(',') }
      : {}),
    uncountedTerminatedPods: {},
    ...(end?.type === 'Complete' ? { completionTime: time } : {}),
    ...conditionsOf(before, { end, suspended, wasSuspended, time }),
  })
  if (end) {
    const warning = end.type === 'Failed'
    await cluster.tell(
      job,
      warning
        ? { type: 'Warning', reason: end.reason, message: end.message }
        : { reason: 'Completed', message: 'Job completed' },
    )
  }
}

function conditionsOf(
  before: JsonObject,
  state: {
    readonly end: End | undefined
    readonly suspended: boolean
    readonly wasSuspended: boolean
    readonly time: string
  },
): JsonObject {
  const { end, suspended, wasSuspended, time } = state
  let conditions = withoutCondition(before, 'none')
  const set = (next: ConditionState) => {
    conditions = withCondition({ conditions }, next, time, 'lastProbeTime').map(each =>
      each['lastProbeTime'] === null ? { ...each, lastProbeTime: time } : each,
    )
  }
  if (suspended) set({ type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' })
  else if (wasSuspended)
    set({ type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' })
  if (end) {
    const { reason, message } = end
    set({
      type: end.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget',
      status: 'True',
      reason,
      message,
    })
    set({ type: end.type, status: 'True', reason, message })
  }
  return conditions.length > 0 ? { conditions } : {}
}

/** A finished Job with a time to live goes when that has passed. */
async function expire(job: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  const seconds = numberAt(specOf(job), 'ttlSecondsAfterFinished')
  if (seconds === undefined) return
  const end = conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed')
  const left = Date.parse(textAt(end ?? {}, 'lastTransitionTime')) + seconds * 1000 - cluster.now.getTime()
  if (left > 0) {
    later(left)
    return
  }
  for (const pod of cluster.owned('pods', job)) await cluster.delete('pods', pod)
  await cluster.delete('jobs', job)
}
