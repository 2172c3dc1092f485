import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { strategyFor } from '../index.ts'
import { contextFor, created, updated } from '../test-context.ts'
import { objectAt } from '../values/read.ts'

const node = { metadata: { name: 'n' } }
const told = (status: JsonObject) => updated('nodes', node, { ...node, status }, 'status')
const address = { type: 'InternalIP', address: '10.1.0.1' }

const wrong: readonly (readonly [JsonObject, string])[] = [
  [
    { allocatable: { cpu: '-1' } },
    'status.allocatable.cpu: Invalid value: "-1": must be greater than or equal to 0',
  ],
  [
    { addresses: [address, address] },
    'status.addresses[1]: Duplicate value: {"Type":"InternalIP","Address":"10.1.0.1"}',
  ],
  [
    { declaredFeatures: ['Beta', 'Alpha'] },
    'status.declaredFeatures[1]: Invalid value: "Alpha": list must be sorted alphabetically',
  ],
]
for (const [status, says] of wrong) {
  test(`status of nodes: ${says}`, () => assert.deepEqual(told(status).errors, [says]))
}

test('all a node has may be used, until it is said how much', () => {
  const of = (status: JsonObject) =>
    objectAt(objectAt(created('nodes', { ...node, status }).object, 'status'), 'allocatable')
  assert.deepEqual(of({ capacity: { cpu: '2' } }), { cpu: '2' })
  assert.deepEqual(of({ capacity: { cpu: '2' }, allocatable: { memory: '1Gi' } }), { memory: '1Gi' })
})

test('a node of which nothing may be used is stored as one of which all may', () => {
  const status = { capacity: { cpu: '2' }, allocatable: {} }
  const context = contextFor('nodes')
  const stored = strategyFor(context.resourceType).beforeStore?.({ ...node, status }, undefined, context)
  assert.deepEqual(objectAt(objectAt(stored ?? {}, 'status'), 'allocatable'), { cpu: '2' })
})
