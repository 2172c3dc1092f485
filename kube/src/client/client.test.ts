import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { KubeObject } from '../meta/index.ts'
import { createClient } from './client.ts'
import type { ConnectionConfig } from './config.ts'
import { KubeError } from './kube-error.ts'

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Answer = (request: Seen, response: ServerResponse) => void

/** A server that answers as told and keeps what it was asked. */
async function serving(t: TestContext, answer: Answer, config: Partial<ConnectionConfig> = {}) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const entry = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
    seen.push(entry)
    answer(entry, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const client = createClient({
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...config,
  })
  t.after(async () => {
    await client.close()
    server.closeAllConnections()
    server.close()
  })
  return { client, seen }
}

function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

const status = (code: number, reason: string, message: string, details?: object) => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code,
  reason,
  message,
  details,
})
const resourceList = {
  kind: 'APIResourceList',
  groupVersion: 'v1',
  resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }],
}
const configMaps = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }
const things = { group: 'x.dev', version: 'v1', kind: 'Thing', plural: 'things', namespaced: false }
const configMap: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'ns' },
}
const coreV1 = {
  kind: 'APIResourceList',
  resources: [
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
    { name: 'configmaps/status', kind: 'ConfigMap' },
  ],
}

/** Answers discovery as an old server does, and all else with the object. */
const plain: Answer = ({ url }, response) => {
  if (url === '/api' || url === '/apis')
    json(response, { kind: url === '/api' ? 'APIVersions' : 'APIGroupList' })
  else if (url === '/api/v1') json(response, coreV1)
  else json(response, configMap)
}

test('get() asks for the object of a namespaced and of a cluster-wide kind', async t => {
  const { client, seen } = await serving(t, plain)
  await client.get(configMaps, 'ns', 'c')
  await client.get(things, 'ignored', 'a:b')
  assert.deepEqual(
    seen.map(request => request.url),
    ['/api/v1/namespaces/ns/configmaps/c', '/apis/x.dev/v1/things/a%3Ab'],
  )
})

test('get() throws what the server says; find() gives undefined for a missing object', async t => {
  const { client } = await serving(t, (_, response) =>
    json(response, status(404, 'NotFound', 'configmaps "c" not found', { name: 'c' }), 404),
  )
  await assert.rejects(client.get(configMaps, 'ns', 'c'), (error: unknown) => {
    assert.ok(error instanceof KubeError)
    assert.equal(error.message, 'configmaps "c" not found')
    assert.deepEqual(error.status, {
      code: 404,
      reason: 'NotFound',
      message: 'configmaps "c" not found',
      details: { name: 'c' },
    })
    return true
  })
  assert.equal(await client.find(configMaps, 'ns', 'c'), undefined)
})

test('list() names selectors and gives items the kind that built-in lists leave out', async t => {
  const { client, seen } = await serving(t, (_, response) =>
    json(response, {
      kind: 'ConfigMapList',
      metadata: { resourceVersion: '5' },
      items: [{ metadata: { name: 'a' } }],
    }),
  )
  const list = await client.list(configMaps, { namespace: 'ns', labelSelector: 'a=b,!c', limit: 10 })
  assert.equal(seen[0]?.url, '/api/v1/namespaces/ns/configmaps?labelSelector=a%3Db%2C%21c&limit=10')
  assert.deepEqual(list.items, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }])
})

test('list() of metadata asks for PartialObjectMetadata and names the kind it stands for', async t => {
  const item = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: { name: 'a' } }
  const { client, seen } = await serving(t, (_, response) =>
    json(response, { kind: 'PartialObjectMetadataList', metadata: {}, items: [item] }),
  )
  const list = await client.list(configMaps, { metadataOnly: true })
  assert.match(String(seen[0]?.headers.accept), /as=PartialObjectMetadataList/)
  assert.equal(list.items[0]?.kind, 'ConfigMap')
})

test('apply() patches as apply, by force, in the name of its manager', async t => {
  const { client, seen } = await serving(t, plain)
  await client.apply(configMap, { fieldManager: 'me', force: true, dryRun: true })
  const last = seen.at(-1)
  assert.equal(last?.method, 'PATCH')
  assert.equal(last?.url, '/api/v1/namespaces/ns/configmaps/c?fieldManager=me&dryRun=All&force=true')
  assert.equal(last?.headers['content-type'], 'application/apply-patch+yaml')
  assert.deepEqual(JSON.parse(last?.body ?? ''), configMap)
})

test('patch() of a status goes to the subresource', async t => {
  const { client, seen } = await serving(t, plain)
  await client.patch(
    configMaps,
    'ns',
    'c',
    { type: 'merge', body: { status: { big: 9007199254740993n } } },
    { subresource: 'status', fieldManager: 'me' },
  )
  assert.equal(seen[0]?.url, '/api/v1/namespaces/ns/configmaps/c/status?fieldManager=me')
  assert.equal(seen[0]?.headers['content-type'], 'application/merge-patch+json')
  assert.equal(seen[0]?.body, '{"status":{"big":9007199254740993}}')
})

test('resolve() learns kinds from aggregated discovery with two requests', async t => {
  const resource = { resource: 'things', responseKind: { kind: 'Thing' }, scope: 'Cluster' }
  const groups = {
    kind: 'APIGroupDiscoveryList',
    items: [{ metadata: { name: 'x.dev' }, versions: [{ version: 'v1', resources: [resource] }] }],
  }
  const core = {
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: {},
        versions: [
          {
            version: 'v1',
            resources: [{ resource: 'configmaps', responseKind: { kind: 'ConfigMap' }, scope: 'Namespaced' }],
          },
        ],
      },
    ],
  }
  const { client, seen } = await serving(t, ({ url }, response) =>
    json(response, url === '/api' ? core : groups),
  )
  assert.deepEqual(await client.resolve('x.dev/v1', 'Thing'), things)
  assert.deepEqual(await client.resolve('v1', 'ConfigMap'), configMaps)
  assert.deepEqual(await client.resolveKind('x.dev', 'Thing'), things)
  assert.equal(seen.length, 2)
})

test('resolve() asks again for a kind it does not know, and says undefined if the server does not either', async t => {
  let served = false
  const { client } = await serving(t, ({ url }, response) => {
    if (url === '/api' || url === '/apis') json(response, { kind: 'APIGroupDiscoveryList', items: [] })
    else if (served) json(response, { resources: [{ name: 'things', kind: 'Thing', namespaced: false }] })
    else json(response, status(404, 'NotFound', 'not found'), 404)
  })
  assert.equal(await client.resolve('x.dev/v1', 'Thing'), undefined)
  served = true
  assert.deepEqual(await client.resolve('x.dev/v1', 'Thing'), things)
})

test('create() of a kind that is not served says so', async t => {
  const { client } = await serving(t, plain)
  await assert.rejects(client.create({ ...configMap, kind: 'Thing' }), {
    name: 'UnknownKindError',
    message: 'no matches for kind "Thing" in version "v1"',
  })
})

test('a request that the server asks to repeat is repeated', async t => {
  let refusals = 2
  const { client, seen } = await serving(t, (_, response) => {
    if (refusals-- > 0)
      json(response, status(429, 'TooManyRequests', 'slow down'), 429, { 'retry-after': '0' })
    else json(response, configMap)
  })
  await client.get(configMaps, 'ns', 'c')
  assert.equal(seen.length, 3)
})

test('a refusal that is no Status is told with its code', async t => {
  const { client } = await serving(t, (_, response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>bad gateway</h1>'),
  )
  await assert.rejects(client.get(configMaps, 'ns', 'c'), {
    name: 'KubeError',
    message: 'GET /api/v1/namespaces/ns/configmaps/c: 502 <h1>bad gateway</h1>',
  })
})

test('a request ends with its signal', async t => {
  const stop = new AbortController()
  const { client } = await serving(t, () => stop.abort(new Error('enough')))
  await assert.rejects(client.get(configMaps, 'ns', 'c', stop.signal), { message: 'enough' })
})

test('impersonate() acts as another user over the same connection', async t => {
  const { client, seen } = await serving(t, plain, { credentials: { token: 't' } })
  await client.impersonate('system:serviceaccount:ns:sa', ['g1', 'g2']).get(configMaps, 'ns', 'c')
  assert.equal(seen[0]?.headers.authorization, 'Bearer t')
  assert.equal(seen[0]?.headers['impersonate-user'], 'system:serviceaccount:ns:sa')
  assert.equal(seen[0]?.headers['impersonate-group'], 'g1, g2')
})

test('watch() gives events as they arrive, whole ones only, and names the kind', async t => {
  const lines = ['ADDED', 'MODIFIED', 'BOOKMARK']
    .map(
      (type, i) =>
        `${JSON.stringify({ type, object: { metadata: { name: 'é', resourceVersion: String(i) } } })}\n`,
    )
    .join('')
  const bytes = Buffer.from(lines)
  const { client, seen } = await serving(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const cut = bytes.indexOf(0xc3) + 1
    response.write(bytes.subarray(0, cut))
    setImmediate(() => response.end(bytes.subarray(cut)))
  })
  const events: string[] = []
  for await (const { type, object } of client.watch(configMaps, {
    sendInitialEvents: true,
    timeoutSeconds: 5,
  })) {
    events.push(`${type} ${object.kind} ${object.metadata.name} ${object.metadata.resourceVersion}`)
  }
  assert.deepEqual(events, ['ADDED ConfigMap é 0', 'MODIFIED ConfigMap é 1', 'BOOKMARK ConfigMap é 2'])
  assert.equal(
    seen[0]?.url,
    '/api/v1/configmaps?resourceVersionMatch=NotOlderThan&watch=true&allowWatchBookmarks=true&sendInitialEvents=true&timeoutSeconds=5',
  )
})

test('watch() throws an ERROR event', async t => {
  const { client } = await serving(t, (_, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(`${JSON.stringify({ type: 'ERROR', object: status(410, 'Expired', 'too old') })}\n`)
  })
  await assert.rejects(
    client.watch(configMaps)[Symbol.asyncIterator]().next(),
    (error: unknown) => error instanceof KubeError && error.status.code === 410,
  )
})

test('a server that cannot be reached is named, with the reason', async t => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  const client = createClient({ server: `http://127.0.0.1:${port}` })
  t.after(() => client.close())
  await assert.rejects(client.get(configMaps, 'ns', 'c'), {
    name: 'UnreachableError',
    code: 'ECONNREFUSED',
    message: `Get "http://127.0.0.1:${port}/api/v1/namespaces/ns/configmaps/c": dial tcp 127.0.0.1:${port}: connect: connection refused`,
  })
})

test('a request ends with its signal while the answer is on its way', async t => {
  const stop = new AbortController()
  const { client } = await serving(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"kind":')
    setImmediate(() => stop.abort(new Error('enough')))
  })
  await assert.rejects(client.get(configMaps, 'ns', 'c', stop.signal), { message: 'enough' })
})

test('an answer that breaks off is an error that names the request', async t => {
  const { client } = await serving(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"kind":')
    setImmediate(() => response.destroy())
  })
  await assert.rejects(client.get(configMaps, 'ns', 'c'), {
    name: 'UnreachableError',
    message: /^Get "http.*configmaps\/c": /,
  })
})

test('writes ask for metadata alone where that is enough, and take the object too', async t => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'ns' } }
  const { client, seen } = await serving(t, ({ url }, response) => {
    if (/^\/api(s|\/v1)?$/.test(url)) return json(response, resourceList)
    json(response, object)
  })
  const written = await client.apply(object as KubeObject, { fieldManager: 'test', metadataOnly: true })
  assert.equal(written.metadata.name, 'a')
  const accept = seen.find(({ method }) => method === 'PATCH')?.headers.accept
  assert.match(String(accept), /as=PartialObjectMetadata;.*,application\/json$/)
})
