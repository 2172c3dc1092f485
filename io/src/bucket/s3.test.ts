import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type BucketServer, startBucketServer } from '@sluice/testing'
import { BucketError, openS3, type S3Options } from './index.ts'
import { elementsOf, textOf } from './xml.ts'

const key = { accessKey: 'reader', secretKey: 'of books' }
const { signal } = new AbortController()
let server: BucketServer
before(async () => {
  server = await startBucketServer({ buckets: ['files', 'many'], key, pageSize: 100 })
})
after(() => server.stop())

const open = (bucket: string, options: Partial<S3Options> = {}) =>
  openS3({
    endpoint: server.endpoint,
    insecure: true,
    bucket,
    credentials: async () => key,
    now: () => new Date(),
    ...options,
  })

async function keysOf(bucket: ReturnType<typeof open>, prefix = ''): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { key } of bucket.list(prefix, signal)) keys.push(key)
  return keys
}

test('objects are listed below a prefix, and read, whatever their names', async () => {
  const names = ['a/b.yaml', 'a/c d+e&f.yaml', "a/ünï(1)'.yaml", 'b.yaml']
  for (const name of names) server.put('files', name, `content of ${name}`)
  const bucket = open('files')
  assert.deepEqual([...(await keysOf(bucket, 'a/'))].sort(), names.slice(0, 3).sort())
  for (const name of names) {
    const found = await bucket.get(name, 1024, signal)
    assert.equal(Buffer.from(found?.bytes ?? []).toString(), `content of ${name}`)
    assert.match(found?.etag ?? '', /^[0-9a-f]{32}$/)
  }
  await bucket.close()
})

test('a listing goes over all its pages', async () => {
  const keys = Array.from({ length: 250 }, (_, i) => `k${String(i).padStart(4, '0')}`)
  for (const key of keys) server.put('many', key, key)
  const bucket = open('many')
  assert.deepEqual(await keysOf(bucket), keys)
  await bucket.close()
})

test('what is not there, too large or not allowed is told apart', async () => {
  server.put('files', 'big', 'x'.repeat(100))
  const bucket = open('files')
  assert.equal(await bucket.get('none', 10, signal), undefined)
  await assert.rejects(bucket.get('big', 10, signal), BucketError)
  assert.equal(await bucket.exists(signal), true)
  await bucket.close()
  const absent = open('absent')
  assert.equal(await absent.exists(signal), false)
  await absent.close()
  const stranger = open('files', { credentials: async () => ({ ...key, secretKey: 'wrong' }) })
  await assert.rejects(stranger.get('big', 1000, signal), { code: 'SignatureDoesNotMatch' })
  await stranger.close()
})

const names = [
  ['', 'Bucket name cannot be empty'],
  ['ab', 'Bucket name cannot be shorter than 3 characters'],
  ['a'.repeat(64), 'Bucket name cannot be longer than 63 characters'],
  ['10.0.0.1', 'Bucket name cannot be an ip address'],
  ['a..b', 'Bucket name contains invalid characters'],
  ['a/b', 'Bucket name contains invalid characters'],
] as const
for (const [name, message] of names) {
  test(`exists() asks for no bucket '${name}'`, async () => {
    const bucket = open(name)
    await assert.rejects(bucket.exists(signal), { name: 'BucketError', message })
    await bucket.close()
  })
}

test('elementsOf() and textOf() read what stores answer', () => {
  const xml = '<R><K>a &amp; b</K><E/><K>&#x41;&#66;</K></R>'
  assert.deepEqual(elementsOf(xml, 'K'), ['a &amp; b', '&#x41;&#66;'])
  assert.equal(textOf(xml, 'K'), 'a & b')
  assert.equal(textOf(xml, 'E'), '')
  assert.deepEqual(elementsOf('<K>unfinished', 'K'), [])
})
