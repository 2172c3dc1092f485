/** CronJobs: a Job each time the schedule fires. @module */
import type { JsonObject } from '@sluice/base/json'
import { ApiError } from '../../status/index.ts'
import { CronError, nextFiring, type OffsetAt, parseCron } from '../../strategy/values/cron.ts'
import { numberAt, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import {
  type Cluster,
  controllerOf,
  isEnding,
  isGoing,
  nameOf,
  namespaceOf,
  ownerReference,
  specOf,
  statusOf,
  uidOf,
} from '../cluster.ts'
import { type Later, ownerKey, type WorkloadController } from '../controller.ts'
import { byName } from '../order.ts'
import { conditionOf } from '../pod-state.ts'
import { isJobFinished } from './job.ts'
import { lastDue, localTime, offsetsOf } from './schedule.ts'

export const cronJobController: WorkloadController = {
  name: 'cronjob-controller',
  kind: 'cronJobs',
  wakes: { jobs: ownerKey('CronJob') },
  reconcile,
}

/** Timers reach no further; the key comes back and waits on. */
const longestWait = 24 * 3600 * 1000
const scheduledAnnotation = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

const isComplete = (job: JsonObject) => conditionOf(job, 'Complete')?.['status'] === 'True'
const activeOf = (status: JsonObject) => objectsAt(status, 'active')

async function reconcile(cron: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  const jobs = jobsOf(cron, cluster)
  const seen = await look(cron, jobs, cluster)
  const fired = isGoing(cron) ? seen : await fire({ ...cron, status: seen }, cluster, later)
  const gone = await forgetOld(cron, jobs, cluster)
  await cluster.setStatus(
    'cronJobs',
    cron,
    withActive(
      fired,
      activeOf(fired).filter(job => !gone.has(job['uid'])),
    ),
  )
}

/** Jobs that name the CronJob as their controller. */
function jobsOf(cron: JsonObject, cluster: Cluster): readonly JsonObject[] {
  return cluster.list('jobs', namespaceOf(cron)).filter(job => {
    const owner = controllerOf(job)
    return owner?.['kind'] === 'CronJob' && owner['name'] === nameOf(cron)
  })
}

function withActive({ active: _before, ...status }: JsonObject, active: readonly JsonObject[]): JsonObject {
  return { ...(active.length > 0 ? { active } : {}), ...status }
}

/** The status after a look at the Jobs: which run, which have ended, which are missing. */
async function look(cron: JsonObject, jobs: readonly JsonObject[], cluster: Cluster): Promise<JsonObject> {
  const before = statusOf(cron)
  let active = activeOf(before)
  let lastSuccess = textAt(before, 'lastSuccessfulTime')
  for (const job of jobs) {
    const isListed = active.some(each => each['uid'] === uidOf(job))
    if (!isListed && !isJobFinished(job)) await tellStranger(cron, job, cluster)
    if (!isJobFinished(job)) continue
    if (isListed) {
      active = active.filter(each => each['uid'] !== uidOf(job))
      const condition = isComplete(job) ? 'Complete' : 'Failed'
      const message = `Saw completed job: ${nameOf(job)}, condition: ${condition}`
      await cluster.tell(cron, { reason: 'SawCompletedJob', message })
    }
    const ended = textAt(statusOf(job), 'completionTime')
    if (isComplete(job) && ended > lastSuccess) lastSuccess = ended
  }
  for (const listed of active) {
    if (cluster.find('jobs', namespaceOf(cron), textAt(listed, 'name'))) continue
    active = active.filter(each => each !== listed)
    await cluster.tell(cron, { reason: 'MissingJob', message: `Active job went missing: ${listed['name']}` })
  }
  return withActive({ ...before, ...(lastSuccess === '' ? {} : { lastSuccessfulTime: lastSuccess }) }, active)
}

async function tellStranger(cron: JsonObject, job: JsonObject, cluster: Cluster): Promise<void> {
  const message = `Saw a job that the controller did not create or forgot: ${nameOf(job)}`
  await cluster.tell(cron, { type: 'Warning', reason: 'UnexpectedJob', message })
}

/** Starts what is due, comes back when something is due next, and returns the status that follows. */
async function fire(cron: JsonObject, cluster: Cluster, later: Later): Promise<JsonObject> {
  const status = statusOf(cron)
  const plan = await planOf(cron, cluster)
  if (!plan || specOf(cron)['suspend'] === true) return status
  const { schedule, offsetAt } = plan
  const { time, missed } = lastDue(cron, schedule, cluster.now, offsetAt)
  const next = nextFiring(schedule, cluster.now, offsetAt)
  if (!next) await tellNever(cron, cluster)
  else later(Math.min(next.getTime() - cluster.now.getTime() + 100, longestWait))
  if (!time) return status
  if (missed === 'many') await tellManyMissed(cron, cluster)
  return await start(cron, time, offsetAt, cluster)
}

/** Of a schedule such as the 31st of February, in Kubernetes' words. */
async function tellNever(cron: JsonObject, cluster: Cluster): Promise<void> {
  const message = `invalid schedule: ${textAt(specOf(cron), 'schedule')} : time difference between two schedules is less than 1 second`
  await cluster.tell(cron, { type: 'Warning', reason: 'InvalidSchedule', message })
}

async function tellManyMissed(cron: JsonObject, cluster: Cluster): Promise<void> {
  const message =
    'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
  await cluster.tell(cron, { type: 'Warning', reason: 'TooManyMissedTimes', message })
}

/** The schedule and its zone; tells what is wrong with them. */
async function planOf(cron: JsonObject, cluster: Cluster) {
  const zone = textAt(specOf(cron), 'timeZone')
  const text = textAt(specOf(cron), 'schedule')
  try {
    return { schedule: parseCron(text), offsetAt: offsetsOf(zone || 'UTC') }
  } catch (error) {
    if (error instanceof RangeError) {
      const message = `invalid timeZone: ${JSON.stringify(zone)}: unknown time zone ${zone}`
      await cluster.tell(cron, { type: 'Warning', reason: 'UnknownTimeZone', message })
    } else if (error instanceof CronError) {
      const message = `unparseable schedule: ${JSON.stringify(text)} : ${error.message}`
      await cluster.tell(cron, { type: 'Warning', reason: 'UnparseableSchedule', message })
    } else throw error
    return undefined
  }
}

const seconds = (time: Date) => time.toISOString().replace(/\.\d+Z$/, 'Z')
const jobNameOf = (cron: JsonObject, time: Date) => `${nameOf(cron)}-${Math.floor(time.getTime() / 60_000)}`

async function start(
  cron: JsonObject,
  time: Date,
  offsetAt: OffsetAt,
  cluster: Cluster,
): Promise<JsonObject> {
  const status = statusOf(cron)
  const name = jobNameOf(cron, time)
  const isDone =
    activeOf(status).some(job => job['name'] === name) || status['lastScheduleTime'] === seconds(time)
  if (isDone) return status
  const policy = textAt(specOf(cron), 'concurrencyPolicy')
  if (policy === 'Forbid' && activeOf(status).length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid'
    await cluster.tell(cron, { reason: 'JobAlreadyActive', message })
    return status
  }
  const kept = policy === 'Replace' ? [] : activeOf(status)
  if (policy === 'Replace') {
    for (const listed of activeOf(status)) {
      const job = cluster.find('jobs', namespaceOf(cron), textAt(listed, 'name'))
      if (job) await deleteJob(cron, job, cluster)
    }
  }
  const job = await createJob(cron, { name, scheduled: localTime(time, offsetAt(time)) }, cluster)
  if (!job) return withActive(status, kept)
  return withActive({ ...status, lastScheduleTime: seconds(time) }, [...kept, referenceTo(job)])
}

function referenceTo(job: JsonObject): JsonObject {
  const { name, namespace, uid, resourceVersion } = objectAt(job, 'metadata')
  return { apiVersion: 'batch/v1', kind: 'Job', name, namespace, uid, resourceVersion }
}

async function createJob(
  cron: JsonObject,
  { name, scheduled }: { readonly name: string; readonly scheduled: string },
  cluster: Cluster,
): Promise<JsonObject | undefined> {
  const template = objectAt(specOf(cron), 'jobTemplate')
  const metadata = objectAt(template, 'metadata')
  try {
    const job = await cluster.create('jobs', {
      metadata: {
        name,
        namespace: namespaceOf(cron),
        labels: metadata['labels'],
        annotations: { ...objectAt(metadata, 'annotations'), [scheduledAnnotation]: scheduled },
        ownerReferences: [ownerReference(cron)],
      },
      spec: specOf(template),
    })
    await cluster.tell(cron, { reason: 'SuccessfulCreate', message: `Created job ${name}` })
    return job
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.reason === 'AlreadyExists') {
      const found = cluster.find('jobs', namespaceOf(cron), name)
      return found && controllerOf(found)?.['uid'] === uidOf(cron) ? found : undefined
    }
    const message = `Error creating job: ${error.message}`
    if (!isEnding(error)) await cluster.tell(cron, { type: 'Warning', reason: 'FailedCreate', message })
    return undefined
  }
}

async function deleteJob(cron: JsonObject, job: JsonObject, cluster: Cluster): Promise<void> {
  await cluster.delete('jobs', job, { propagationPolicy: 'Background' })
  await cluster.tell(cron, { reason: 'SuccessfulDelete', message: `Deleted job ${nameOf(job)}` })
}

/** Deletes the oldest ended Jobs beyond those that the history keeps; returns their uids. */
async function forgetOld(
  cron: JsonObject,
  jobs: readonly JsonObject[],
  cluster: Cluster,
): Promise<ReadonlySet<unknown>> {
  const gone = new Set<unknown>()
  for (const [field, wants] of [
    ['successfulJobsHistoryLimit', true],
    ['failedJobsHistoryLimit', false],
  ] as const) {
    const keep = numberAt(specOf(cron), field)
    const ended = jobs
      .filter(job => isJobFinished(job) && isComplete(job) === wants)
      .sort((a, b) => startOf(a) - startOf(b) || byName(a, b))
    if (keep === undefined) continue
    for (const job of ended.slice(0, Math.max(0, ended.length - keep))) {
      await deleteJob(cron, job, cluster)
      gone.add(uidOf(job))
    }
  }
  return gone
}

const startOf = (job: JsonObject) => Date.parse(textAt(statusOf(job), 'startTime')) || 0
