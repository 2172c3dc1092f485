import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, before, type TestContext, test } from 'node:test'
import { type ApiServer, startApiServer } from '@sluice/apiserver'
import { type ConnectionConfig, createClient, parseKubeconfig } from '../src/client/index.ts'

const namespaces = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false }

let server: ApiServer
let config: ConnectionConfig

before(async () => {
  server = await startApiServer({})
  config = parseKubeconfig(server.kubeconfig())
})
after(() => server.stop())

function clientWith(t: TestContext, changes: Partial<ConnectionConfig>) {
  const client = createClient({ ...config, ...changes })
  t.after(() => client.close())
  return client
}

test('a client talks TLS to a server whose CA it was given, and to no other', async t => {
  const { items } = await clientWith(t, {}).list(namespaces)
  assert.ok(items.some(item => item.metadata.name === 'default'))
  const { certificateAuthority: _, ...untrusting } = config
  const client = createClient(untrusting)
  t.after(() => client.close())
  await assert.rejects(client.list(namespaces), { name: 'UnreachableError' })
  const careless = createClient({ ...untrusting, insecureSkipTlsVerify: true })
  t.after(() => careless.close())
  await careless.list(namespaces)
})

test('a client goes through a proxy', async t => {
  let tunnels = 0
  const proxy = createServer()
  proxy.on('connect', ({ url = '' }, socket) => {
    tunnels++
    const [host = '', port] = url.split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  t.after(() => proxy.close())
  const client = clientWith(t, { proxyUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` })
  await client.list(namespaces)
  assert.ok(tunnels > 0)
})

test('a client uses the token that a credential plugin issues', async t => {
  const script = 'process.stdout.write(JSON.stringify({ status: { token: process.env.ISSUED } }))'
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
    env: { ISSUED: server.token },
    provideClusterInfo: true,
  }
  await clientWith(t, { credentials: { exec } }).list(namespaces)
  const wrong = clientWith(t, { credentials: { exec: { ...exec, env: { ISSUED: 'wrong' } } } })
  await assert.rejects(wrong.list(namespaces), { name: 'KubeError', message: 'Unauthorized' })
})

test('a client finds kinds that the server has, and none that it has not', async t => {
  const client = clientWith(t, {})
  assert.deepEqual(await client.resolve('apps/v1', 'Deployment'), {
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    plural: 'deployments',
    namespaced: true,
  })
  assert.equal((await client.resolveKind('batch', 'CronJob'))?.version, 'v1')
  assert.equal(await client.resolve('nothing.dev/v1', 'Thing'), undefined)
})
