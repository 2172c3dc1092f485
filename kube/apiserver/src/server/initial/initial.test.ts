import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { storeOnly } from '../../strategy/test-context.ts'
import type { Services } from '../services.ts'
import { blankTime, blankUid, finishedObjects } from './finished.ts'
import { createCommonObjects } from './index.ts'

function emptyServer(): Services {
  return { ...storeOnly(), now: () => new Date('2030-01-01T00:00:00Z'), newUid: randomUUID }
}

const all = ({ store }: Services) => store.storageKeys().flatMap(key => store.list(key))

test('a finished object names one UID and one version, both blank', async () => {
  for (const { name, text, version } of await finishedObjects()) {
    const { uid, resourceVersion } = JSON.parse(text).metadata
    assert.deepEqual([uid, resourceVersion], [blankUid, version], name)
    assert.equal(text.split(`"uid":"${blankUid}"`).length, 2, name)
    assert.equal(text.split(`"resourceVersion":"${version}"`).length, 2, name)
  }
})

test('what two servers start with has times, versions and UIDs of its own', async () => {
  const servers = [emptyServer(), emptyServer()]
  for (const server of servers) await createCommonObjects(server)
  const objects = servers.flatMap(all)
  assert.ok(objects.length > 200)
  assert.equal(new Set(objects.map(({ uid }) => uid)).size, objects.length)
  for (const { version, uid, object, metadata } of objects) {
    assert.equal(metadata['uid'], uid)
    assert.equal(metadata['resourceVersion'], String(version))
    assert.equal(metadata['creationTimestamp'], '2030-01-01T00:00:00Z')
    assert.ok(!JSON.stringify(object).includes(blankTime))
  }
})

test('what is there already stays as it is', async () => {
  const server = emptyServer()
  await createCommonObjects(server)
  const before = all(server)
  await createCommonObjects(server)
  assert.deepEqual(all(server), before)
})

test('what controllers make of it is there: default accounts, and roles that have what they aggregate', async () => {
  const server = emptyServer()
  await createCommonObjects(server)
  const { store } = server
  for (const { name } of store.list('namespaces'))
    assert.ok(store.get('serviceaccounts', name, 'default'), name)
  const rules = (role: string) =>
    store.get('clusterroles.rbac.authorization.k8s.io', '', role)?.object['rules']
  assert.deepEqual(rules('view'), rules('system:aggregate-to-view'))
})

test('local APIServices have the priorities of Kubernetes; the aggregator has none', async () => {
  const server = emptyServer()
  await createCommonObjects(server)
  const spec = (name: string) =>
    server.store.get('apiservices.apiregistration.k8s.io', '', name)?.object['spec']
  assert.deepEqual(spec('v1.'), { version: 'v1', groupPriorityMinimum: 18_000, versionPriority: 1 })
  assert.deepEqual(spec('v2.autoscaling'), {
    group: 'autoscaling',
    version: 'v2',
    groupPriorityMinimum: 17_500,
    versionPriority: 30,
  })
  assert.equal(spec('v1.apiregistration.k8s.io'), undefined)
})
