/**
 * A webhook wakes a GitRepository: the Receiver's reconciler and its server on the embedded API server.
 * @module
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { crds } from '@sluice/api/crds'
import { Receiver } from '@sluice/api/notification'
import { GitRepository } from '@sluice/api/source'
import { type ApiServer, startApiServer } from '@sluice/apiserver'
import { createClient, type KubeClient, parseKubeconfig } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { createManager, type Manager, silentLog } from '@sluice/kube/runtime'
import { clusterDeps } from './cluster-deps.ts'
import { receiverReconciler } from './reconciler.ts'
import { type ReceiverServer, startReceiverServer } from './server.ts'

const namespace = 'default'
let apiServer: ApiServer
let client: KubeClient
let manager: Manager
let webhooks: ReceiverServer

before(async () => {
  apiServer = await startApiServer({})
  client = createClient(parseKubeconfig(apiServer.kubeconfig()))
  for (const crd of crds())
    await client.apply(crd as unknown as KubeObject, { fieldManager: 'test', force: true })
  manager = createManager({ client, log: silentLog })
  const deps = clusterDeps(client)
  manager.add(receiverReconciler(deps))
  const receivers = manager.cache(Receiver)
  webhooks = await startReceiverServer({ port: 0, receivers, deps, log: silentLog, now: () => new Date() })
  await manager.start()
  await client.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'token', namespace },
    stringData: { token: 'secret' },
  })
})

after(async () => {
  await webhooks.stop()
  await manager.stop()
  await client.close()
  await apiServer.stop()
})

/** Creates a source and a Receiver for it; gives the webhook's address once the Receiver is Ready. */
async function receiverFor(name: string, spec: Readonly<Record<string, unknown>>): Promise<string> {
  await client.create({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name, namespace },
    spec: { interval: '1h', url: 'https://example.com/x', suspend: true },
  })
  await client.create({
    apiVersion: 'notification.toolkit.fluxcd.io/v1',
    kind: 'Receiver',
    metadata: { name, namespace },
    spec: { secretRef: { name: 'token' }, resources: [{ kind: 'GitRepository', name }], ...spec },
  })
  for await (const { object } of client.watch(Receiver, {
    namespace,
    fieldSelector: `metadata.name=${name}`,
  })) {
    const path = (object as unknown as Receiver).status?.webhookPath
    if (path) return `${webhooks.url}${path}`
  }
  throw new Error('the watch ended')
}

async function wasAsked(name: string): Promise<boolean> {
  const { metadata } = await client.get(GitRepository, namespace, name)
  return metadata.annotations?.['reconcile.fluxcd.io/requestedAt'] !== undefined
}

async function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const response = await fetch(url, { method: 'POST', body, headers })
  await response.arrayBuffer()
  return response.status
}

test('a generic webhook wakes its resource', async () => {
  const url = await receiverFor('plain', { type: 'generic' })
  assert.equal(await wasAsked('plain'), false)
  assert.equal(await post(url, ''), 200)
  assert.equal(await wasAsked('plain'), true)
})

test('a signed webhook wakes its resource only with the right signature', async () => {
  const url = await receiverFor('signed', { type: 'generic-hmac' })
  assert.equal(await post(url, 'x', { 'x-signature': 'sha256=00' }), 400)
  assert.equal(await wasAsked('signed'), false)
  const signature = createHmac('sha256', 'secret').update('x').digest('hex')
  assert.equal(await post(url, 'x', { 'x-signature': `sha256=${signature}` }), 200)
  assert.equal(await wasAsked('signed'), true)
})

test('a filter lets only matching requests pass', async () => {
  const url = await receiverFor('filtered', {
    type: 'generic',
    resourceFilter: 'req.repo == res.metadata.name',
  })
  const json = { 'content-type': 'application/json' }
  assert.equal(await post(url, '{"repo":"other"}', json), 200)
  assert.equal(await wasAsked('filtered'), false)
  assert.equal(await post(url, '{}', json), 500)
  assert.equal(await post(url, '{"repo":"filtered"}', json), 200)
  assert.equal(await wasAsked('filtered'), true)
})

test('a path that no Receiver has is not found, and a huge body is refused', async () => {
  assert.equal(await post(`${webhooks.url}/hook/0000`, ''), 404)
  assert.equal(await post(`${webhooks.url}/hook/0000`, 'x'.repeat((3 << 20) + 1)), 413)
})
