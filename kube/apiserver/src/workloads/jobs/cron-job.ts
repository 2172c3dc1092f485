/** CronJobs: a Job each time the schedule fires. @module */
import type { JsonObject } from '@sluice/base/json'
import { CronError, nextFiring, parseCron } from '../../strategy/values/cron.ts'
import { numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, ownerReference, specOf, statusOf } from '../cluster.ts'
import { type Later, ownerKey, type WorkloadController } from '../controller.ts'
import { conditionOf } from '../pod-state.ts'

/** Timers reach no further; the key comes back and waits on. */
const longestWait = 24 * 3600 * 1000

export const cronJobController: WorkloadController = {
  name: 'cronjob-controller',
  kind: 'cronJobs',
  wakes: { jobs: ownerKey('CronJob') },
  reconcile,
}

const isDone = (job: JsonObject, type: string) => conditionOf(job, type)?.['status'] === 'True'
const isRunning = (job: JsonObject) => !isDone(job, 'Complete') && !isDone(job, 'Failed')

async function reconcile(cron: JsonObject, cluster: Cluster, later: Later): Promise<void> {
  if (isGoing(cron)) return
  await forgetOld(cron, cluster)
  await writeStatus(cron, cluster, undefined)
  if (specOf(cron)['suspend'] === true) return
  const due = dueOf(cron)
  if (!due) return
  const wait = due.getTime() - cluster.now.getTime()
  if (wait > 0) {
    later(Math.min(wait, longestWait))
    return
  }
  await fire(cron, latestDue(cron, due, cluster), cluster)
  later(1)
}

/** The first firing after the last one, or after the CronJob was made. */
function dueOf(cron: JsonObject): Date | undefined {
  const last =
    textAt(statusOf(cron), 'lastScheduleTime') || textAt(objectAt(cron, 'metadata'), 'creationTimestamp')
  return firingAfter(cron, new Date(last))
}

function firingAfter(cron: JsonObject, after: Date): Date | undefined {
  try {
    const schedule = parseCron(textAt(specOf(cron), 'schedule'))
    return nextFiring(schedule, after, offsetOf(textAt(specOf(cron), 'timeZone') || 'UTC', after))
  } catch (error) {
    if (error instanceof CronError) return undefined
    throw error
  }
}

/** Of several firings that were missed only the last is made up for. */
function latestDue(cron: JsonObject, first: Date, cluster: Cluster): Date {
  let due = first
  for (let i = 0; i < 1000; i++) {
    const next = firingAfter(cron, due)
    if (!next || next.getTime() > cluster.now.getTime()) return due
    due = next
  }
  return due
}

/** Minutes that a zone is east of UTC at a time. */
function offsetOf(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(at)
  const name = parts.find(part => part.type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  const total = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -total : total
}

async function fire(cron: JsonObject, due: Date, cluster: Cluster): Promise<void> {
  const running = cluster.owned('jobs', cron).filter(isRunning)
  const policy = textAt(specOf(cron), 'concurrencyPolicy')
  if (running.length > 0 && policy === 'Forbid') {
    await writeStatus(cron, cluster, due)
    return
  }
  if (policy === 'Replace') for (const job of running) await cluster.delete('jobs', job)
  const template = objectAt(specOf(cron), 'jobTemplate')
  const metadata = objectAt(template, 'metadata')
  const name = `${nameOf(cron)}-${Math.floor(due.getTime() / 60_000)}`
  if (!cluster.find('jobs', namespaceOf(cron), name)) {
    await cluster.create('jobs', {
      metadata: {
        name,
        namespace: namespaceOf(cron),
        labels: metadata['labels'],
        annotations: {
          ...objectAt(metadata, 'annotations'),
          'batch.kubernetes.io/cronjob-scheduled-timestamp': due.toISOString().replace(/\.\d+Z$/, 'Z'),
        },
        ownerReferences: [ownerReference(cron)],
      },
      spec: specOf(template),
    })
    await cluster.tell(cron, { reason: 'SuccessfulCreate', message: `Created job ${name}` })
  }
  await writeStatus(cron, cluster, due)
}

async function writeStatus(cron: JsonObject, cluster: Cluster, fired: Date | undefined): Promise<void> {
  const jobs = cluster.owned('jobs', cron)
  const before = statusOf(cluster.find('cronJobs', namespaceOf(cron), nameOf(cron)) ?? cron)
  const active = jobs.filter(isRunning).map(job => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: nameOf(job),
    namespace: namespaceOf(job),
    uid: objectAt(job, 'metadata')['uid'],
    resourceVersion: objectAt(job, 'metadata')['resourceVersion'],
  }))
  const success = jobs
    .filter(job => isDone(job, 'Complete'))
    .map(job => textAt(statusOf(job), 'completionTime'))
    .sort()
    .at(-1)
  const last = fired ? fired.toISOString().replace(/\.\d+Z$/, 'Z') : before['lastScheduleTime']
  await cluster.setStatus('cronJobs', cron, {
    ...(active.length > 0 ? { active } : {}),
    ...(last === undefined ? {} : { lastScheduleTime: last }),
    ...(success ? { lastSuccessfulTime: success } : {}),
  })
}

async function forgetOld(cron: JsonObject, cluster: Cluster): Promise<void> {
  const jobs = cluster.owned('jobs', cron)
  const limits = [
    ['Complete', 'successfulJobsHistoryLimit', 3],
    ['Failed', 'failedJobsHistoryLimit', 1],
  ] as const
  for (const [type, field, standard] of limits) {
    const ended = jobs.filter(job => isDone(job, type)).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    const keep = numberAt(specOf(cron), field) ?? standard
    for (const job of ended.slice(0, Math.max(0, ended.length - keep))) {
      await cluster.delete('jobs', job)
      await cluster.tell(cron, { reason: 'SuccessfulDelete', message: `Deleted job ${nameOf(job)}` })
    }
  }
}
