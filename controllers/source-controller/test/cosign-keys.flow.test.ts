import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import type { OCIRepositorySpec } from '@sluice/api/source'
import { envelope, pushBundle, pushReferrer, pushSimple, signerOf, simplePayload } from './cosign.ts'
import { object, push, reconcile, secrets, start } from './oci-fixture.ts'

const keys = {
  ecdsa: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'ecdsa-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ed25519: generateKeyPairSync('ed25519'),
}
const other = generateKeyPairSync('ed25519')
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
const hint = { publicKey: { hint: 'x' } }

const verify: Partial<OCIRepositorySpec> = { verify: { provider: 'cosign', secretRef: { name: 'keys' } } }
const simple = (key: KeyObject, payload: Buffer) => ({
  'dev.cosignproject.cosign/signature': signerOf(key)(payload).toString('base64'),
})
const failure = (message: string) => `failed to verify the signature using provider 'cosign': ${message}`

for (const [type, { publicKey, privateKey }] of Object.entries(keys)) {
  test(`a signature and a bundle by a key of type ${type} are verified`, async () => {
    secrets.set('keys', { 'a.pub': pem(other.publicKey), 'b.pub': pem(publicKey), c: 'not a key' })
    for (const form of ['simple', 'bundle']) {
      const server = await start()
      const digest = await push(server, 'latest', { a: form })
      if (form === 'simple') {
        const payload = simplePayload(digest)
        await pushSimple(server, digest, payload, simple(privateKey, payload))
      } else {
        const dsseEnvelope = envelope(digest, signerOf(privateKey))
        await pushBundle(server, digest, { verificationMaterial: hint, dsseEnvelope })
      }
      const done = await reconcile(object(server, verify))
      const condition = done.condition('SourceVerified')
      assert.equal(condition?.message, `verified signature of revision latest@${digest}`)
      assert.equal(condition?.status, 'True')
      assert.equal(done.ready?.status, 'True')
    }
  })
}

test('what proves nothing gives no artifact', async () => {
  const { publicKey, privateKey } = keys.ecdsa
  secrets.set('keys', { 'a.pub': pem(publicKey) })
  const mine = signerOf(privateKey)
  const elsewhere = `sha256:${'0'.repeat(64)}`
  const cases: readonly [
    string,
    (server: Awaited<ReturnType<typeof start>>, digest: string) => Promise<void>,
  ][] = [
    ['no signature at all', async () => {}],
    [
      'a signature by somebody else',
      (server, digest) =>
        pushSimple(server, digest, simplePayload(digest), simple(other.privateKey, simplePayload(digest))),
    ],
    [
      'a good signature of another image',
      (server, digest) =>
        pushSimple(server, digest, simplePayload(elsewhere), simple(privateKey, simplePayload(elsewhere))),
    ],
    [
      'a bundle about another image',
      (server, digest) =>
        pushBundle(server, digest, {
          verificationMaterial: hint,
          dsseEnvelope: envelope(elsewhere, mine),
        }),
    ],
    [
      'a bundle with a certificate',
      (server, digest) =>
        pushBundle(server, digest, {
          verificationMaterial: { certificate: { rawBytes: '' } },
          dsseEnvelope: envelope(digest, mine),
        }),
    ],
    [
      'something else that refers to the image',
      (server, digest) =>
        pushReferrer(server, digest, { bytes: Buffer.from('{}'), mediaType: 'a/b', artifactType: 'c/d' }),
    ],
  ]
  for (const [title, prepare] of cases) {
    const server = await start()
    const digest = await push(server, 'latest', { a: title })
    await prepare(server, digest)
    const done = await reconcile(object(server, verify))
    const message = failure(`no matching signatures were found for '${server.host}/app@${digest}'`)
    assert.equal(done.condition('SourceVerified')?.message, message, title)
    assert.equal(done.condition('SourceVerified')?.reason, 'VerificationError')
    assert.equal(done.ready?.message, message)
    assert.equal(done.status.artifact, undefined)
  }
})

test('a key or Secret that cannot be read is told', async () => {
  const server = await start()
  await push(server, 'latest', { a: '1' })
  secrets.set('keys', { 'a.pub': 'no key' })
  const bad = await reconcile(object(server, verify))
  assert.equal(bad.ready?.message, failure('PEM decoding failed'))
  secrets.delete('keys')
  const missing = await reconcile(object(server, verify))
  assert.equal(missing.ready?.message, failure('secrets "keys" not found'))
})

test('a signature is looked at again only for another revision, another spec, or after a failure', async () => {
  const { publicKey, privateKey } = keys.ed25519
  secrets.set('keys', { 'a.pub': pem(publicKey) })
  const server = await start()
  const digest = await push(server, 'latest', { a: '1' })
  const failed = await reconcile(object(server, verify))
  assert.equal(failed.condition('SourceVerified')?.status, 'False')
  const payload = simplePayload(digest)
  await pushSimple(server, digest, payload, simple(privateKey, payload))
  const first = await reconcile(failed.object)
  assert.equal(first.condition('SourceVerified')?.status, 'True')

  server.requests.length = 0
  const second = await reconcile(first.object)
  assert.deepEqual(
    server.requests.map(({ line }) => line),
    ['GET /v2/', 'HEAD /v2/app/manifests/latest'],
  )
  assert.equal(second.condition('SourceVerified')?.status, 'True')
  const next = { ...second.object, metadata: { ...second.object.metadata, generation: 2 } }
  await reconcile(next)
  assert.ok(server.requests.some(({ line }) => line.includes('/referrers/')))

  const { verify: _, ...spec } = next.spec ?? {}
  const without = await reconcile({ ...next, spec } as typeof next)
  assert.equal(without.condition('SourceVerified'), undefined)
})

test('a registry that fails is no verdict about the signature', async () => {
  secrets.set('keys', { 'a.pub': pem(other.publicKey) })
  const server = await start()
  await push(server, 'latest', { a: '1' })
  server.fail(/\.sig$/, { status: 503, body: 'busy' }, 5)
  const done = await reconcile(object(server, verify))
  assert.match(done.ready?.message ?? '', /unexpected status code 503 Service Unavailable: busy/)
})

test('a keyless signature needs a trusted root', async () => {
  const server = await start()
  await push(server, 'latest', { a: '1' })
  const done = await reconcile(object(server, { verify: { provider: 'cosign' } }))
  assert.equal(
    done.ready?.message,
    "failed to verify the signature using provider 'cosign keyless': no trusted root: set " +
      'spec.verify.trustedRootSecretRef (OCIRepository) or spec.verify.secretRef',
  )
})
