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

const asked = [
  {
    does: 'of version 2 depend on what is compressed and accepted',
    path: '/openapi/v2',
    accept: '*/*',
    gives: { vary: 'Accept-Encoding, Accept' },
  },
  {
    does: 'of version 2 are refused in the same terms',
    path: '/openapi/v2',
    accept: 'application/xml',
    status: 406,
    gives: { vary: 'Accept-Encoding, Accept' },
  },
  {
    does: 'of version 3 depend on what is accepted',
    path: '/openapi/v3/api/v1',
    accept: '*/*',
    gives: { vary: 'Accept' },
  },
  {
    does: 'of version 3 are listed for everybody',
    path: '/openapi/v3',
    accept: 'application/xml',
    gives: { 'content-type': 'text/plain; charset=utf-8' },
  },
  {
    does: 'about the issuer of tokens are JSON',
    path: '/.well-known/openid-configuration',
    accept: 'application/xml',
    status: 406,
    gives: {},
  },
  {
    does: 'about requests escape by underscores',
    path: '/metrics',
    accept: '*/*',
    gives: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' },
  },
]
for (const { does, path, accept, status = 200, gives } of asked) {
  test(`documents ${does}`, async () => {
    const reply = await send(server, 'GET', path, { accept })
    assert.equal(reply.status, status)
    const given = Object.fromEntries(Object.keys(gives).map(name => [name, reply.headers[name]]))
    assert.deepEqual(given, gives)
  })
}

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
