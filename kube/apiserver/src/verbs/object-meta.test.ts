import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorText } from '../status/index.ts'
import { validateMeta } from './object-meta.ts'

const builtIn = { namespaced: false }
const created = (metadata: object) =>
  validateMeta({ metadata: { name: 'a', ...metadata } }, builtIn, {}).map(errorText)

const creations = [
  {
    does: 'wants a name',
    metadata: { name: undefined },
    says: 'metadata.name: Required value: name or generateName is required',
  },
  {
    does: 'refuses a finalizer without a domain',
    metadata: { finalizers: ['x'] },
    says: 'metadata.finalizers[0]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
  },
  {
    does: 'refuses two controllers',
    metadata: { ownerReferences: [owner('a'), owner('b')] },
    says: 'metadata.ownerReferences: Invalid value',
  },
  {
    does: 'refuses a long label value',
    metadata: { labels: { a: 'b'.repeat(64) } },
    says: 'metadata.labels: Invalid value',
  },
]
for (const { does, metadata, says } of creations) {
  test(`validateMeta() ${does}`, () => {
    const errors = created(metadata)
    assert.equal(errors.length, 1)
    assert.ok(errors[0]?.startsWith(says), errors[0])
  })
}

function owner(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: name, controller: true }
}

test('validateMeta() accepts standard finalizers, and none without a domain for built-in kinds alone', () => {
  assert.deepEqual(created({ finalizers: ['orphan'] }), [])
  const object = { metadata: { name: 'a', finalizers: ['x'] } }
  assert.deepEqual(validateMeta(object, { namespaced: false, custom: {} }, {}), [])
})

test('validateMeta() takes any finalizer of budgets and of events of the first version', () => {
  const of = (apiVersion: string, kind: string) =>
    validateMeta({ apiVersion, kind, metadata: { name: 'a', finalizers: ['x'] } }, builtIn, {}).length
  assert.deepEqual(
    [of('policy/v1', 'PodDisruptionBudget'), of('v1', 'Event'), of('events.k8s.io/v1', 'Event')],
    [0, 0, 1],
  )
})
