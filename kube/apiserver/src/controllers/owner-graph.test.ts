import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Stored } from '../storage/index.ts'
import { StoreContext } from '../storage/store-context.ts'
import { OwnerGraph } from './owner-graph.ts'

const stored = (uid: string, owners: readonly string[]) =>
  Stored.of(
    { namespace: 'ns', name: uid, version: 1 },
    {
      metadata: {
        name: uid,
        uid,
        ownerReferences: owners.map(owner => ({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: owner,
          uid: owner,
        })),
      },
    },
    new StoreContext(1000),
  )

test('OwnerGraph follows owners that change, and knows dependents of owners it has never seen', () => {
  const graph = new OwnerGraph()
  graph.set('configmaps', stored('child', ['a', 'b']))
  assert.deepEqual(graph.dependentsOf('a'), ['child'])
  graph.set('configmaps', stored('child', ['b']))
  assert.deepEqual(graph.dependentsOf('a'), [])
  assert.deepEqual(graph.dependentsOf('b'), ['child'])
  graph.delete('child')
  assert.deepEqual(graph.dependentsOf('b'), [])
  assert.equal(graph.get('child'), undefined)
})
