import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { errorText } from '../../status/index.ts'
import { contextFor } from '../test-context.ts'
import { eventStrategy } from './event.ts'

const core = contextFor('events')
const strict = { ...core, resourceType: { ...core.resourceType, group: 'events.k8s.io' } }
const metadata = { name: 'e', namespace: 'shop' }

test('a changed Event of the first API is checked, and may be another', () => {
  const event = (namespace: string): JsonObject => ({ metadata, involvedObject: { kind: 'Pod', namespace } })
  const errors = (to: JsonObject) =>
    (eventStrategy.validateUpdate?.(to, event('shop'), core) ?? []).map(errorText)
  assert.deepEqual(errors({ ...event('shop'), reason: 'Other' }), [])
  assert.deepEqual(errors(event('bank')), [
    'involvedObject.namespace: Invalid value: "bank": does not match event.namespace',
  ])
})

test('an Event of the first API that has a time says who reports it', () => {
  const event = { metadata, involvedObject: { namespace: 'shop' }, eventTime: '2030-01-01T00:00:00.000000Z' }
  assert.deepEqual(
    (eventStrategy.validate?.(event, core) ?? []).map(({ field }) => field),
    [
      'reportingComponent',
      'reportingComponent',
      'reportingComponent',
      'reportingInstance',
      'action',
      'reason',
    ],
  )
})

const event: JsonObject = {
  metadata,
  eventTime: '2030-01-01T00:00:00.000000Z',
  type: 'Normal',
  reason: 'Scaled',
  action: 'Scale',
  reportingController: 'a.example/b',
  reportingInstance: 'b-0',
  regarding: { kind: 'Pod', namespace: 'shop', name: 'p' },
}

test('of an Event of events.k8s.io only the series changes', () => {
  const errors = (change: JsonObject) =>
    (eventStrategy.validateUpdate?.({ ...event, ...change }, event, strict) ?? []).map(errorText)
  const series = { count: 2, lastObservedTime: '2030-01-01T00:00:01.000000Z' }
  assert.deepEqual(errors({ series }), [])
  assert.deepEqual(errors({ series: { ...series, count: 1 } }), [
    'series.count: Invalid value: "": should be at least 2',
  ])
  assert.deepEqual(errors({ note: 'n', reason: 'Other' }), [
    'reason: Invalid value: "Other": field is immutable',
    'message: Invalid value: "n": field is immutable',
    'reason: Invalid value: "Other": field is immutable',
  ])
  assert.deepEqual(errors({ related: {}, deprecatedSource: { component: 'c' } }), [
    'source: Invalid value: {"Component":"c","Host":""}: field is immutable',
    'related: Invalid value: {"Kind":"","Namespace":"","Name":"","UID":"","APIVersion":"","ResourceVersion":"","FieldPath":""}: field is immutable',
  ])
})
