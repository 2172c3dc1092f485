import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Resource } from '@sluice/base/flow'
import { MemoryCluster, settle } from '@sluice/testing'
import { applyInOrder } from './apply-in-order.ts'
import { formatChangeSet } from './inventory.ts'
import { AppliedMemory } from './memory.ts'
import type { ApplyInOrderOptions } from './options.ts'

const group = 'kustomize.toolkit.fluxcd.io'

function configMap(name: string, value = '1'): Resource {
  const metadata = { name, namespace: 'ns', labels: { [`${group}/name`]: 'k' } }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: value } }
}

async function withMemory(recheck?: number) {
  const client = new MemoryCluster()
  const memory = new AppliedMemory({ client, group, ...(recheck === undefined ? {} : { recheck }) })
  const cluster = { client, fieldManager: 'kustomize-controller', group, memory }
  const dataOf = (name: string) => client.peek('ConfigMap', 'ns', name)?.['data']
  const verbs = () => client.requests.map(({ verb, dryRun }) => (dryRun ? `dry ${verb}` : verb))
  const apply = async (resources: readonly Resource[], options: ApplyInOrderOptions = {}) => {
    await settle()
    client.requests.length = 0
    return formatChangeSet(await applyInOrder(cluster, resources, options), [
      'created',
      'configured',
      'unchanged',
    ])
  }
  await apply([configMap('a'), configMap('b')])
  return { client, memory, apply, dataOf, verbs }
}

test('applyInOrder() with a memory costs no request while nothing moves', async t => {
  const { apply, verbs, memory } = await withMemory()
  t.after(() => memory.stop())
  assert.equal(
    await apply([configMap('a'), configMap('b')]),
    'ConfigMap/ns/a unchanged\nConfigMap/ns/b unchanged',
  )
  assert.deepEqual(verbs(), [])
})

test('applyInOrder() with a memory sees what was touched, and only that', async t => {
  const { client, apply, verbs, memory, dataOf } = await withMemory()
  t.after(() => memory.stop())
  const kind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }
  await client.patch(kind, 'ns', 'a', { type: 'merge', body: { data: { a: 'x' } } })
  assert.equal(
    await apply([configMap('a'), configMap('b')]),
    'ConfigMap/ns/a configured\nConfigMap/ns/b unchanged',
  )
  assert.deepEqual(verbs(), ['dry apply', 'get', 'apply'])
  assert.deepEqual(dataOf('a'), { a: '1' })
  await client.delete(kind, 'ns', 'b')
  assert.equal(
    await apply([configMap('a'), configMap('b')]),
    'ConfigMap/ns/a unchanged\nConfigMap/ns/b created',
  )
})

test('applyInOrder() with a memory needs no read for a resource that changed on an object that did not', async t => {
  const { apply, verbs, memory } = await withMemory()
  t.after(() => memory.stop())
  assert.equal(await apply([configMap('a', '2')]), 'ConfigMap/ns/a configured')
  assert.deepEqual(verbs(), ['dry apply', 'apply'])
})

for (const { when, recheck, options } of [
  { when: 'when told to', recheck: undefined, options: { verify: true } },
  { when: 'when the memory is old', recheck: -1, options: {} },
]) {
  test(`applyInOrder() with a memory compares all the same ${when}`, async t => {
    const { apply, verbs, memory } = await withMemory(recheck)
    t.after(() => memory.stop())
    await apply([configMap('a')], options)
    assert.deepEqual(verbs(), ['dry apply', 'get'])
  })
}
