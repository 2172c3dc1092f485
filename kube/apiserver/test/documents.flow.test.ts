import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send } from './requests.ts'

let server: ApiServer

before(async () => {
  server = await startApiServer()
})
after(() => server.stop())

test('whoever names the hash of a document may keep it', async () => {
  const index = JSON.parse(String((await send(server, 'GET', '/openapi/v3')).body['text']))
  const url: string = index.paths['apis/batch/v1'].serverRelativeURL

  const kept = await send(server, 'GET', url)

  assert.equal(kept.headers['cache-control'], 'public, immutable')
  assert.equal(kept.headers.etag, `"${url.split('hash=')[1]}"`)
})

test('a delete that has a body takes its options from there alone', async () => {
  const maps = '/api/v1/namespaces/default/configmaps'
  await send(server, 'POST', maps, { body: { metadata: { name: 'a' } } })
  for (const body of [[], { kind: 'Other' }, { gracePeriodSeconds: '1' }, { dryRun: ['Some'] }]) {
    const reply = await send(server, 'DELETE', `${maps}/a`, { body })
    assert.ok(reply.status >= 400, `${JSON.stringify(body)} is refused`)
  }
  await send(server, 'DELETE', `${maps}/a`, { body: { dryRun: ['All'] } })
  assert.equal((await send(server, 'GET', `${maps}/a`)).status, 200)
  await send(server, 'DELETE', `${maps}/a?dryRun=All`, { body: {} })
  assert.equal((await send(server, 'GET', `${maps}/a`)).status, 404)
})

test('the proxy of a Service is not the Service', async () => {
  const services = '/api/v1/namespaces/default/services'
  await send(server, 'POST', services, { body: { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } } })
  const reply = await send(server, 'GET', `${services}/s/proxy`)
  assert.deepEqual([reply.status, reply.body['message']], [503, 'no endpoints available for service "s"'])
})
