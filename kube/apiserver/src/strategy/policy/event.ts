/** Events, written by either of two APIs; that of events.k8s.io is checked strictly. @module */
import { deepEqual, isJsonObject, type JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy, StrategyContext } from '../strategy.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { findObject, numberAt, objectAt, textAt } from '../values/read.ts'
import { eventChanges } from './event-changes.ts'

export const eventStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  defaultPropagation: 'none',
  createErrors: function* (event, context) {
    yield* eventErrors(event, context)
    if (isStrict(context)) yield* newEventErrors(event)
  },
  updateErrors: function* (event, old, context) {
    yield* eventErrors(event, context)
    if (!isStrict(context)) return
    if (!deepEqual(event['series'] ?? null, old['series'] ?? null)) yield* seriesErrors(event)
    yield* eventChanges(event, old)
  },
})

const isStrict = ({ resourceType }: StrategyContext) => resourceType.group === 'events.k8s.io'

/** What is wrong with an event of either API: one that has a time says who reports what. */
function* eventErrors(event: JsonObject, context: StrategyContext): Generator<FieldError> {
  const [about, controller, note] = isStrict(context)
    ? (['regarding', 'reportingController', 'note'] as const)
    : (['involvedObject', 'reportingComponent', 'message'] as const)
  yield* namespaceErrors(event, about)
  if (!textAt(event, 'eventTime')) return
  yield* reporterErrors(event, controller)
  if (Buffer.byteLength(textAt(event, note)) > 1024) yield lengthError('message', 1024)
}

function* namespaceErrors(event: JsonObject, field: string): Generator<FieldError> {
  const own = textAt(objectAt(event, 'metadata'), 'namespace')
  const about = textAt(objectAt(event, field), 'namespace')
  const isTimed = textAt(event, 'eventTime') !== ''
  const isOfCluster = about === '' && (own === 'default' || (isTimed && own === 'kube-system'))
  const differs = isTimed ? about === '' : about !== own
  if (differs && !isOfCluster) {
    yield invalid('involvedObject.namespace', about, 'does not match event.namespace')
  }
}

function* newEventErrors(event: JsonObject): Generator<FieldError> {
  yield* seriesErrors(event)
  if (!textAt(event, 'eventTime')) yield required('eventTime')
  const type = textAt(event, 'type')
  if (type !== 'Normal' && type !== 'Warning') yield typeError(type)
  yield* unsetErrors(event)
}

function* seriesErrors(event: JsonObject): Generator<FieldError> {
  const series = findObject(event, 'series')
  if (!series) return
  if ((numberAt(series, 'count') ?? 0) < 2) yield invalid('series.count', '', 'should be at least 2')
  if (!textAt(series, 'lastObservedTime')) yield required('series.lastObservedTime')
}

/** What only core Events have. */
function* unsetErrors(event: JsonObject): Generator<FieldError> {
  for (const field of ['firstTimestamp', 'lastTimestamp', 'count', 'source']) {
    const value = event[`deprecated${field.charAt(0).toUpperCase()}${field.slice(1)}`]
    const isSet = isJsonObject(value)
      ? Object.values(value).some(each => each !== '')
      : value !== undefined && value !== null && value !== 0
    if (isSet) yield invalid(field, '', 'needs to be unset')
  }
}

function typeError(type: string): FieldError {
  return invalid('type', '', `has invalid value: ${type}`)
}

function lengthError(field: string, max: number): FieldError {
  return invalid(field, '', `can have at most ${max} characters`)
}

function* reporterErrors(event: JsonObject, field: string): Generator<FieldError> {
  const controller = textAt(event, field)
  if (!controller) yield required(field)
  for (const error of qualifiedNameErrors(controller)) yield invalid(field, controller, error)
  for (const field of ['reportingInstance', 'action', 'reason'] as const) {
    const value = textAt(event, field)
    if (!value) yield required(field)
    else if (Buffer.byteLength(value) > 128) yield lengthError(field, 128)
  }
}
