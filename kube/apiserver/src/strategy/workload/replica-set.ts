/** ReplicaSets, and ReplicationControllers before them. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { defaultPodTemplate } from '../pods/pod-defaults.ts'
import type { Strategy } from '../strategy.ts'
import { child, type Draft, ensure, fill } from '../values/draft.ts'
import { immutableSpec } from '../values/immutable.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, sortedKeys, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import {
  defaultTemplate,
  isUsable,
  lastingTemplateErrors,
  namedTemplateWarnings,
  ownSelectorErrors,
  selectorError,
  templateLabelErrors,
} from './rolling.ts'
import { statusCounts } from './status-counts.ts'

const statusReplicas = (object: JsonObject) => String(numberAt(objectAt(object, 'status'), 'replicas') ?? 0)

const replicaCounts = statusCounts({
  counts: [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
    'terminatingReplicas',
  ],
  parts: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
  availableOf: 'readyReplicas',
})

export const replicaSetStrategy: Strategy = defineKind({
  podSpec: ['spec', 'template', 'spec'],
  defaults: draft => fill(defaultTemplate(draft), 'replicas', 1),
  errors: object => replicaSetErrors(objectAt(object, 'spec')),
  updateErrors: (object, old) => immutableSpec(object, old, 'selector'),
  statusErrors: replicaCounts,
  warnings: namedTemplateWarnings,
})

function* replicaSetErrors(spec: JsonObject): Generator<FieldError> {
  yield* nonNegative(numberAt(spec, 'replicas'), 'spec.replicas')
  yield* nonNegative(numberAt(spec, 'minReadySeconds'), 'spec.minReadySeconds')
  yield* ownSelectorErrors(spec, 'deployment')
  const selector = findObject(spec, 'selector')
  if (isUsable(selector)) {
    yield* templateLabelErrors(spec)
    yield* lastingTemplateErrors(spec, 'ReplicaSet')
  } else yield selectorError(selector, 'invalid label selector')
}

export const replicationControllerStrategy: Strategy = defineKind({
  podSpec: ['spec', 'template', 'spec'],
  defaultPropagation: 'orphan',
  defaults: defaultController,
  errors: object => controllerErrors(objectAt(object, 'spec')),
  statusErrors: replicaCounts,
  // A change is told of the template as it was.
  warnings: (object, old) =>
    old && sameValue(object['spec'], old['spec']) ? [] : namedTemplateWarnings(old ?? object, undefined),
  selectableFields: { 'status.replicas': statusReplicas },
})

/** A ReplicationController takes its selector and labels from its template. */
function defaultController(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  fill(spec, 'replicas', 1)
  const template = child(spec, 'template')
  if (!template) return
  defaultPodTemplate(template)
  const labels = findObject(objectAt(template, 'metadata'), 'labels')
  if (!labels || sortedKeys(labels).length === 0) return
  if (sortedKeys(objectAt(spec, 'selector')).length === 0) spec['selector'] = { ...labels }
  const metadata = ensure(draft, 'metadata')
  if (sortedKeys(objectAt(metadata, 'labels')).length === 0) metadata['labels'] = { ...labels }
}

function* controllerErrors(spec: JsonObject): Generator<FieldError> {
  yield* nonNegative(numberAt(spec, 'minReadySeconds'), 'spec.minReadySeconds')
  const selector = objectAt(spec, 'selector')
  if (sortedKeys(selector).length === 0) yield required('spec.selector')
  yield* nonNegative(numberAt(spec, 'replicas'), 'spec.replicas')
  const template = findObject(spec, 'template')
  if (!template) return yield required('spec.template')
  const labels = findObject(objectAt(template, 'metadata'), 'labels')
  if (sortedKeys(selector).some(key => textAt(labels ?? {}, key) !== selector[key])) {
    yield invalid(
      'spec.template.metadata.labels',
      labels ?? null,
      '`selector` does not match template `labels`',
    )
  }
  yield* lastingTemplateErrors(spec, 'ReplicationController')
}
