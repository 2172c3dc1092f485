import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorText } from '../status/index.ts'
import { validateMetaUpdate } from './meta-update.ts'

const old = { metadata: { name: 'a', uid: '1' } }
const changed = (kind: string, metadata: object, subresource = '', apiVersion = 'v1') =>
  validateMetaUpdate({
    object: { apiVersion, kind, metadata: { name: 'a', uid: '1', ...metadata } },
    old,
    isCustom: kind === 'Gadget',
    subresource,
  }).map(errorText)

test('validateMetaUpdate() says of a change what it says each time it is looked at', () => {
  assert.deepEqual(
    changed('ConfigMap', { uid: '2' }),
    Array(2).fill('metadata.uid: Invalid value: "2": field is immutable'),
  )
})

const counts = [
  { kind: 'ConfigMap', labels: 4, finalizers: 2, names: 2 },
  { kind: 'Service', labels: 3, finalizers: 1, names: 1 },
  { kind: 'LimitRange', labels: 3, finalizers: 2, names: 1 },
  { kind: 'PersistentVolume', labels: 4, finalizers: 3, names: 2 },
  { kind: 'PodDisruptionBudget', labels: 2, finalizers: 1, names: 0 },
  { kind: 'CronJob', subresource: 'status', labels: 2, finalizers: 1, names: 0 },
  { kind: 'ConfigMap', subresource: 'status', labels: 3, finalizers: 1, names: 1 },
  { kind: 'Gadget', labels: 3, finalizers: 1, names: 0 },
  { kind: 'Event', labels: 2, finalizers: 1, names: 0 },
  { kind: 'Event', version: 'events.k8s.io/v1', labels: 3, finalizers: 1, names: 1 },
]
for (const { kind, version, subresource, labels, finalizers, names } of counts) {
  const what = `${subresource ? `the ${subresource} of ` : ''}a ${kind}${version ? ` of ${version}` : ''}`
  test(`validateMetaUpdate() looks at ${what} as often as its kind does`, () => {
    assert.equal(changed(kind, { labels: { a: '-' } }, subresource, version).length, labels)
    assert.equal(changed(kind, { finalizers: ['x/-'] }, subresource, version).length, finalizers)
    assert.equal(changed(kind, { finalizers: ['x'] }, subresource, version).length, names)
  })
}

test('validateMetaUpdate() lets no finalizer be added to what is being deleted', () => {
  const metadata = { name: 'a', deletionTimestamp: '2026-01-01T00:00:00Z' }
  const errors = validateMetaUpdate({
    object: { metadata: { ...metadata, finalizers: ['x/y'] } },
    old: { metadata },
    isCustom: true,
  })
  assert.ok(errors[0]?.detail.endsWith('found new finalizers []string{"x/y"}'), errors[0]?.detail)
})
