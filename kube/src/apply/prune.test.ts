import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectRef } from '@sluice/base/flow'
import { MemoryCluster, refusal } from '@sluice/testing'
import { PruneFailed } from './errors.ts'
import { formatChangeSet } from './inventory.ts'
import { prune } from './prune.ts'

const group = 'kustomize.toolkit.fluxcd.io'
const owner = { name: 'k', namespace: 'flux' }
const labels = { [`${group}/name`]: 'k', [`${group}/namespace`]: 'flux' }

const ref = (kind: string, name: string, namespace = 'ns'): ObjectRef => ({
  group: '',
  version: 'v1',
  kind,
  namespace,
  name,
})
const object = (kind: string, name: string, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'ns', labels, ...metadata },
})

async function pruned(objects: readonly object[], refs: readonly ObjectRef[]): Promise<string> {
  const client = new MemoryCluster({ objects })
  return formatChangeSet(await prune({ client, fieldManager: 'm', group }, refs, { owner }), [
    'deleted',
    'skipped',
  ])
}

test('prune() deletes in the reverse of the order in which objects are applied', async () => {
  const objects = [object('ConfigMap', 'a'), object('ConfigMap', 'b'), object('Service', 's')]
  const refs = [ref('ConfigMap', 'a'), ref('Service', 's'), ref('ConfigMap', 'b')]
  assert.equal(
    await pruned(objects, refs),
    'Service/ns/s deleted\nConfigMap/ns/b deleted\nConfigMap/ns/a deleted',
  )
})

const fates = [
  { of: 'an object that is gone', objects: [], fate: 'deleted' },
  {
    of: 'an object without the labels',
    objects: [object('ConfigMap', 'a', { labels: {} })],
    fate: 'skipped',
  },
  {
    of: 'an object of another owner',
    objects: [object('ConfigMap', 'a', { labels: { ...labels, [`${group}/name`]: 'other' } })],
    fate: 'skipped',
  },
  {
    of: 'an object marked prune: disabled',
    objects: [object('ConfigMap', 'a', { annotations: { [`${group}/prune`]: 'Disabled' } })],
    fate: 'skipped',
  },
  {
    of: 'an object marked reconcile: disabled',
    objects: [object('ConfigMap', 'a', { labels: { ...labels, [`${group}/reconcile`]: 'disabled' } })],
    fate: 'skipped',
  },
]
for (const { of, objects, fate } of fates) {
  test(`prune() counts ${of} as ${fate}`, async () => {
    assert.equal(await pruned(objects, [ref('ConfigMap', 'a')]), `ConfigMap/ns/a ${fate}`)
  })
}

test('prune() counts an object whose kind is no longer served as deleted', async () => {
  assert.equal(await pruned([], [{ ...ref('Thing', 't'), group: 'x.dev' }]), 'Thing/ns/t deleted')
})

test('prune() tries all, and tells which objects are still there', async () => {
  const client = new MemoryCluster({
    objects: [object('ConfigMap', 'a'), object('ConfigMap', 'b')],
    refuse: ({ verb, name }) =>
      verb === 'delete' && name === 'b' ? refusal.forbidden('denied by policy') : undefined,
  })
  const refs = [ref('ConfigMap', 'a'), ref('ConfigMap', 'b')]
  await assert.rejects(prune({ client, fieldManager: 'm', group }, refs, { owner }), (error: unknown) => {
    assert.ok(error instanceof PruneFailed)
    assert.equal(error.message, 'delete failed, errors: ConfigMap/ns/b delete failed: denied by policy;')
    assert.deepEqual(error.survivors, [ref('ConfigMap', 'b')])
    assert.equal(formatChangeSet(error.changes, ['deleted']), 'ConfigMap/ns/a deleted')
    return true
  })
})
