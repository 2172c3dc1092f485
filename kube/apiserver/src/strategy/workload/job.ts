/** Jobs. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { defaultPodTemplate } from '../pods/pod-defaults.ts'
import { podTemplateErrors } from '../pods/pod-spec.ts'
import type { Strategy } from '../strategy.ts'
import { domainPathErrors } from '../values/domain-path.ts'
import { children, type Draft, ensure, fill } from '../values/draft.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, sortedKeys, textAt } from '../values/read.ts'
import { matchesSelector, selectorErrors } from '../values/selector.ts'
import { jobChangeErrors } from './job-changes.ts'
import { failurePolicyErrors, successPolicyErrors } from './job-policies.ts'
import { jobStatusErrors } from './job-status.ts'
import { templateWarnings } from './rolling.ts'

const maxInt32 = 2147483647

export const jobStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  defaultPropagation: 'orphan',
  defaults: draft => defaultJobSpec(ensure(draft, 'spec')),
  onCreate: ownPods,
  errors: object => jobErrors(object),
  updateErrors: jobChangeErrors,
  statusErrors: jobStatusErrors,
  warnings: templateWarnings,
  selectableFields: {
    'status.successful': job => String(numberAt(objectAt(job, 'status'), 'succeeded') ?? 0),
  },
})

/** Fills in what a Job's spec leaves open; a CronJob's template the same. */
export function defaultJobSpec(spec: Draft): void {
  const parallelism = spec['parallelism']
  if (spec['completions'] === undefined && parallelism === undefined) fill(spec, 'completions', 1)
  fill(spec, 'parallelism', 1)
  fill(spec, 'backoffLimit', spec['backoffLimitPerIndex'] === undefined ? 6 : maxInt32)
  fill(spec, 'completionMode', 'NonIndexed')
  fill(spec, 'suspend', false)
  fill(
    spec,
    'podReplacementPolicy',
    spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
  )
  for (const rule of children(ensureIf(spec, 'podFailurePolicy'), 'rules')) {
    for (const pattern of children(rule, 'onPodConditions'))
      if (!pattern['status']) pattern['status'] = 'True'
  }
  const template = ensure(spec, 'template')
  const restart = objectAt(template, 'spec')['restartPolicy']
  defaultPodTemplate(template)
  // A Job must say whether failed containers are restarted: Always, the default of Pods, is no answer.
  if (restart === undefined) ensure(template, 'spec')['restartPolicy'] = 'Always'
}

function ensureIf(spec: Draft, key: string): Draft {
  return spec[key] === undefined ? {} : ensure(spec, key)
}

/** A Job without a selector of its own owns the Pods that carry its uid. */
function ownPods(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  fill(spec, 'manualSelector', false)
  if (spec['manualSelector'] === true) return
  const metadata = ensure(draft, 'metadata')
  const [uid, name] = [textAt(metadata, 'uid'), textAt(metadata, 'name')]
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  }
  const template = ensure(ensure(spec, 'template'), 'metadata')
  Object.assign(ensure(template, 'labels'), labels)
  if (findObject(spec, 'selector') === undefined) {
    spec['selector'] = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } }
  }
  // A Job that says nothing of labels has those of its Pods.
  if (sortedKeys(objectAt(metadata, 'labels')).length === 0) {
    metadata['labels'] = { ...objectAt(template, 'labels') }
  }
}

function* jobErrors(job: JsonObject): Generator<FieldError> {
  const metadata = objectAt(job, 'metadata')
  const spec = objectAt(job, 'spec')
  yield* jobSelectorErrors(spec, textAt(metadata, 'uid'))
  yield* jobSpecErrors(spec, 'spec')
  if (spec['completionMode'] === 'Indexed') yield* indexedNameErrors(metadata, spec)
}

/** A Pod of an Indexed Job is named after it, with the highest index at the end. */
function* indexedNameErrors(metadata: JsonObject, spec: JsonObject): Generator<FieldError> {
  const completions = numberAt(spec, 'completions') ?? 0
  const name = `${textAt(metadata, 'name')}-${Math.max(completions - 1, 0)}`
  for (const error of dnsLabelErrors(name)) yield invalid('metadata.name', textAt(metadata, 'name'), error)
}

function* jobSelectorErrors(spec: JsonObject, uid: string): Generator<FieldError> {
  const selector = findObject(spec, 'selector')
  if (!selector) return yield required('spec.selector')
  yield* selectorErrors(selector, 'spec.selector')
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels')
  if (spec['manualSelector'] !== true) {
    const wanted = objectAt(selector, 'matchLabels')['batch.kubernetes.io/controller-uid']
    if (wanted !== uid) yield invalid('spec.selector', selector, '`selector` not auto-generated')
  }
  if (!matchesSelector(selector, labels)) {
    yield invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')
  }
}

/** What is wrong with a Job's spec, but for its selector. */
export function* jobSpecErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const counts = [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex',
    'maxFailedIndexes',
  ]
  for (const field of counts) yield* nonNegative(numberAt(spec, field), `${path}.${field}`)
  yield* completionErrors(spec, path)
  yield* failurePolicyErrors(spec, path)
  yield* successPolicyErrors(spec, path)
  yield* replacementErrors(spec, path)
  yield* podTemplateErrors(objectAt(spec, 'template'), `${path}.template`)
  yield* restartErrors(spec, path)
}

const manyCompletions = 100_000
const mostAtOnce = 10_000

function* completionErrors(spec: JsonObject, path: string): Generator<FieldError> {
  // A CronJob's template may leave it open.
  const mode = spec['completionMode'] === undefined ? 'NonIndexed' : textAt(spec, 'completionMode')
  if (spec['maxFailedIndexes'] !== undefined && spec['backoffLimitPerIndex'] === undefined) {
    yield required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')
  }
  const manager = spec['managedBy']
  if (typeof manager === 'string') yield* domainPathErrors(manager, `${path}.managedBy`)
  if (mode !== 'NonIndexed' && mode !== 'Indexed') {
    yield notSupported(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed'])
  }
  if (mode === 'Indexed') yield* indexedErrors(spec, path)
  if (mode !== 'NonIndexed') return
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
    const value = numberAt(spec, field)
    if (value !== undefined) yield invalid(`${path}.${field}`, value, 'requires indexed completion mode')
  }
}

function* indexedErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const [completions, parallelism, failures] = ['completions', 'parallelism', 'maxFailedIndexes'].map(field =>
    numberAt(spec, field),
  )
  if (completions === undefined) yield required(`${path}.completions`, 'when completion mode is Indexed')
  const most = (field: string, value: number | undefined, limit: number, when: string) =>
    value !== undefined && value > limit
      ? [invalid(`${path}.${field}`, value, `must be less than or equal to ${limit}${when}`)]
      : []
  yield* most('parallelism', parallelism, manyCompletions, ' when completion mode is Indexed')
  if (completions !== undefined && failures !== undefined && failures > completions) {
    yield invalid(`${path}.maxFailedIndexes`, failures, 'must be less than or equal to completions')
  }
  yield* most('maxFailedIndexes', failures, manyCompletions, '')
  if ((completions ?? 0) <= manyCompletions || spec['backoffLimitPerIndex'] === undefined) return
  if (failures === undefined) {
    const why = `must be specified when completions is above ${manyCompletions}`
    yield required(`${path}.maxFailedIndexes`, why)
  }
  const when = ` when completions are above ${manyCompletions} and used with backoff limit per index`
  yield* most('parallelism', parallelism, mostAtOnce, when)
  yield* most('maxFailedIndexes', failures, mostAtOnce, when)
}

function* replacementErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const policy = spec['podReplacementPolicy']
  if (typeof policy !== 'string') return
  const allowed = spec['podFailurePolicy'] === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed']
  if (!allowed.includes(policy)) yield notSupported(`${path}.podReplacementPolicy`, policy, allowed)
}

function* restartErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const field = `${path}.template.spec.restartPolicy`
  const restart = textAt(objectAt(objectAt(spec, 'template'), 'spec'), 'restartPolicy')
  if (restart === 'Always') yield required(field, 'valid values: "OnFailure", "Never"')
  else if (restart !== 'OnFailure' && restart !== 'Never')
    yield notSupported(field, restart, ['OnFailure', 'Never'])
  else if (spec['podFailurePolicy'] !== undefined && restart !== 'Never') {
    yield invalid(field, restart, 'only "Never" is supported when podFailurePolicy is specified')
  }
}
