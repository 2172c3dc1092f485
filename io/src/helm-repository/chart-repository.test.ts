import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type ChartRepositoryError, openChartRepository, resolveReference } from './index.ts'

const { signal } = new AbortController()
const seen: { url: string | undefined; authorization: string | undefined }[] = []
const server = createServer(({ url, headers }, response) => {
  seen.push({ url, authorization: headers.authorization })
  if (url === '/charts/index.yaml') response.end('apiVersion: v1\n')
  else if (url === '/moved.tgz')
    response.writeHead(302, { location: `http://localhost:${port}/elsewhere.tgz` }).end()
  else if (url?.endsWith('.tgz')) response.end('x'.repeat(64))
  else response.writeHead(404).end()
})
let port = 0
let base = ''
before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  base = `http://127.0.0.1:${port}/charts`
})
after(() => void server.close())

const login = { username: 'me', password: 'secret' }
const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`

const references = [
  { reference: 'app-1.tgz', gives: 'https://r.example/charts/app-1.tgz?t=1' },
  { reference: '/app-1.tgz', gives: 'https://r.example/app-1.tgz?t=1' },
  { reference: 'app-1.tgz?u=2', gives: 'https://r.example/charts/app-1.tgz?u=2' },
  { reference: 'https://o.example/app-1.tgz', gives: 'https://o.example/app-1.tgz' },
]
for (const { reference, gives } of references) {
  test(`resolveReference() of ${reference} gives ${gives}`, () => {
    assert.equal(resolveReference('https://r.example/charts?t=1', reference), gives)
  })
}

test('the index and charts of the same host are asked for with the password', async () => {
  seen.length = 0
  const repository = openChartRepository({ url: `${base}/`, ...login })
  assert.equal(Buffer.from(await repository.index(signal)).toString(), 'apiVersion: v1\n')
  assert.equal((await repository.chart('app-1.tgz', signal)).length, 64)
  await repository.close()
  assert.deepEqual(seen, [
    { url: '/charts/index.yaml', authorization: basic },
    { url: '/charts/app-1.tgz', authorization: basic },
  ])
})

test('another host does not see the password, unless it is passed on', async () => {
  for (const passCredentials of [false, true]) {
    seen.length = 0
    const repository = openChartRepository({ url: base, ...login, passCredentials })
    await repository.chart(`http://localhost:${port}/app.tgz`, signal)
    await repository.close()
    assert.deepEqual(seen, [{ url: '/app.tgz', authorization: passCredentials ? basic : undefined }])
  }
})

test('a redirect to another host does not carry the password', async () => {
  seen.length = 0
  const repository = openChartRepository({ url: base, ...login })
  await repository.chart('/moved.tgz', signal)
  await repository.close()
  assert.equal(seen.at(-1)?.url, '/elsewhere.tgz')
  assert.equal(seen.at(-1)?.authorization, undefined)
})

test('a missing chart and one that is too large are told', async () => {
  const repository = openChartRepository({ url: base, maxChart: 63 })
  await assert.rejects(repository.chart('none', signal), (error: ChartRepositoryError) => {
    assert.equal(error.message, `failed to fetch ${base}/none : 404 Not Found`)
    return error.status === 404
  })
  await assert.rejects(repository.chart('app.tgz', signal), /app.tgz' exceeds '63' bytes limit/)
  await repository.close()
})
