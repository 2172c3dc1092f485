/** Events, written by either of two APIs; that of events.k8s.io is checked strictly. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { findObject, numberAt, objectAt, textAt } from '../values/read.ts'

export const eventStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  errors: (object, context) => {
    return context.resourceType.group === 'events.k8s.io' ? newEventErrors(object) : coreEventErrors(object)
  },
  rechecks: false,
})

function* coreEventErrors(event: JsonObject): Generator<FieldError> {
  yield* namespaceErrors(event, 'involvedObject')
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
  yield* namespaceErrors(event, 'regarding')
  if (textAt(event, 'eventTime')) {
    yield* reporterErrors(event)
    if (textAt(event, 'note').length > 1024) yield lengthError('message', 1024)
  }
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

function* reporterErrors(event: JsonObject): Generator<FieldError> {
  const controller = textAt(event, 'reportingController')
  if (!controller) yield required('reportingController')
  for (const error of qualifiedNameErrors(controller)) yield invalid('reportingController', controller, error)
  for (const field of ['reportingInstance', 'action', 'reason'] as const) {
    const value = textAt(event, field)
    if (!value) yield required(field)
    else if (value.length > 128) yield lengthError(field, 128)
  }
}
