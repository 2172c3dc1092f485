import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type CloudAnswer, type CloudServer, startCloudServer } from '@sluice/testing'
import { IdentityError } from '../cloud-identity/index.ts'
import { type AzureBlobOptions, openAzureBlob } from './azure-blob.ts'
import { signSharedKey } from './azure-shared-key.ts'

const { signal } = new AbortController()
const now = new Date('2026-01-01T00:00:00Z')
let clouds: CloudServer
before(async () => {
  clouds = await startCloudServer()
})
after(() => clouds.stop())

const open = (options: Partial<AzureBlobOptions> = {}) =>
  openAzureBlob({
    endpoint: 'https://acct.blob.core.windows.net',
    container: 'files',
    now: () => now,
    openHttp: clouds.openHttp,
    ...options,
  })

const place = 'acct.blob.core.windows.net/files'
const blob = (name: string, etag: string, attributes = '') =>
  `<Blob><Name${attributes}>${name}</Name><Properties><Etag>${etag}</Etag></Properties></Blob>`
const page = (blobs: string, next = ''): CloudAnswer => ({
  body: `<EnumerationResults><Blobs>${blobs}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`,
})
const refusal = (status: number, code: string, message: string): CloudAnswer => ({
  status,
  headers: { 'x-ms-error-code': code },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}\nRequestId:1\nTime:2</Message></Error>`,
})

test('a listing goes over all its pages, with a token', async () => {
  clouds.on('GET', place, ({ url, headers }) => {
    assert.equal(headers['authorization'], 'Bearer token')
    assert.equal(headers['x-ms-version'], '2024-11-04')
    assert.equal(url.searchParams.get('comp'), 'list')
    if (url.searchParams.get('marker') === 'next') return page(blob('b%EF%BF%BFc', '0x2', ' Encoded="true"'))
    return page(blob('a &amp; b', '0x1'), 'next')
  })
  const bucket = open({ login: { type: 'bearer', token: async () => 'token' } })
  const found: unknown[] = []
  for await (const each of bucket.list('', signal)) found.push(each)
  assert.deepEqual(found, [
    { key: 'a & b', etag: '"0x1"' },
    { key: 'b\uffffc', etag: '"0x2"' },
  ])
  await bucket.close()
})

test('a blob has the etag that its listing had', async () => {
  clouds.on('GET', `${place}/dir/a%20b.yaml`, () => ({ headers: { etag: '"0x1"' }, body: 'content' }))
  clouds.on('GET', `${place}/gone`, () => refusal(404, 'BlobNotFound', 'The specified blob does not exist.'))
  const bucket = open()
  const found = await bucket.get('dir/a b.yaml', 100, signal)
  assert.deepEqual([found?.etag, Buffer.from(found?.bytes ?? []).toString()], ['"0x1"', 'content'])
  assert.equal(await bucket.get('gone', 100, signal), undefined)
  await assert.rejects(bucket.get('a/../b', 100, signal), { code: 'InvalidObjectName' })
  await bucket.close()
})

test('whether there is a container, or why nobody says', async () => {
  const answers = [
    page(''),
    refusal(404, 'ContainerNotFound', 'The specified container does not exist.'),
    refusal(403, 'AuthenticationFailed', 'Signature did not match.'),
    refusal(403, 'AuthorizationFailure', 'This request is not authorized.'),
  ]
  clouds.on('GET', place, () => answers.shift())
  const bucket = open({ login: { type: 'signature', query: 'sv=1&sig=top%2Fsecret' } })
  assert.equal(await bucket.exists(signal), true)
  assert.equal(await bucket.exists(signal), false)
  await assert.rejects(bucket.exists(signal), {
    message:
      'the specified bucket name may be incorrect, nonexistent, or the caller might lack sufficient permissions to access it: ' +
      `GET https://${place}: RESPONSE 403: Signature did not match., ERROR CODE: AuthenticationFailed`,
  })
  await assert.rejects(bucket.exists(signal), (error: Error) => !error.message.includes('secret'))
  await bucket.close()
})

test('a signature is part of each address', async () => {
  clouds.on('GET', place, ({ url }) => {
    assert.equal(url.searchParams.get('sig'), 'top/secret')
    assert.equal(url.searchParams.get('restype'), 'container')
    return page('')
  })
  const bucket = open({ login: { type: 'signature', query: 'sv=1&sig=top%2Fsecret' } })
  assert.equal(await bucket.exists(signal), true)
  await bucket.close()
})

test('a signature is in no message, whether there is an answer or none', async () => {
  const login = { type: 'signature', query: 'sv=1&sig=top%2Fsecret' } as const
  const nowhere = openAzureBlob({ endpoint: 'http://127.0.0.1:9', container: 'files', now: () => now, login })
  await assert.rejects(nowhere.exists(signal), {
    name: 'NetworkError',
    message: 'Get "http://127.0.0.1:9/files": dial tcp 127.0.0.1:9: connect: connection refused',
  })
  await nowhere.close()
  clouds.on('GET', `${place}/large`, () => ({ headers: { etag: '"1"' }, body: 'more than that' }))
  const bucket = open({ login })
  await assert.rejects(bucket.get('large', 3, signal), (error: Error) => {
    assert.match(error.message, /larger than 3 bytes$/)
    assert.doesNotMatch(error.message, /secret/)
    return true
  })
  await bucket.close()
})

test('an account key signs each request', async () => {
  const login = { account: 'acct', key: Buffer.from('key').toString('base64') }
  clouds.on('GET', place, ({ url, headers }) => {
    const signed = {
      'x-ms-date': String(headers['x-ms-date']),
      'x-ms-version': String(headers['x-ms-version']),
    }
    assert.equal(headers['authorization'], signSharedKey(login, { method: 'GET', url, headers: signed }))
    return page('')
  })
  const bucket = open({ login: { type: 'key', ...login } })
  assert.equal(await bucket.exists(signal), true)
  await bucket.close()
})

test('signSharedKey() signs what Azure documents', () => {
  const signature = signSharedKey(
    { account: 'devstoreaccount1', key: Buffer.from('a key of the account').toString('base64') },
    {
      method: 'GET',
      url: new URL('http://127.0.0.1:10000/devstoreaccount1/files?restype=container&comp=list'),
      headers: { 'x-ms-version': '2024-11-04', 'x-ms-date': 'Thu, 01 Jan 2026 00:00:00 GMT' },
    },
  )
  // Worked out by another implementation of the same steps.
  assert.equal(signature, 'SharedKey devstoreaccount1:iAc/DoKCXcfK412M562eiL6pOTC+f2crfHEl4h9de0A=')
})

test('a token does not go over the wire in the open, nor does one who has none ask', async () => {
  const inTheOpen = open({
    endpoint: 'http://acct.test',
    login: { type: 'bearer', token: async () => 'token' },
  })
  await assert.rejects(inTheOpen.exists(signal), {
    message: 'authenticated requests are not permitted for non TLS protected (https) endpoints',
  })
  const nobody = open({
    login: { type: 'bearer', token: () => Promise.reject(new IdentityError('nobody')) },
  })
  await assert.rejects(nobody.exists(signal), { name: 'BucketError', message: 'nobody' })
  await assert.rejects(open({ endpoint: 'acct.test' }).exists(signal), {
    message: "endpoint 'acct.test' is no http or https address",
  })
})
