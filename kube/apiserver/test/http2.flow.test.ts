import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { decodeEnvelope, definitionOf } from '../src/wire/index.ts'
import { send } from './requests.ts'

const protobuf = 'application/vnd.kubernetes.protobuf'
const configMaps = '/api/v1/namespaces/default/configmaps'
const resetsAreConfigurable = Number.parseInt(process.versions.node, 10) >= 24
let server: ApiServer
let session: ClientHttp2Session

before(async () => {
  server = await startApiServer()
})

after(() => server.stop())

beforeEach(() => {
  session = dial()
})

afterEach(() => session.destroy())

function dial(): ClientHttp2Session {
  const made = connect(server.url, {
    ca: server.caCertificate,
    settings: { initialWindowSize: 64 * 1024 },
  })
  made.on('error', () => undefined)
  return made
}

function open(path: string, headers: Record<string, string> = {}): ClientHttp2Stream {
  return session.request({ ':path': path, authorization: `Bearer ${server.token}`, ...headers })
}

async function read(stream: ClientHttp2Stream): Promise<{ status: number; body: Buffer }> {
  const [[headers], chunks] = await Promise.all([once(stream, 'response'), stream.toArray()])
  return { status: headers[':status'], body: Buffer.concat(chunks) }
}

/** What was still to be written can fail before the answer is told. */
function statusOf(stream: ClientHttp2Stream): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    stream.once('response', headers => resolve(headers[':status']))
    stream.once('close', () => reject(new Error('the stream was closed without an answer')))
  })
}

async function create(name: string, value = 'x'): Promise<void> {
  const made = await send(server, 'POST', configMaps, { body: { metadata: { name }, data: { value } } })
  assert.equal(made.status, 201)
}

/** Reads until a text was seen; the rest is left unread. */
async function sees(stream: ClientHttp2Stream, text: string): Promise<void> {
  let seen = ''
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    seen += chunk
    if (seen.includes(text)) return
  }
  assert.fail(`the watch ended without '${text}'`)
}

test('HTTP/2 and HTTP/1.1 are answered on one port', async () => {
  const { status, body } = await read(open('/api/v1/namespaces/default'))
  assert.equal(status, 200)
  assert.equal(JSON.parse(body.toString()).metadata.name, 'default')
  assert.equal((await send(server, 'GET', '/api/v1/namespaces/default')).status, 200)
})

test('a thousand watches share a connection, and each is told', async () => {
  const watches = Array.from({ length: 1000 }, () =>
    open(`${configMaps}?watch=1&fieldSelector=metadata.name%3Dshared`),
  )
  await Promise.all(watches.map(each => once(each, 'response')))
  await create('shared')
  await Promise.all(watches.map(each => sees(each, '"name":"shared"')))
  for (const each of watches) each.close()
})

test('a watch that nobody reads holds up no other, and catches up once it is read', async () => {
  const slow = open(`${configMaps}?watch=1&fieldSelector=metadata.name%3Dlarge`)
  await once(slow, 'response')
  await create('large')
  for (let i = 0; i < 40; i++) {
    const changed = await send(server, 'PUT', `${configMaps}/large`, {
      body: { metadata: { name: 'large' }, data: { value: `${i}`.repeat(50_000), i: `round-${i}.` } },
    })
    assert.equal(changed.status, 200)
  }
  const other = open(`${configMaps}?watch=1&fieldSelector=metadata.name%3Dlarge`)
  await sees(other, 'round-39.')
  await sees(slow, 'round-39.')
  slow.close()
  other.close()
})

test('a watch in protobuf is frames of a length and an event with the enveloped object', async () => {
  await create('framed')
  const watch = open(`${configMaps}?watch=1&fieldSelector=metadata.name%3Dframed`, { accept: protobuf })
  const [headers] = await once(watch, 'response')
  assert.equal(headers['content-type'], `${protobuf};stream=watch`)
  const [chunk] = await once(watch, 'data')
  const start = chunk.indexOf('k8s\0')
  assert.equal(chunk.readUInt32BE(0), chunk.length - 4)
  assert.ok(chunk.subarray(0, start).includes('ADDED'))
  assert.deepEqual(decodeEnvelope(chunk.subarray(start), definitionOf)['data'], { value: 'x' })
  watch.close()
})

test('a client that sends half a request and leaves disturbs nobody', async () => {
  for (let i = 0; i < 50; i++) {
    const half = open(configMaps, { ':method': 'POST', 'content-type': 'application/json' })
    half.on('error', () => undefined)
    half.write('{"metadata":')
    half.close(8)
  }
  assert.equal((await read(open('/readyz'))).body.toString(), 'ok')
})

test('a body over the limit is refused though it is not read to its end', async () => {
  const big = open(configMaps, { ':method': 'POST', 'content-type': 'application/json' })
  big.on('error', () => undefined)
  big.write(Buffer.alloc(4 * 1024 * 1024, ' '))
  assert.equal(await statusOf(big), 413)
  big.close()
})

test('an empty body that ends in a frame of its own is answered', async () => {
  for (const [method, path] of [
    ['PATCH', `${configMaps}/kube-root-ca.crt`],
    ['PUT', `${configMaps}/kube-root-ca.crt`],
    ['POST', configMaps],
  ] as const) {
    const stream = open(path, { ':method': method, 'content-type': 'application/merge-patch+json' })
    stream.end()
    assert.ok([400, 415].includes((await read(stream)).status), method)
  }
})

test('a client that ends fifteen hundred watches at once is answered after it', async () => {
  const watches = Array.from({ length: 1500 }, () => open(`${configMaps}?watch=1`))
  await Promise.all(watches.map(each => once(each, 'response')))
  const ended = watches.map(each => new Promise(resolve => each.once('close', resolve)))
  for (const each of watches) {
    each.on('error', () => undefined)
    each.close(constants.NGHTTP2_CANCEL)
  }
  await Promise.all(ended)
  // Node 20 ends a connection with that many resets, and its client makes another.
  if (!resetsAreConfigurable) session = dial()
  assert.equal((await read(open('/readyz'))).body.toString(), 'ok')
})
