import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createHttpClient, type HttpClient, NetworkError } from './index.ts'

/** A server for one test, and a client to it; `seen` is what was asked of it. */
async function withServer(
  answer: RequestListener,
  use: (url: string, client: HttpClient, seen: readonly IncomingMessage[]) => Promise<void>,
): Promise<void> {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const client = createHttpClient()
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, client, seen)
  } finally {
    await client.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

const headers = { authorization: 'Basic c2VjcmV0', cookie: 'a=b', accept: 'text/plain' }

test('a redirect to another host goes without credentials, one to the same host with them', () =>
  withServer(
    (_, response) => response.end('there'),
    (elsewhere, _client, seenElsewhere) =>
      withServer(
        ({ url }, response) => {
          const location = url === '/away' ? `${elsewhere}/x` : url === '/near' ? '/here' : undefined
          response.writeHead(location ? 302 : 200, location ? { location } : {}).end('here')
        },
        async (url, client, seen) => {
          const away = await client.request({ url: `${url}/away`, headers })
          assert.equal((await away.bytes(100)).toString(), 'there')
          const [request] = seenElsewhere
          assert.deepEqual(
            ['authorization', 'cookie', 'accept'].map(name => request?.headers[name]),
            [undefined, undefined, 'text/plain'],
          )
          await (await client.request({ url: `${url}/near`, headers })).drop()
          assert.equal(seen.at(-1)?.headers.authorization, headers.authorization)
        },
      ),
  ))

const redirects = [
  {
    what: 'another scheme',
    location: 'file:///etc/passwd',
    why: /^Get "file:\/\/\/etc\/passwd": unsupported protocol scheme "file"$/,
  },
  { what: 'nowhere', location: 'http://[', why: /failed to parse Location header "http:\/\/\["$/ },
  { what: 'itself', location: '/', why: /stopped after 10 redirects$/ },
]
for (const { what, location, why } of redirects) {
  test(`a redirect to ${what} is an error`, () =>
    withServer(
      (_, response) => response.writeHead(302, { location }).end(),
      (url, client) => assert.rejects(client.request({ url }), { name: 'NetworkError', message: why }),
    ))
}

test('a body that is longer than allowed is given up', () =>
  withServer(
    (_, response) => response.end('x'.repeat(1000)),
    async (url, client) => {
      const response = await client.request({ url })
      await assert.rejects(response.bytes(999), {
        message: `Get "${url}": response is larger than 999 bytes`,
      })
    },
  ))

test('a body that ends before its announced length is an error', () =>
  withServer(
    (_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('half')
      setImmediate(() => response.destroy())
    },
    async (url, client) => {
      const reading = client.request({ url }).then(response => response.bytes(1000))
      await assert.rejects(reading, NetworkError)
    },
  ))

for (const { when, head } of [
  { when: 'answers nothing', head: false },
  { when: 'sends its body drop by drop', head: true },
]) {
  test(`a server that ${when} is left once time is up`, () => {
    const time = new AbortController()
    return withServer(
      (_, response) => {
        if (head) response.write('.')
        // The time is up as soon as the server has begun to keep us waiting.
        setImmediate(() => time.abort(new DOMException('time is up', 'TimeoutError')))
      },
      async (url, client) => {
        const reading = client.request({ url, signal: time.signal }).then(response => response.bytes(1000))
        await assert.rejects(reading, { name: 'NetworkError', message: /context deadline exceeded$/ })
      },
    )
  })
}

for (const url of ['file:///etc/passwd', 'ftp://example.com/x']) {
  test(`${url} is not asked for`, async () => {
    const client = createHttpClient()
    await assert.rejects(client.request({ url }), { message: /unsupported protocol scheme/ })
    await client.close()
  })
}
