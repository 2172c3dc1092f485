import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameOf } from './cluster.ts'
import { inDeletionOrder } from './deletion-order.ts'

const now = new Date('2026-01-01T01:00:00Z')
interface Fields {
  readonly node?: string
  readonly phase?: string
  readonly readySince?: string
  readonly created?: string
  readonly cost?: string
  readonly restarts?: number
}
const pod = (
  name: string,
  { node = 'n', phase = 'Running', readySince, created = '00:00:00', cost, restarts = 0 }: Fields,
) => ({
  metadata: {
    name,
    uid: name,
    creationTimestamp: `2026-01-01T${created}Z`,
    annotations: cost === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': cost },
  },
  spec: { nodeName: node },
  status: {
    phase,
    containerStatuses: [{ restartCount: restarts }],
    conditions: readySince
      ? [{ type: 'Ready', status: 'True', lastTransitionTime: `2026-01-01T${readySince}Z` }]
      : [],
  },
})
const steady = pod('steady', { readySince: '00:00:10' })

const cases = [
  { does: 'a Pod without a node first', first: pod('x', { node: '', phase: 'Pending' }) },
  { does: 'a pending Pod before a running one', first: pod('x', { phase: 'Pending' }) },
  { does: 'one that is not ready before one that is', first: pod('x', {}) },
  { does: 'a cheap one first', first: pod('x', { readySince: '00:00:10', cost: '-5' }) },
  { does: 'a dear one last', first: steady, second: pod('x', { readySince: '00:00:10', cost: '5' }) },
  { does: 'one that has become ready lately first', first: pod('x', { readySince: '00:59:00' }) },
  { does: 'one that restarts often first', first: pod('x', { readySince: '00:00:10', restarts: 4 }) },
  { does: 'a young one first', first: pod('x', { readySince: '00:00:10', created: '00:55:00' }) },
  { does: 'ages that are much alike by uid', first: pod('a', { readySince: '00:00:12' }) },
]
for (const { does, first, second = steady } of cases) {
  test(`inDeletionOrder() puts ${does}`, () => {
    assert.deepEqual(inDeletionOrder([second, first], [], now).map(nameOf), [first, second].map(nameOf))
  })
}

test('inDeletionOrder() takes from the node that has more of them', () => {
  const pods = ['a', 'b', 'c'].map((name, i) =>
    pod(name, { node: i < 1 ? 'x' : 'y', readySince: '00:00:10' }),
  )
  assert.deepEqual(inDeletionOrder(pods, pods, now).map(nameOf), ['b', 'c', 'a'])
})
