import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectRef } from '@sluice/base/flow'
import { FakeClock, MemoryCluster, settle } from '@sluice/testing'
import { applyInOrder } from './apply-in-order.ts'
import { awaitHealth, awaitTermination } from './await-health.ts'
import { AppliedMemory } from './memory.ts'

const deploymentKind = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
}
const deploymentRef = (name: string): ObjectRef => ({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  namespace: 'ns',
  name,
})
const configMapRef: ObjectRef = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'ns', name: 'c' }
const available = {
  replicas: 1,
  updatedReplicas: 1,
  readyReplicas: 1,
  availableReplicas: 1,
  conditions: [{ type: 'Available', status: 'True' }],
}
const stuck = { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] }
const deployment = (name: string, status: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'ns' },
  spec: {},
  status,
})
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'ns' } }

function over(objects: readonly object[]) {
  const client = new MemoryCluster({ objects })
  return { client, cluster: { client, fieldManager: 'm', group: 'g' } }
}

test('awaitHealth() returns when all objects are current', async () => {
  const { client, cluster } = over([configMap, deployment('web')])
  const waiting = awaitHealth(cluster, [configMapRef, deploymentRef('web')], { timeout: 10_000, interval: 1 })
  await settle()
  await client.patch(
    deploymentKind,
    'ns',
    'web',
    { type: 'merge', body: { status: available } },
    { subresource: 'status' },
  )
  await waiting
})

test('awaitHealth() fails at once when an object has failed, though others are in progress', async () => {
  const { cluster } = over([deployment('web', stuck), deployment('slow')])
  await assert.rejects(
    awaitHealth(cluster, [deploymentRef('slow'), deploymentRef('web')], { timeout: 10_000 }),
    {
      name: 'HealthCheckFailed',
      message: "failed early due to stalled resources: [Deployment/ns/web status: 'Failed']",
    },
  )
})

test('awaitHealth() without failing fast waits for the others, and then names what has failed', async () => {
  const { client, cluster } = over([deployment('web', stuck), deployment('slow')])
  const waiting = awaitHealth(cluster, [deploymentRef('slow'), deploymentRef('web')], {
    timeout: 10_000,
    interval: 1,
    failFast: false,
  })
  waiting.catch(() => {})
  await settle()
  await client.patch(
    deploymentKind,
    'ns',
    'slow',
    { type: 'merge', body: { status: available } },
    { subresource: 'status' },
  )
  await assert.rejects(waiting, {
    message: "failed early due to stalled resources: [Deployment/ns/web status: 'Failed']",
  })
})

test('awaitHealth() names everything that is not current when time is up', async () => {
  const { cluster } = over([deployment('web')])
  await assert.rejects(awaitHealth(cluster, [configMapRef, deploymentRef('web')], { timeout: 0 }), {
    message:
      "timeout waiting for: [ConfigMap/ns/c status: 'NotFound', Deployment/ns/web status: 'InProgress']",
  })
})

test('awaitHealth() tells why a status cannot be known', async () => {
  const { cluster } = over([])
  const unknown = { ...configMapRef, group: 'x.dev', kind: 'Thing' }
  await assert.rejects(awaitHealth(cluster, [unknown], { timeout: 0 }), {
    message:
      'timeout waiting for: [Thing/ns/c status: \'Unknown\': no matches for kind "Thing" in group "x.dev"]',
  })
})

test('awaitHealth() asks the rules of the caller first', async () => {
  const { cluster } = over([configMap])
  const rules = [() => ({ status: 'Failed', message: '' }) as const]
  await assert.rejects(awaitHealth(cluster, [configMapRef], { timeout: 10_000, rules }), /failed early/)
})

test('awaitHealth() takes a Job that vanished as one that succeeded', async () => {
  const { cluster } = over([])
  const job = { group: 'batch', version: 'v1', kind: 'Job', namespace: 'ns', name: 'j' }
  await awaitHealth(cluster, [job], { timeout: 0, mayVanish: [job] })
})

test('awaitHealth() fails a StatefulSet in progress whose pods crash', async () => {
  const sets = { group: 'apps', version: 'v1', kind: 'StatefulSet', plural: 'statefulsets', namespaced: true }
  const podKind = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }
  const client = new MemoryCluster({ kinds: [sets, podKind] })
  client.seed({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'ns' },
    spec: { selector: { matchLabels: { app: 'db' } } },
  })
  const state = { waiting: { reason: 'CrashLoopBackOff' } }
  const status = { phase: 'Running', containerStatuses: [{ name: 'db', state }] }
  client.seed({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'db-0', namespace: 'ns', labels: { app: 'db' } },
    status,
  })
  const ref = { group: 'apps', version: 'v1', kind: 'StatefulSet', namespace: 'ns', name: 'db' }
  await assert.rejects(
    awaitHealth({ client, fieldManager: 'm', group: 'g' }, [ref], { timeout: 10_000 }),
    /StatefulSet\/ns\/db status: 'Failed'/,
  )
})

test('awaitHealth() ends with its signal', async () => {
  const { cluster } = over([deployment('web')])
  const stop = new AbortController()
  const waiting = awaitHealth(cluster, [deploymentRef('web')], { timeout: 60_000, signal: stop.signal })
  waiting.catch(() => {})
  await settle()
  stop.abort(new Error('shutting down'))
  await assert.rejects(waiting, { message: 'shutting down' })
})

test('awaitTermination() returns what is still there when time is up', async () => {
  const { cluster } = over([configMap])
  assert.deepEqual(await awaitTermination(cluster, [configMapRef, deploymentRef('gone')], { timeout: 0 }), [
    configMapRef,
  ])
})

test('awaitHealth() with a memory looks again as soon as an object changes, and only at that one', async t => {
  const { client, cluster } = over([])
  const memory = new AppliedMemory({ client, group: 'g' })
  t.after(() => memory.stop())
  const labels = { 'g/name': 'k', 'g/namespace': 'ns' }
  const resources = ['web', 'slow'].map(name => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'ns', labels },
    spec: {},
  }))
  await applyInOrder({ ...cluster, memory }, resources)
  await settle()
  const clock = new FakeClock()
  const refs = [deploymentRef('web'), deploymentRef('slow')]
  const waiting = awaitHealth({ ...cluster, memory }, refs, { timeout: 10_000, clock })
  await clock.advance(9000)
  const become = async (name: string) => {
    client.requests.length = 0
    const body = { status: available }
    await client.patch(deploymentKind, 'ns', name, { type: 'merge', body }, { subresource: 'status' })
    await clock.advance(10)
    return client.requests.map(request => `${request.verb} ${request.name}`)
  }
  assert.deepEqual(await become('web'), ['patch-merge web', 'get web'])
  assert.deepEqual(await become('slow'), ['patch-merge slow', 'get slow'])
  await waiting
})
