import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send } from './requests.ts'

let server: ApiServer
before(async () => {
  server = await startApiServer()
})
after(() => server.stop())

const events = '/apis/events.k8s.io/v1/namespaces/default/events'
const jobs = '/apis/batch/v1/namespaces/default/jobs'
const classes = '/apis/storage.k8s.io/v1/storageclasses'

test('a Job that goes at once is told of, and that Pods stay also where there are no Jobs', async () => {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'i' }] } }
  await send(server, 'POST', jobs, { body: { metadata: { name: 'j' }, spec: { template } } })
  const { body } = await send(server, 'DELETE', `${jobs}/j?propagationPolicy=Background`)
  assert.deepEqual([body['kind'], body['status']], ['Status', 'Success'])
  const { headers } = await send(server, 'DELETE', jobs)
  assert.match(String(headers['warning']), /child pods are preserved by default/)
})

test('a StorageClass that goes is the answer', async () => {
  await send(server, 'POST', classes, { body: { metadata: { name: 'fast' }, provisioner: 'a.example/b' } })
  const { body } = await send(server, 'DELETE', `${classes}/fast`)
  assert.deepEqual([body['kind'], body['provisioner']], ['StorageClass', 'a.example/b'])
})

test('nothing depends on an Event, however it is deleted; its kind is that of the first API', async () => {
  const body = {
    metadata: { name: 'e', finalizers: ['a.example/b'] },
    regarding: { kind: 'Pod', namespace: 'default', name: 'p' },
    eventTime: '2030-01-01T00:00:00.000000Z',
    type: 'Normal',
    reason: 'R',
    action: 'A',
    reportingController: 'a.example/b',
    reportingInstance: 'i',
  }
  assert.equal((await send(server, 'POST', events, { body })).status, 201)
  const refused = await send(server, 'DELETE', `${events}/e`, { body: { preconditions: { uid: 'x' } } })
  assert.match(String(refused.body['message']), /^Operation cannot be fulfilled on Event "e": the UID/)
  const kept = await send(server, 'DELETE', `${events}/e?propagationPolicy=Foreground`)
  assert.deepEqual(Object(kept.body['metadata']).finalizers, ['a.example/b'])
})

test('a RuntimeClass is made by a PUT', async () => {
  const body = { metadata: { name: 'sandboxed' }, handler: 'runsc' }
  const { status } = await send(server, 'PUT', '/apis/node.k8s.io/v1/runtimeclasses/sandboxed', { body })
  assert.equal(status, 201)
})

test('a Pod that is deleted again, at once, is of the generation of its first deletion', async () => {
  const pods = '/api/v1/namespaces/default/pods'
  const spec = { nodeName: 'n', automountServiceAccountToken: false, containers: [{ name: 'a', image: 'i' }] }
  await send(server, 'POST', pods, { body: { metadata: { name: 'p' }, spec } })
  const generation = async (path: string) =>
    Object((await send(server, 'DELETE', path)).body['metadata']).generation
  assert.equal(await generation(`${pods}/p`), 2)
  assert.equal(await generation(`${pods}/p?gracePeriodSeconds=0`), 2)
})
