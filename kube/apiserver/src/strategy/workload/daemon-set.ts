/** DaemonSets. @module */
import type { JsonObject } from '@sluice/base/json'
import { badRequest, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure, fill } from '../values/draft.ts'
import { goText } from '../values/go-form.ts'
import { immutableSpec } from '../values/immutable.ts'
import { atMostAll, countOf, countOrPercent, nonNegative } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { isEmptySelector, selectorErrors } from '../values/selector.ts'
import {
  defaultTemplate,
  isUsable,
  lastingTemplateErrors,
  selectorError,
  templateLabelErrors,
  templateWarnings,
} from './rolling.ts'
import { statusCounts } from './status-counts.ts'

export const daemonSetStrategy: Strategy = defineKind({
  podSpec: ['spec', 'template', 'spec'],
  defaults: defaultDaemonSet,
  onCreate: draft => setTemplateGeneration(draft, 1),
  onUpdate: (draft, old) => setTemplateGeneration(draft, nextTemplateGeneration(draft, old)),
  onStatusUpdate: (draft, old) => setTemplateGeneration(draft, templateGenerationOf(old)),
  errors: object => daemonSetErrors(objectAt(object, 'spec')),
  updateErrors: (object, old) => immutableSpec(object, old, 'selector'),
  statusErrors: statusCounts({
    counts: [
      'currentNumberScheduled',
      'numberMisscheduled',
      'desiredNumberScheduled',
      'numberReady',
      'observedGeneration',
      'updatedNumberScheduled',
      'numberAvailable',
      'numberUnavailable',
      'collisionCount',
    ],
  }),
  warnings: (object, old) => {
    const templateOf = (each: JsonObject) => objectAt(each, 'spec')['template']
    return old && sameValue(templateOf(object), templateOf(old)) ? [] : templateWarnings(object, undefined)
  },
})

/** Kubernetes counts templates here for those who still read it. */
const templateGeneration = 'deprecated.daemonset.template.generation'

function setTemplateGeneration(draft: Draft, generation: number): void {
  ensure(ensure(draft, 'metadata'), 'annotations')[templateGeneration] = String(generation)
}

function templateGenerationOf(object: JsonObject): number {
  return Number(textAt(objectAt(objectAt(object, 'metadata'), 'annotations'), templateGeneration)) || 0
}

function nextTemplateGeneration(object: JsonObject, old: JsonObject): number {
  const before = templateGenerationOf(old)
  const isSame = sameValue(objectAt(object, 'spec')['template'], objectAt(old, 'spec')['template'])
  return isSame ? before : before + 1
}

function defaultDaemonSet(draft: Draft): void {
  const annotations = ensure(ensure(draft, 'metadata'), 'annotations')
  fill(annotations, templateGeneration, '0')
  requireNumber(textAt(annotations, templateGeneration))
  const spec = defaultTemplate(draft)
  fill(spec, 'revisionHistoryLimit', 10)
  const strategy = ensure(spec, 'updateStrategy')
  fill(strategy, 'type', 'RollingUpdate')
  if (strategy['type'] !== 'RollingUpdate') return
  const rolling = ensure(strategy, 'rollingUpdate')
  fill(rolling, 'maxUnavailable', 1)
  fill(rolling, 'maxSurge', 0)
}

/** Kubernetes reads the annotation as a number while it decodes. */
function requireNumber(text: string): void {
  if (/^[+-]?\d+$/.test(text)) return
  const problem = `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`
  throw badRequest(`DaemonSet in version "v1" cannot be handled as a DaemonSet: ${problem}`)
}

function* daemonSetErrors(spec: JsonObject): Generator<FieldError> {
  const selector = findObject(spec, 'selector')
  if (selector) yield* selectorErrors(selector, 'spec.selector')
  if (isUsable(selector)) yield* templateLabelErrors(spec)
  if (selector && isEmptySelector(selector)) {
    yield selectorError(selector, 'empty selector is invalid for daemonset')
  }
  yield* lastingTemplateErrors(spec, 'DaemonSet')
  yield* updateStrategyErrors(objectAt(spec, 'updateStrategy'))
  yield* nonNegative(numberAt(spec, 'minReadySeconds'), 'spec.minReadySeconds')
  yield* nonNegative(numberAt(spec, 'revisionHistoryLimit'), 'spec.revisionHistoryLimit')
}

function* updateStrategyErrors(strategy: JsonObject): Generator<FieldError> {
  const field = 'spec.updateStrategy'
  switch (textAt(strategy, 'type')) {
    case 'OnDelete':
      break
    case 'RollingUpdate':
      yield* rollingErrors(objectAt(strategy, 'rollingUpdate'), `${field}.rollingUpdate`)
      break
    default:
      yield {
        ...notSupported(field, '', ['RollingUpdate', 'OnDelete']),
        shown: goText('DaemonSetUpdateStrategy', strategy),
      }
  }
}

function* rollingErrors(rolling: JsonObject, field: string): Generator<FieldError> {
  const { maxUnavailable, maxSurge } = rolling
  yield* countOrPercent(maxUnavailable, `${field}.maxUnavailable`)
  yield* countOrPercent(maxSurge, `${field}.maxSurge`)
  const [unavailable, surge] = [countOf(maxUnavailable), countOf(maxSurge)]
  if (unavailable !== 0 && surge !== 0) {
    yield invalid(`${field}.maxSurge`, maxSurge ?? 0, 'may not be set when maxUnavailable is non-zero')
  } else if (unavailable === 0 && surge === 0) {
    yield required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')
  }
  yield* atMostAll(maxUnavailable, `${field}.maxUnavailable`)
  yield* atMostAll(maxSurge, `${field}.maxSurge`)
}
