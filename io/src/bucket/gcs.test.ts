import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type CloudServer, startCloudServer } from '@sluice/testing'
import { IdentityError } from '../cloud-identity/index.ts'
import { type GcsOptions, openGcs } from './gcs.ts'

const { signal } = new AbortController()
let clouds: CloudServer
before(async () => {
  clouds = await startCloudServer()
})
after(() => clouds.stop())
beforeEach(() => {
  clouds.requests.length = 0
})

const open = (options: Partial<GcsOptions> = {}) =>
  openGcs({ bucket: 'files', token: async () => 'token', openHttp: clouds.openHttp, ...options })

const base = 'storage.googleapis.com/storage/v1/b/files'

async function keysOf(bucket: ReturnType<typeof open>): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { key, etag } of bucket.list('a/', signal)) keys.push(`${key} ${etag}`)
  return keys
}

test('a listing goes over all its pages, with the token', async () => {
  clouds.on('GET', `${base}/o`, ({ url, headers }) => {
    assert.equal(headers['authorization'], 'Bearer token')
    assert.equal(url.searchParams.get('prefix'), 'a/')
    const isSecond = url.searchParams.get('pageToken') === 'more'
    return {
      body: isSecond
        ? { items: [{ name: 'a/2', etag: 'y' }] }
        : { items: [{ name: 'a/1', etag: 'x' }], nextPageToken: 'more' },
    }
  })
  const bucket = open()
  assert.deepEqual(await keysOf(bucket), ['a/1 x', 'a/2 y'])
  await bucket.close()
})

test('an object is read in the generation that was described', async () => {
  const name = "a/b c'ü"
  clouds.on('GET', `${base}/o/${encodeURIComponent(name)}`, ({ url }) => {
    if (url.searchParams.get('alt') === 'json') return { body: { etag: 'E', generation: '17' } }
    assert.equal(url.searchParams.get('ifGenerationMatch'), '17')
    return { headers: { 'content-length': '7' }, body: 'content' }
  })
  const bucket = open()
  const found = await bucket.get(name, 100, signal)
  assert.deepEqual([found?.etag, Buffer.from(found?.bytes ?? []).toString()], ['E', 'content'])
  await assert.rejects(bucket.get(name, 3, signal), { name: 'BucketError', code: 'EntityTooLarge' })
  clouds.on('GET', `${base}/o/gone`, () => ({ status: 404, body: {} }))
  assert.equal(await bucket.get('gone', 100, signal), undefined)
  await bucket.close()
})

test('whether there is a bucket, or why nobody says', async () => {
  const answers = [
    { status: 200, body: {} },
    { status: 404, body: { error: { code: 404, message: 'The specified bucket does not exist.' } } },
    { status: 403, body: { error: { message: 'may not read', errors: [{ reason: 'forbidden' }] } } },
    { status: 401, body: 'Invalid Credentials' },
  ]
  clouds.on('GET', base, () => answers.shift())
  const bucket = open()
  assert.equal(await bucket.exists(signal), true)
  assert.equal(await bucket.exists(signal), false)
  await assert.rejects(bucket.exists(signal), {
    name: 'BucketError',
    message: 'googleapi: Error 403: may not read, forbidden',
  })
  await assert.rejects(bucket.exists(signal), { message: 'googleapi: Error 401: Invalid Credentials' })
  await bucket.close()
})

test('a store that is busy is asked again', async () => {
  const answers = [
    { status: 429, headers: { 'retry-after': '0' } },
    { status: 503, headers: { 'retry-after': '0' } },
    {},
  ]
  clouds.on('GET', base, () => answers.shift())
  const bucket = open()
  assert.equal(await bucket.exists(signal), true)
  assert.equal(clouds.requests.length, 3)
  await bucket.close()
})

test('who cannot say who it is does not ask', async () => {
  const bucket = open({ token: () => Promise.reject(new IdentityError('nobody')) })
  await assert.rejects(bucket.exists(signal), {
    name: 'BucketError',
    message: `Get "https://${base}?alt=json&prettyPrint=false&projection=full": nobody`,
  })
  assert.deepEqual(clouds.requests, [])
  await bucket.close()
})

test('an emulator is asked instead, and told no token', async () => {
  clouds.on('GET', `${new URL(clouds.url).host}/storage/v1/b/files`, ({ headers }) => {
    assert.equal(headers['authorization'], undefined)
    return {}
  })
  const bucket = openGcs({ bucket: 'files', emulator: new URL(clouds.url).host, token: async () => 'secret' })
  assert.equal(await bucket.exists(signal), true)
  await bucket.close()
})
