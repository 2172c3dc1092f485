/**
 * Jobs: Pods that end, until enough have ended well or too many badly.
 *
 * Read this file first: `view.ts` looks, `verdict.ts` decides whether it is over, `pods.ts` makes and deletes Pods,
 * `track.ts` counts them in the status.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { claim, claimantKeys } from '../adoption.ts'
import { type Cluster, controllerOf, isGoing, namespaceOf, specOf, statusOf, uidOf } from '../cluster.ts'
import { keyOf, type Later, type WorkloadController } from '../controller.ts'
import { conditionOf } from '../pod-state.ts'
import { pauseLeft } from './pause.ts'
import { type Crew, dismiss, dropFinalizer, staff } from './pods.ts'
import { track, withJobCondition } from './track.ts'
import { completed, deadlineLeft, judge, type Verdict } from './verdict.ts'
import { isSuspended, isTracked, type JobView, viewJob } from './view.ts'

export const jobController: WorkloadController = {
  name: 'job-controller',
  kind: 'jobs',
  wakes: { pods: claimantKeys('jobs', 'Job') },
  reconcile,
}

const ownName = 'kubernetes.io/job-controller'

/** Pods that could not be made are tried again. */
const retryAfter = 1000

export const isJobFinished = (job: JsonObject): boolean =>
  ['Complete', 'Failed'].some(type => conditionOf(job, type)?.['status'] === 'True')

async function reconcile(job: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (isForeign(job) || isJobFinished(job)) return
  const view = viewJob(job, await claim('pods', job, cluster))
  const time = cluster.timestamp
  const before = statusOf(job)
  const startTime = before['startTime'] ?? (isSuspended(job) ? undefined : time)
  const begun = { ...before, ...(startTime === undefined ? {} : { startTime }) }
  const verdict = judge({ ...view, job: { ...job, status: begun } }, cluster.now)
  const left = verdict ? undefined : deadlineLeft({ ...job, status: begun }, cluster.now)
  if (left !== undefined) later(left)
  if (verdict) {
    const crew = await dismiss(view, view.active, cluster)
    await track(view, { crew, verdict, status: begun }, cluster)
    return
  }
  await proceed(view, begun, cluster, later)
}

/** Jobs that say who keeps them are kept by no one else. */
function isForeign(job: JsonObject): boolean {
  const keeper = textAt(specOf(job), 'managedBy')
  return keeper !== '' && keeper !== ownName
}

async function proceed(view: JobView, begun: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  const { job } = view
  const isKept = !isGoing(job)
  const pause = pauseLeft(view.pods, cluster.now)
  if (pause > 0) later(pause)
  const crew: Crew = isKept
    ? await staff(view, cluster, pause > 0)
    : { active: view.active.length, ready: view.ready, terminating: view.terminating }
  const verdict: Verdict | undefined = completed(view, crew.active)
  const status = verdict || !isKept ? begun : await noteSuspension(job, begun, cluster)
  await track(view, { crew, verdict, status }, cluster)
  if (crew.failure) later(retryAfter)
}

/** Says that a Job was suspended or resumed; its time starts again when it is resumed. */
async function noteSuspension(job: JsonObject, status: JsonObject, cluster: Cluster): Promise<JsonObject> {
  const time = cluster.timestamp
  const suspended = isSuspended(job)
  const before = objectsAt(status, 'conditions')
  const conditions = withJobCondition(
    before,
    suspended
      ? { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' }
      : { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' },
    time,
  )
  if (conditions === before) return status
  const told = suspended
    ? { reason: 'Suspended', message: 'Job suspended' }
    : { reason: 'Resumed', message: 'Job resumed' }
  await cluster.tell(job, told)
  return { ...status, conditions, startTime: suspended ? undefined : time }
}

/** Lets Pods go whose Job is gone, is done, or is not theirs any more. */
export const jobPodController: WorkloadController = {
  name: 'job-controller',
  kind: 'pods',
  wakes: { jobs: (job, cluster) => cluster.owned('pods', job).filter(isTracked).map(keyOf) },
  reconcile: async (pod, cluster) => {
    if (!isTracked(pod)) return
    const owner = controllerOf(pod)
    const isOfJob = owner?.['kind'] === 'Job'
    const job = isOfJob ? cluster.find('jobs', namespaceOf(pod), String(owner['name'])) : undefined
    if (job && uidOf(job) === owner?.['uid'] && !isJobFinished(job)) return
    await dropFinalizer(pod, cluster)
  },
}

/** Deletes finished Jobs when their time to live has passed. */
export const jobExpiryController: WorkloadController = {
  name: 'ttl-after-finished-controller',
  kind: 'jobs',
  reconcile: async (job, cluster, later) => {
    const seconds = numberAt(specOf(job), 'ttlSecondsAfterFinished')
    if (seconds === undefined || isGoing(job) || !isJobFinished(job)) return
    const end = conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed')
    const ended = Date.parse(textAt(end ?? {}, 'lastTransitionTime'))
    const left = ended + seconds * 1000 - cluster.now.getTime()
    if (left > 0) later(left)
    else await cluster.delete('jobs', job, { propagationPolicy: 'Foreground' })
  },
}
