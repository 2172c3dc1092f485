import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HttpClient, NetworkError } from '../http/index.ts'
import { findBase } from './find-base.ts'

type Answer = number | string

/** A client to a host that answers over TLS and without it: with a status, or not at all for the reason given. */
function clientOf(answers: {
  readonly https: Answer
  readonly http: Answer
}): HttpClient & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    async request({ url }) {
      asked.push(url)
      const answer = answers[url.startsWith('https:') ? 'https' : 'http']
      if (typeof answer === 'string') throw new NetworkError(`Get "${url}": ${answer}`)
      return {
        status: answer,
        headers: {},
        url,
        body: (async function* () {})(),
        bytes: async () => Buffer.from('no'),
        drop: async () => {},
      }
    },
    close: async () => {},
  }
}

function baseOf(client: HttpClient): Promise<string> {
  return findBase({ client, host: 'r.local', signal: new AbortController().signal })
}

const refused = 'dial tcp 127.0.0.1:1: connect: connection refused'
const found: readonly { does: string; https: Answer; http: Answer; base: string }[] = [
  { does: 'prefers TLS', https: 200, http: 200, base: 'https://r.local/v2/' },
  { does: 'takes a request to log in for an answer', https: 401, http: refused, base: 'https://r.local/v2/' },
  { does: 'takes a busy registry for an answer', https: 429, http: refused, base: 'https://r.local/v2/' },
  { does: 'falls back to plain HTTP', https: refused, http: 200, base: 'http://r.local/v2/' },
  { does: 'falls back where TLS leads elsewhere', https: 404, http: 200, base: 'http://r.local/v2/' },
]
for (const { does, https, http, base } of found) {
  test(`findBase() ${does}`, async () => assert.equal(await baseOf(clientOf({ https, http })), base))
}

test('findBase() leaves plain HTTP alone where TLS is answered', async () => {
  const client = clientOf({ https: 200, http: 200 })
  await baseOf(client)
  assert.deepEqual(client.asked, ['https://r.local/v2/'])
})

test('findBase() tells of both where neither is answered', async () => {
  const both = `Get "https://r.local/v2/": ${refused}; Get "http://r.local/v2/": ${refused}`
  await assert.rejects(baseOf(clientOf({ https: refused, http: refused })), {
    name: 'NetworkError',
    message: both,
  })
  await assert.rejects(baseOf(clientOf({ https: refused, http: 403 })), {
    name: 'RegistryError',
    status: 403,
    message: `Get "https://r.local/v2/": ${refused}; GET http://r.local/v2/: unexpected status code 403 Forbidden: no`,
  })
})
