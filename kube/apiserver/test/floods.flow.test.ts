import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, afterEach, before, test } from 'node:test'
import { connect as dialTls, type TLSSocket } from 'node:tls'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send } from './requests.ts'

let server: ApiServer

before(async () => {
  server = await startApiServer()
})
after(() => server.stop())

/** Whatever one client does, the next one is answered. */
afterEach(async () => {
  const { status } = await send(server, 'GET', '/api/v1/namespaces/default')
  assert.equal(status, 200)
})

async function dial(protocol: 'h2' | 'http/1.1'): Promise<TLSSocket> {
  const { hostname: host, port } = new URL(server.url)
  const socket = dialTls({
    host,
    port: Number(port),
    ca: server.caCertificate,
    ALPNProtocols: [protocol],
  })
  // Being cut off is an answer too.
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  return socket
}

/** What comes until the text is there that is waited for, or the connection is over. */
async function read(socket: TLSSocket, wanted: RegExp): Promise<string> {
  let seen = ''
  for await (const chunk of socket) {
    seen += chunk.toString('latin1')
    if (wanted.test(seen)) break
  }
  return seen
}

const frame = (type: number, flags: number, stream: number, payload = Buffer.alloc(0)) => {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}
const [data, headers, reset, settings, ping, continuation] = [0, 1, 3, 4, 6, 9]
const [endStream, endHeaders] = [1, 4]
const preface = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(settings, 0, 0)])

/** A header as it is written by who knows no compression. */
const field = (name: string, value: string) =>
  Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), lengthOf(value), Buffer.from(value)])
const lengthOf = ({ length }: string) => Buffer.from(length < 127 ? [length] : [127, length - 127])

const requestHead = (method: string) =>
  Buffer.concat([
    field(':method', method),
    field(':scheme', 'https'),
    field(':path', '/api/v1/pods'),
    field(':authority', 'x'),
  ])

const many = (count: number, make: (i: number) => Buffer) =>
  Buffer.concat(Array.from({ length: count }, (_, i) => make(i)))

const floods = [
  {
    of: 'requests that are given up at once',
    bytes: () =>
      many(30_000, i =>
        Buffer.concat([
          frame(headers, endHeaders | endStream, 2 * i + 1, requestHead('GET')),
          frame(reset, 0, 2 * i + 1, Buffer.from([0, 0, 0, 8])),
        ]),
      ),
  },
  { of: 'settings', bytes: () => many(30_000, () => frame(settings, 0, 0, Buffer.from([0, 4, 0, 1, 0, 0]))) },
  { of: 'pings', bytes: () => many(30_000, () => frame(ping, 0, 0, Buffer.alloc(8))) },
  {
    of: 'headers without end',
    bytes: () =>
      Buffer.concat([
        frame(headers, endStream, 1, requestHead('GET')),
        many(20_000, () => frame(continuation, 0, 1, field('x-more', 'y'.repeat(100)))),
      ]),
  },
  {
    of: 'empty pieces of a body',
    bytes: () =>
      Buffer.concat([
        frame(headers, endHeaders, 1, requestHead('POST')),
        many(30_000, () => frame(data, 0, 1)),
      ]),
  },
  { of: 'what is no frame', bytes: () => many(1_000, i => Buffer.from(`${i} is no frame`)) },
]
for (const { of, bytes } of floods) {
  test(`a flood of ${of} ends its connection, and nothing else`, async () => {
    const socket = await dial('h2')
    socket.write(Buffer.concat([preface, bytes()]))
    await read(socket, /$^/)
    assert.ok(socket.destroyed || socket.readableEnded)
    socket.destroy()
  })
}

const asks = (target: string, more = '') =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\n${more}\r\n`

test('requests that come at once are answered one after the other', async () => {
  const socket = await dial('http/1.1')
  socket.write(asks('/api/v1/namespaces/default') + asks('/nope') + asks('/version'))
  const seen = await read(socket, /gitVersion/)
  assert.deepEqual(seen.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200'])
  socket.destroy()
})

test('a client that has said all it has to say is answered', async () => {
  const socket = await dial('http/1.1')
  socket.end(asks('/version'))
  assert.match(await read(socket, /gitVersion/), /^HTTP\/1\.1 200/)
  socket.destroy()
})

test('headers may be long, and a target may name its server', async () => {
  const socket = await dial('http/1.1')
  socket.write(asks('https://other/version', `X-Long: ${'y'.repeat(100_000)}\r\n`))
  assert.match(await read(socket, /gitVersion/), /^HTTP\/1\.1 200/)
  socket.destroy()
})

for (const text of [
  'GET\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
]) {
  test(`what is no request is refused: ${JSON.stringify(text)}`, async () => {
    const socket = await dial('http/1.1')
    socket.write(text)
    assert.match(await read(socket, /\r\n\r\n/), /^HTTP\/1\.1 400/)
    socket.destroy()
  })
}

test('clients that leave in the midst of lists and watches leave nothing behind', async () => {
  const sockets = await Promise.all(Array.from({ length: 50 }, () => dial('http/1.1')))
  for (const [i, socket] of sockets.entries()) {
    socket.write(asks(i % 2 === 0 ? '/openapi/v2' : '/api/v1/configmaps?watch=1'))
  }
  await Promise.all(sockets.map(socket => once(socket, 'data')))
  for (const socket of sockets) socket.destroy()
})
