import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { volumeChanges } from './volume-changes.ts'

const changes = (old: JsonObject, now: JsonObject) =>
  [...volumeChanges({ spec: now }, { spec: old })].map(({ field }) => field)

test('a driver without a secret to expand with is given one, and keeps it', () => {
  const csi = (more: JsonObject) => ({ csi: { driver: 'd', volumeHandle: 'h', ...more } })
  const secret = (name: string) => csi({ controllerExpandSecretRef: { name, namespace: 'n' } })
  assert.deepEqual(changes(csi({}), secret('a')), [])
  assert.deepEqual(changes(secret('a'), secret('b')), ['spec.persistentvolumesource'])
})

test('a volume stays where it is, whatever the label is called', () => {
  const on = (key: string, zone = 'z') => ({
    nodeAffinity: {
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [zone] }] }] },
    },
  })
  const [beta, stable] = ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone']
  assert.deepEqual(changes(on(beta), on(stable)), [])
  assert.deepEqual(changes(on(stable), on(beta)), ['nodeAffinity'])
  assert.deepEqual(changes(on(beta), on(stable, 'y')), ['nodeAffinity'])
  assert.deepEqual(changes(on(beta), {}), ['nodeAffinity'])
  assert.deepEqual(changes({}, on(beta)), [])
})

test('a class of attributes may change and not go', () => {
  const [slow, fast] = [{ volumeAttributesClassName: 'slow' }, { volumeAttributesClassName: 'fast' }]
  assert.deepEqual(changes(slow, fast), [])
  assert.deepEqual(changes(slow, {}), ['spec.volumeAttributesClassName'])
})
