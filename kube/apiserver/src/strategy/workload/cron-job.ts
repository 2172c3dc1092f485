/** CronJobs. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { nameWarnings } from '../pods/pod-warnings.ts'
import type { Strategy } from '../strategy.ts'
import { cronError } from '../values/cron.ts'
import { ensure, fill } from '../values/draft.ts'
import { invalidStruct } from '../values/go-form.ts'
import { dnsSubdomainErrors } from '../values/names.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { defaultFailurePolicy, defaultJobSpec, jobSpecErrors, jobWarnings } from './job.ts'

/** Eleven characters are kept for what a CronJob appends to name its Jobs. */
const maxNameLength = 52
const policies = ['Allow', 'Forbid', 'Replace']

export const cronJobStrategy: Strategy = defineKind({
  podSpec: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  defaults: draft => {
    const spec = ensure(draft, 'spec')
    fill(spec, 'concurrencyPolicy', 'Allow')
    fill(spec, 'suspend', false)
    fill(spec, 'successfulJobsHistoryLimit', 3)
    fill(spec, 'failedJobsHistoryLimit', 1)
    const template = ensure(spec, 'jobTemplate')
    ensure(template, 'metadata')
    defaultTemplateSpec(ensure(template, 'spec'))
  },
  errors: object => cronJobErrors(objectAt(object, 'spec')),
  createErrors: function* (object) {
    const name = textAt(objectAt(object, 'metadata'), 'name')
    if (name.length > maxNameLength) {
      yield invalid('metadata.name', name, `must be no more than ${maxNameLength} characters`)
    }
  },
  nameErrors: dnsSubdomainErrors,
  warnings: cronJobWarnings,
})

function cronJobWarnings(job: JsonObject, old: JsonObject | undefined): readonly string[] {
  const spec = objectAt(job, 'spec')
  const isSame = old && sameValue(spec, old['spec'])
  const hasZone =
    'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details'
  return [
    ...(old ? [] : nameWarnings(job)),
    ...(isSame ? [] : jobWarnings(objectAt(objectAt(spec, 'jobTemplate'), 'spec'), 'spec.jobTemplate.spec')),
    ...(old && textAt(spec, 'schedule').includes('TZ') ? [hasZone] : []),
  ]
}

/** The template of a CronJob gets only the defaults of the Pod; those of the Job come with each Job. */
function defaultTemplateSpec(spec: Parameters<typeof defaultJobSpec>[0]): void {
  const full = { template: spec['template'] ?? {} }
  defaultJobSpec(full)
  defaultFailurePolicy(spec)
  spec['template'] = full.template
}

function* cronJobErrors(spec: JsonObject): Generator<FieldError> {
  const schedule = textAt(spec, 'schedule')
  if (!schedule) yield required('spec.schedule')
  else yield* scheduleErrors(schedule)
  const zone = spec['timeZone']
  if (typeof zone === 'string') yield* zoneErrors(zone)
  yield* nonNegative(numberAt(spec, 'startingDeadlineSeconds'), 'spec.startingDeadlineSeconds')
  const policy = textAt(spec, 'concurrencyPolicy')
  if (!policies.includes(policy)) yield notSupported('spec.concurrencyPolicy', policy, policies)
  yield* jobSpecErrors(
    { completionMode: 'NonIndexed', ...objectAt(objectAt(spec, 'jobTemplate'), 'spec') },
    'spec.jobTemplate.spec',
  )
  yield* selectorErrors(objectAt(objectAt(spec, 'jobTemplate'), 'spec'))
  yield* nonNegative(numberAt(spec, 'successfulJobsHistoryLimit'), 'spec.successfulJobsHistoryLimit')
  yield* nonNegative(numberAt(spec, 'failedJobsHistoryLimit'), 'spec.failedJobsHistoryLimit')
}

/** Jobs of a schedule select their own Pods. */
function* selectorErrors(spec: JsonObject): Generator<FieldError> {
  const field = 'spec.jobTemplate.spec'
  const selector = findObject(spec, 'selector')
  if (selector) {
    yield invalidStruct(`${field}.selector`, 'LabelSelector', selector, '`selector` will be auto-generated')
  }
  if (spec['manualSelector'] === true) {
    yield notSupported(`${field}.manualSelector`, true, ['nil', 'false'])
  }
}

function* scheduleErrors(schedule: string): Generator<FieldError> {
  if (schedule.includes('TZ')) {
    yield invalid(
      'spec.schedule',
      schedule,
      'cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    )
    return
  }
  const error = cronError(schedule)
  if (error !== undefined) yield invalid('spec.schedule', schedule, error)
}

function* zoneErrors(zone: string): Generator<FieldError> {
  const field = 'spec.timeZone'
  if (zone === '') yield invalid(field, zone, 'timeZone must be nil or non-empty string')
  else if (zone.toLowerCase() === 'local')
    yield invalid(
      field,
      zone,
      'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    )
  else if (!isTimeZone(zone)) yield invalid(field, zone, `unknown time zone ${zone}`)
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
