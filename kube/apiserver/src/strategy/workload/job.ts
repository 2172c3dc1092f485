/** Jobs. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { defaultPodTemplate } from '../pods/pod-defaults.ts'
import { podTemplateErrors } from '../pods/pod-spec.ts'
import { nameWarnings, podWarnings } from '../pods/pod-warnings.ts'
import type { Strategy, StrategyContext } from '../strategy.ts'
import { domainPathErrors } from '../values/domain-path.ts'
import { children, type Draft, ensure, fill } from '../values/draft.ts'
import { sortedMap } from '../values/go-form.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, sortedKeys, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { matchesSelector, selectorErrors, shownSelector } from '../values/selector.ts'
import { jobChangeErrors } from './job-changes.ts'
import { failurePolicyErrors, successPolicyErrors } from './job-policies.ts'
import { jobStatusErrors } from './job-status.ts'
import { isUsable, templateLabelErrors } from './rolling.ts'

const maxInt32 = 2147483647

export const jobStrategy: Strategy = defineKind({
  podSpec: ['spec', 'template', 'spec'],
  defaultPropagation: 'orphan',
  defaults: defaultJob,
  onCreate: ownPods,
  createErrors: job => jobErrors(job, true),
  updateErrors: (job, old) => [
    ...jobErrors(job, hasNewLabels(old)),
    ...ownSpecErrors(objectAt(job, 'spec')),
    ...jobChangeErrors(job, old),
  ],
  statusErrors: jobStatusErrors,
  warnings: (job, old) => [
    ...(old ? [] : nameWarnings(job)),
    ...(old && sameValue(job['spec'], old['spec']) ? [] : jobWarnings(objectAt(job, 'spec'), 'spec')),
  ],
  selectableFields: {
    'status.successful': job => String(numberAt(objectAt(job, 'status'), 'succeeded') ?? 0),
  },
})

/** The requests whose Jobs share the labels of their template: what is added to these is added to those. */
const labelsShared = new WeakSet<StrategyContext>()

function defaultJob(draft: Draft, context: StrategyContext): void {
  const spec = ensure(draft, 'spec')
  defaultJobSpec(spec)
  fill(spec, 'manualSelector', false)
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels')
  const metadata = ensure(draft, 'metadata')
  if (sortedKeys(labels).length === 0 || sortedKeys(objectAt(metadata, 'labels')).length > 0) return
  metadata['labels'] = { ...labels }
  labelsShared.add(context)
}

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
  defaultFailurePolicy(spec)
  const template = ensure(spec, 'template')
  const restart = objectAt(template, 'spec')['restartPolicy']
  defaultPodTemplate(template)
  // A Job must say whether failed containers are restarted: Always, the default of Pods, is no answer.
  if (restart === undefined) ensure(template, 'spec')['restartPolicy'] = 'Always'
}

/** A condition of a Pod that is looked for is looked for being true. */
export function defaultFailurePolicy(spec: Draft): void {
  for (const rule of children(ensureIf(spec, 'podFailurePolicy'), 'rules')) {
    for (const pattern of children(rule, 'onPodConditions'))
      if (!pattern['status']) pattern['status'] = 'True'
  }
}

function ensureIf(spec: Draft, key: string): Draft {
  return spec[key] === undefined ? {} : ensure(spec, key)
}

/** A Job without a selector of its own owns the Pods that carry its uid. */
function ownPods(draft: Draft, context: StrategyContext): void {
  const spec = ensure(draft, 'spec')
  if (spec['manualSelector'] === true) return
  const metadata = ensure(draft, 'metadata')
  const [uid, name] = [textAt(metadata, 'uid'), textAt(metadata, 'name')]
  const template = ensure(ensure(spec, 'template'), 'metadata')
  const labels = ensure(template, 'labels')
  for (const [key, value] of generatedLabels(name, uid)) labels[key] ??= value
  const wanted = ensure(ensure(spec, 'selector'), 'matchLabels')
  wanted['batch.kubernetes.io/controller-uid'] ??= uid
  // A Job that says nothing of labels has those of its Pods.
  if (labelsShared.has(context) || sortedKeys(objectAt(metadata, 'labels')).length === 0) {
    metadata['labels'] = { ...objectAt(template, 'labels') }
  }
}

/** The labels by which a Job knows its Pods, in the order in which they are looked for. */
function generatedLabels(name: string, uid: string): readonly (readonly [string, string])[] {
  return [
    ['controller-uid', uid],
    ['job-name', name],
    ['batch.kubernetes.io/controller-uid', uid],
    ['batch.kubernetes.io/job-name', name],
  ]
}

/** Whether the Pods of a Job have the labels that newer ones have. */
function hasNewLabels(job: JsonObject): boolean {
  const labels = objectAt(objectAt(objectAt(objectAt(job, 'spec'), 'template'), 'metadata'), 'labels')
  return newLabels.every(key => labels[key] !== undefined)
}

const newLabels = ['batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name']

function* jobErrors(job: JsonObject, needsNewLabels: boolean): Generator<FieldError> {
  const metadata = objectAt(job, 'metadata')
  const spec = objectAt(job, 'spec')
  const generated = generatedLabels(textAt(metadata, 'name'), textAt(metadata, 'uid'))
  yield* generatedErrors(
    spec,
    needsNewLabels ? generated : generated.filter(([key]) => !newLabels.includes(key)),
  )
  yield* ownSpecErrors(spec)
  if (spec['completionMode'] === 'Indexed') yield* indexedNameErrors(metadata, spec)
}

/** A Pod of an Indexed Job is named after it, with the highest index at the end. */
function* indexedNameErrors(metadata: JsonObject, spec: JsonObject): Generator<FieldError> {
  const completions = numberAt(spec, 'completions') ?? 0
  const name = textAt(metadata, 'name')
  const last = `${name}-${completions - 1}`
  if (completions <= 0 || dnsLabelErrors(last).length === 0) return
  yield invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`)
}

/** A selector that is made for a Job finds the labels that are made for it. */
function* generatedErrors(
  spec: JsonObject,
  generated: ReturnType<typeof generatedLabels>,
): Generator<FieldError> {
  const selector = findObject(spec, 'selector')
  if (spec['manualSelector'] === true || !selector) return
  const labels = findObject(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels')
  for (const [key, value] of generated) {
    const at = `spec.template.metadata.labels[${key}]`
    if (labels?.[key] === undefined) yield required(at, `must be '${value}'`)
    else if (labels[key] !== value) yield invalid(at, sortedMap(labels), `must be '${value}'`)
  }
  if (!isUsable(selector) || matchesSelector(selector, Object.fromEntries(generated))) return
  yield invalid('spec.selector', shownSelector(selector), '`selector` not auto-generated')
}

/** What is wrong with the spec of a Job, its selector included. */
export function* ownSpecErrors(spec: JsonObject): Generator<FieldError> {
  yield* jobSpecErrors(spec, 'spec')
  const selector = findObject(spec, 'selector')
  if (selector) yield* selectorErrors(selector, 'spec.selector')
  else yield required('spec.selector')
  if (!isUsable(selector)) return
  yield* templateLabelErrors(spec)
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

/** Warnings of a Job's spec: more indexes than can be told apart once many fail, and those of its Pods. */
export function jobWarnings(spec: JsonObject, path: string): readonly string[] {
  const [completions, parallelism] = ['completions', 'parallelism'].map(field => numberAt(spec, field) ?? 0)
  const isMany = (completions ?? 0) > manyCompletions && (parallelism ?? 0) > mostAtOnce
  const many =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail'
  return [
    ...(spec['completionMode'] === 'Indexed' && isMany ? [`${path}: ${many}`] : []),
    ...podWarnings(objectAt(spec, 'template'), `${path}.template`),
  ]
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
