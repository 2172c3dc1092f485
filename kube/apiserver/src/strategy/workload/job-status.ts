/** What the status of a Job may say: whoever runs Jobs is held to one way of ending them. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, required } from '../../status/index.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { indexErrors } from './job-indexes.ts'

/** What is wrong with the status of a Job; most rules hold only where what they are about changes. */
export function* jobStatusErrors(job: JsonObject, old: JsonObject): Generator<FieldError> {
  const change = changeOf(job, old)
  for (const name of ['active', 'succeeded', 'failed', 'ready', 'terminating']) {
    yield* nonNegative(numberAt(change.status, name), `status.${name}`)
  }
  yield* uncountedErrors(objectAt(change.status, 'uncountedTerminatedPods'))
  yield* endingErrors(change)
  yield* timeErrors(change)
  yield* beforeEndErrors(change)
  yield* finishedErrors(change)
  yield* indexErrors(change)
  yield* podCountErrors(change)
  yield* criteriaErrors(change)
  yield* backwardErrors(change)
}

/** A status, the one before, and what differs between them. */
export interface JobStatusChange {
  readonly spec: JsonObject
  readonly status: JsonObject
  readonly before: JsonObject
  /** Whether a condition holds now, and whether it held. */
  readonly is: (type: string) => boolean
  readonly was: (type: string) => boolean
  /** Whether a field of the status, or whether a condition holds, is another than before. */
  readonly changed: (...names: readonly string[]) => boolean
  readonly turned: (...types: readonly string[]) => boolean
}

function changeOf(job: JsonObject, old: JsonObject): JobStatusChange {
  const [status, before] = [objectAt(job, 'status'), objectAt(old, 'status')]
  const [is, was] = [holds(status), holds(before)]
  return {
    spec: objectAt(job, 'spec'),
    status,
    before,
    is,
    was,
    changed: (...names) => names.some(name => !sameValue(status[name], before[name])),
    turned: (...types) => types.some(type => is(type) !== was(type)),
  }
}

const holds = (status: JsonObject) => (type: string) => stateOf(status, type) === 'True'

function stateOf(status: JsonObject, type: string): string {
  const found = objectsAt(status, 'conditions').find(each => each['type'] === type)
  return found ? textAt(found, 'status') : ''
}

function* uncountedErrors(uncounted: JsonObject): Generator<FieldError> {
  const seen = new Set<string>()
  for (const list of ['succeeded', 'failed']) {
    for (const [i, uid] of textsAt(uncounted, list).entries()) {
      const field = `status.uncountedTerminatedPods.${list}[${i}]`
      if (uid === '') yield invalid(field, uid, 'must not be empty')
      else if (seen.has(uid)) yield duplicate(field, uid)
      seen.add(uid)
    }
  }
}

const atConditions = (detail: string): FieldError => ({
  type: 'FieldValueInvalid',
  field: 'status.conditions',
  detail,
})

function* endingErrors({ is, turned }: JobStatusChange): Generator<FieldError> {
  if (turned('Complete', 'Failed') && is('Complete') && is('Failed')) {
    yield atConditions('cannot set Complete=True and Failed=true conditions')
  }
  if (turned('Complete', 'FailureTarget') && is('Complete') && is('FailureTarget')) {
    yield atConditions('cannot set Complete=True and FailureTarget=true conditions')
  }
}

function* timeErrors({ status, is, changed, turned }: JobStatusChange): Generator<FieldError> {
  const field = 'status.completionTime'
  const [started, completed] = [textAt(status, 'startTime'), textAt(status, 'completionTime')]
  if (turned('Complete') || changed('completionTime')) {
    if (completed && !is('Complete')) {
      yield invalid(field, completed, 'cannot set completionTime when there is no Complete=True condition')
    }
    if (!completed && is('Complete')) yield required(field, 'completionTime is required for Complete jobs')
  }
  if (!changed('startTime', 'completionTime') || !started || !completed) return
  if (Date.parse(completed) < Date.parse(started)) {
    yield invalid(field, completed, 'must be equal to or after `startTime`')
  }
}

function* beforeEndErrors({ is, changed, turned }: JobStatusChange): Generator<FieldError> {
  if ((turned('Failed') || changed('failedIndexes')) && is('Failed') && !is('FailureTarget')) {
    yield atConditions('cannot set Failed=True condition without the FailureTarget=true condition')
  }
  if (turned('Complete', 'SuccessCriteriaMet') && is('Complete') && !is('SuccessCriteriaMet')) {
    yield atConditions('cannot set Complete=True condition without the SuccessCriteriaMet=true condition')
  }
}

const isFinished = (is: (type: string) => boolean) => is('Complete') || is('Failed')

function* finishedErrors({ spec, status, is, was, changed }: JobStatusChange): Generator<FieldError> {
  if (!isFinished(is)) return
  const ends = !isFinished(was)
  const active = numberAt(status, 'active') ?? 0
  if ((ends || changed('active')) && active > 0) {
    yield invalid('status.active', active, 'active>0 is invalid for finished job')
  }
  const ranNothing = spec['suspend'] === true && spec['completions'] === 0
  if ((ends || changed('startTime')) && !ranNothing && !textAt(status, 'startTime')) {
    yield required('status.startTime', 'startTime is required for finished job')
  }
  const uncounted = findObject(status, 'uncountedTerminatedPods')
  if (!uncounted || !(ends || changed('uncountedTerminatedPods'))) return
  if (textsAt(uncounted, 'succeeded').length + textsAt(uncounted, 'failed').length > 0) {
    const shown = JSON.stringify({
      Succeeded: uncounted['succeeded'] ?? null,
      Failed: uncounted['failed'] ?? null,
    })
    yield { ...invalid('status.uncountedTerminatedPods', uncounted, 'must be empty for finished job'), shown }
  }
}

function* podCountErrors({ status, is, was, changed }: JobStatusChange): Generator<FieldError> {
  const count = (name: string) => numberAt(status, name) ?? 0
  const turnsFinished = isFinished(is) !== isFinished(was)
  if ((turnsFinished || changed('terminating')) && isFinished(is) && count('terminating') > 0) {
    yield invalid('status.terminating', count('terminating'), 'terminating>0 is invalid for finished job')
  }
  if (changed('ready', 'active') && count('ready') > count('active')) {
    yield invalid('status.ready', count('ready'), 'cannot set more ready pods than active')
  }
}

function* criteriaErrors({ spec, is }: JobStatusChange): Generator<FieldError> {
  const met = is('SuccessCriteriaMet')
  if (met && is('Failed')) yield atConditions('cannot set SuccessCriteriaMet=True and Failed=true conditions')
  if (met && is('FailureTarget')) {
    yield atConditions('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions')
  }
  if (findObject(spec, 'successPolicy') && !met && is('Complete')) {
    yield atConditions('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True')
  }
}

/** What has been reached is not taken back. */
function* backwardErrors(change: JobStatusChange): Generator<FieldError> {
  const { status, before, is, was, changed } = change
  for (const type of ['Failed', 'Complete', 'FailureTarget']) {
    if (was(type) && !is(type)) yield atConditions(`cannot disable the terminal ${type}=True condition`)
  }
  yield* counterErrors(change)
  const [completed, then] = [textAt(status, 'completionTime'), textAt(before, 'completionTime')]
  if (completed && then && completed !== then) {
    yield invalid('status.completionTime', completed, 'field is immutable')
  }
  const resumes = was('Suspended') && stateOf(status, 'Suspended') === 'False'
  if (changed('startTime') && !resumes && before['startTime'] && change.spec['suspend'] !== true) {
    const why = 'field is immutable for unsuspended job once set'
    yield invalid('status.startTime', status['startTime'] ?? null, why)
  }
  if (was('SuccessCriteriaMet') && !is('SuccessCriteriaMet')) {
    yield atConditions('cannot disable the SuccessCriteriaMet=True condition')
  }
  if (was('Complete') && !was('SuccessCriteriaMet') && is('SuccessCriteriaMet')) {
    yield atConditions('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions')
  }
}

function* counterErrors({ spec, status, before }: JobStatusChange): Generator<FieldError> {
  // A Job of as many Pods as it runs at once can be made smaller.
  const shrinks = spec['completionMode'] === 'Indexed' && spec['completions'] === spec['parallelism']
  for (const name of shrinks ? ['failed'] : ['failed', 'succeeded']) {
    const [now, then] = [numberAt(status, name) ?? 0, numberAt(before, name) ?? 0]
    if (now < then) yield invalid(`status.${name}`, now, `cannot decrease the ${name} counter`)
  }
}
