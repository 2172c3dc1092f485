/** Deployments. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure, fill } from '../values/draft.ts'
import { goText } from '../values/go-form.ts'
import { immutableSpec } from '../values/immutable.ts'
import { atMostAll, countOf, countOrPercent, nonNegative } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, textAt } from '../values/read.ts'
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

export const deploymentStrategy: Strategy = defineKind({
  podSpec: ['spec', 'template', 'spec'],
  defaults: defaultDeployment,
  onStatusUpdate: (draft, old) => {
    const metadata = ensure(draft, 'metadata')
    const labels = objectAt(old, 'metadata')['labels']
    if (labels === undefined) delete metadata['labels']
    else metadata['labels'] = labels
  },
  errors: object => deploymentErrors(objectAt(object, 'spec')),
  updateErrors: (object, old) => immutableSpec(object, old, 'selector'),
  statusErrors: statusCounts({
    counts: [
      'observedGeneration',
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
      'terminatingReplicas',
      'collisionCount',
    ],
    parts: ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
    availableOf: 'readyReplicas',
  }),
  warnings: namedTemplateWarnings,
})

function defaultDeployment(draft: Draft): void {
  const spec = defaultTemplate(draft)
  fill(spec, 'replicas', 1)
  fill(spec, 'revisionHistoryLimit', 10)
  fill(spec, 'progressDeadlineSeconds', 600)
  const strategy = ensure(spec, 'strategy')
  fill(strategy, 'type', 'RollingUpdate')
  if (strategy['type'] !== 'RollingUpdate') return
  const rolling = ensure(strategy, 'rollingUpdate')
  fill(rolling, 'maxUnavailable', '25%')
  fill(rolling, 'maxSurge', '25%')
}

function* deploymentErrors(spec: JsonObject): Generator<FieldError> {
  yield* nonNegative(numberAt(spec, 'replicas'), 'spec.replicas')
  yield* ownSelectorErrors(spec, 'deployment')
  const selector = findObject(spec, 'selector')
  if (isUsable(selector)) {
    yield* templateLabelErrors(spec)
    yield* lastingTemplateErrors(spec, 'ReplicaSet')
  } else yield selectorError(selector, 'invalid label selector')
  yield* strategyErrors(objectAt(spec, 'strategy'))
  const ready = numberAt(spec, 'minReadySeconds') ?? 0
  yield* nonNegative(ready, 'spec.minReadySeconds')
  yield* nonNegative(numberAt(spec, 'revisionHistoryLimit'), 'spec.revisionHistoryLimit')
  const deadline = numberAt(spec, 'progressDeadlineSeconds')
  yield* nonNegative(deadline, 'spec.progressDeadlineSeconds')
  if (deadline !== undefined && deadline <= ready) {
    yield invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')
  }
}

function* strategyErrors(strategy: JsonObject): Generator<FieldError> {
  const rolling = findObject(strategy, 'rollingUpdate')
  const field = 'spec.strategy'
  switch (textAt(strategy, 'type')) {
    case 'Recreate':
      if (rolling) {
        yield forbiddenField(
          `${field}.rollingUpdate`,
          "may not be specified when strategy `type` is 'Recreate'",
        )
      }
      break
    case 'RollingUpdate':
      yield* rollingErrors(rolling ?? {}, `${field}.rollingUpdate`)
      break
    default:
      yield {
        ...notSupported(field, '', ['Recreate', 'RollingUpdate']),
        shown: goText('DeploymentStrategy', strategy),
      }
  }
}

function* rollingErrors(rolling: JsonObject, field: string): Generator<FieldError> {
  const { maxUnavailable, maxSurge } = rolling
  yield* countOrPercent(maxUnavailable, `${field}.maxUnavailable`)
  yield* countOrPercent(maxSurge, `${field}.maxSurge`)
  const usable = [...countOrPercent(maxUnavailable, ''), ...countOrPercent(maxSurge, '')].length === 0
  if (usable && countOf(maxUnavailable) === 0 && countOf(maxSurge) === 0) {
    yield invalid(`${field}.maxUnavailable`, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0')
  }
  yield* atMostAll(maxUnavailable, `${field}.maxUnavailable`)
}
