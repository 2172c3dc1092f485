import assert from 'node:assert/strict'
import { sign } from 'node:crypto'
import { test } from 'node:test'
import type { OCIRepositorySpec } from '@sluice/api/source'
import { openRegistry } from '@sluice/io/oci'
import { der, extension, type Issued, issue, type MemoryRegistry } from '@sluice/testing'
import { pushReferrer } from './cosign.ts'
import { object, push, reconcile, secrets, signal, start } from './oci-fixture.ts'

const root = issue({ subject: { C: 'DE', ST: 'Berlin', O: 'acme', CN: 'root' }, isAuthority: true })
const subject = { C: 'DE', ST: 'Berlin', O: 'acme', CN: 'signer' }
const signer = issue({ subject, issuer: root })

const verify: Partial<OCIRepositorySpec> = {
  verify: { provider: 'notation', secretRef: { name: 'notation' } },
}

/** A trust policy document with one statement. */
function policies(level: string, statement: object = {}): string {
  const common = { name: 'all', registryScopes: ['*'], signatureVerification: { level } }
  const trust = { trustStores: ['ca:any'], trustedIdentities: ['*'] }
  return JSON.stringify({ version: '1.0', trustPolicies: [{ ...common, ...trust, ...statement }] })
}

function trust(document: string, certificate: Issued = root): void {
  secrets.set('notation', { 'trustpolicy.json': document, 'ca.crt': certificate.pem })
}

interface Signature {
  readonly by?: Issued
  readonly chain?: readonly Issued[]
  readonly header?: Readonly<Record<string, unknown>>
  /** What is signed in place of the image. */
  readonly target?: object
}

/** Stores a signature beside the image as notation would. */
async function pushSignature(
  server: MemoryRegistry,
  digest: string,
  signature: Signature = {},
): Promise<void> {
  const { by = signer, chain = [by, root], header = {} } = signature
  const registry = openRegistry({ registry: server.host })
  const { mediaType, size } = await registry.resolve('app', digest, signal)
  await registry.close()
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const payload = encode({ targetArtifact: signature.target ?? { mediaType, digest, size } })
  const protectedHeader = encode({
    alg: 'ES256',
    cty: 'application/vnd.cncf.notary.payload.v1+json',
    crit: ['io.cncf.notary.signingScheme'],
    'io.cncf.notary.signingScheme': 'notary.x509',
    'io.cncf.notary.signingTime': '2026-01-01T00:00:00Z',
    ...header,
  })
  const signed = Buffer.from(`${protectedHeader}.${payload}`)
  const key = { key: by.privateKey, dsaEncoding: 'ieee-p1363' as const }
  const envelope = {
    payload,
    protected: protectedHeader,
    header: { x5c: chain.map(each => each.der.toString('base64')) },
    signature: sign('sha256', signed, key).toString('base64url'),
  }
  await pushReferrer(server, digest, {
    bytes: Buffer.from(JSON.stringify(envelope)),
    mediaType: 'application/jose+json',
    artifactType: 'application/vnd.cncf.notary.signature',
  })
}

async function verifying(signature: Signature | undefined) {
  const server = await start()
  const digest = await push(server, 'latest', { a: '1' })
  if (signature) await pushSignature(server, digest, signature)
  const done = await reconcile(object(server, verify))
  return { ...done, verified: done.condition('SourceVerified'), name: `${server.host}/app@${digest}`, digest }
}

test('a signature by a trusted certificate is verified', async () => {
  const identities = [
    '*',
    'x509.subject: C=DE, ST=Berlin, O=acme',
    'x509.subject:C=DE,S=Berlin,O=acme,CN=signer',
  ]
  for (const identity of identities) {
    trust(policies('strict', { trustedIdentities: [identity] }))
    const done = await verifying({})
    assert.equal(done.verified?.message, `verified signature of revision latest@${done.digest}`)
    assert.equal(done.ready?.status, 'True')
  }
})

test('a certificate that signed itself is enough, if it is the trusted one', async () => {
  const alone = issue({ subject })
  trust(policies('strict'), alone)
  const done = await verifying({ by: alone, chain: [alone] })
  assert.equal(done.verified?.status, 'True')
})

const stranger = issue({ subject, isAuthority: true })
const expired = issue({ subject, issuer: root, to: new Date('2021-01-01') })
const revocable = issue({
  subject,
  issuer: root,
  extensions: [extension('551d1f', der(0x30))],
})
const expiry = {
  crit: ['io.cncf.notary.signingScheme', 'io.cncf.notary.expiry'],
  'io.cncf.notary.expiry': '2024-01-01T00:00:00Z',
}

test('what proves nothing fails with its reason', async () => {
  const outsider = issue({ subject, issuer: stranger })
  const cases: readonly [Signature, RegExp, string?][] = [
    [{ by: outsider, chain: [outsider, stranger] }, /does not contain any trusted certificate/],
    [{ by: outsider, chain: [outsider, root] }, /certificate with subject .*CN=signer.* is not issued by/],
    [{ by: outsider, chain: [signer, root] }, /signature is invalid/],
    [{ chain: [signer] }, /Certificate chain must end with a valid self-signed root certificate/],
    [{ target: { mediaType: 'a/b', digest: 'sha256:1', size: 1 } }, /content descriptor mismatch/],
    [{ by: expired }, /verification time is after certificate .* it was expired at/],
    [{ by: revocable }, /revocation status is unknown/],
    [{ header: expiry }, /digital signature has expired on "2024-01-01T00:00:00.000Z"/],
    [{ header: { ...expiry, crit: ['io.cncf.notary.signingScheme'] } }, /not marked as critical/],
    [{ header: { crit: ['io.cncf.notary.signingScheme', 'x'] } }, /"x" header is marked critical/],
    [{ header: { alg: 'none' } }, /signing method none is invalid/],
    [{ by: issue({ subject, issuer: root, usages: [] }) }, /key usage extension must be present/],
    [{ by: issue({ subject, issuer: root, usages: [0, 2] }) }, /but found "KeyEncipherment"/],
    [{}, /does not match the X.509 trusted identities/, 'x509.subject: C=DE, ST=Berlin, O=other'],
  ]
  for (const [signature, message, identity = '*'] of cases) {
    trust(policies('strict', { trustedIdentities: [identity] }))
    const done = await verifying(signature)
    assert.equal(done.verified?.status, 'False', String(message))
    assert.equal(done.verified?.reason, 'VerificationError')
    assert.match(done.verified?.message ?? '', message)
    assert.match(done.verified?.message ?? '', /^failed to verify the signature using provider 'notation': /)
    assert.equal(done.status.artifact, undefined)
  }
})

test('a level decides what follows from a failure', async () => {
  const outsider = issue({ subject, issuer: stranger })
  const foreign = { by: outsider, chain: [outsider, stranger] }
  const cases: readonly [string, Signature | undefined, string | undefined][] = [
    ['permissive', { by: expired }, 'True'],
    ['permissive', { by: revocable }, 'True'],
    ['permissive', { header: expiry }, 'True'],
    ['permissive', foreign, 'False'],
    // Strangers are noted in an audit: the artifact is stored, and nothing is said to be verified.
    ['audit', foreign, undefined],
    ['audit', undefined, 'False'],
    ['skip', undefined, undefined],
  ]
  for (const [level, signature, status] of cases) {
    trust(policies(level))
    const done = await verifying(signature)
    assert.equal(done.verified?.status, status, level)
    assert.equal(done.ready?.status, status === 'False' ? 'False' : 'True')
  }
  const override = { revocation: 'skip' }
  trust(policies('', { signatureVerification: { level: 'strict', override } }))
  assert.equal((await verifying({ by: revocable })).verified?.status, 'True')
})

test('a policy is for the repositories that it names', async () => {
  const server = await start()
  const digest = await push(server, 'latest', { a: '1' })
  await pushSignature(server, digest)
  trust(policies('strict', { registryScopes: [`${server.host}/app`] }))
  assert.equal((await reconcile(object(server, verify))).ready?.status, 'True')
  trust(policies('strict', { registryScopes: ['other.example/app'] }))
  const done = await reconcile(object(server, verify))
  assert.match(done.ready?.message ?? '', /has no applicable trust policy statement/)
})

test('a Secret or policy that is not as it should be is told', async () => {
  const prefix = "failed to verify the signature using provider 'notation': "
  const cases: readonly [Readonly<Record<string, string>>, string][] = [
    [{ 'a.crt': root.pem }, "'trustpolicy.json' not found in secret 'ns/notation'"],
    [{ 'trustpolicy.json': policies('strict') }, "no certificates found in secret 'ns/notation'"],
  ]
  for (const [secret, message] of cases) {
    secrets.set('notation', secret)
    assert.equal((await verifying(undefined)).ready?.message, prefix + message)
  }
  const bad: readonly [string, string][] = [
    ['{}', 'trust policy document has empty version, version must be specified'],
    ['{"version":"2"}', 'trust policy document uses unsupported version "2"'],
    ['{"version":"1.0"}', 'trust policy document can not have zero trust policy statements'],
    [
      policies('lenient'),
      'trust policy statement "all" has invalid signatureVerification: invalid signature verification level "lenient"',
    ],
    [
      policies('strict', { trustStores: [] }),
      'trust policy statement "all" is either missing trust stores or trusted identities, both must be specified',
    ],
    [
      policies('strict', { trustedIdentities: ['x509.subject: CN=x'] }),
      "distinguished name (DN) \" CN=x\" has no mandatory RDN attribute for \"C\", it must contain 'C', 'ST' or 'S', " +
        "and 'O' RDN attributes at a minimum",
    ],
    [
      policies('', { signatureVerification: { level: 'strict', override: { integrity: 'log' } } }),
      'trust policy statement "all" has invalid signatureVerification: "integrity" verification can not be ' +
        'overridden in custom signature verification',
    ],
  ]
  for (const [document, message] of bad) {
    trust(document)
    assert.equal((await verifying(undefined)).ready?.message, prefix + message)
  }
})

test('without a signature the image is named', async () => {
  trust(policies('strict'))
  const done = await verifying(undefined)
  assert.equal(
    done.ready?.message,
    "failed to verify the signature using provider 'notation': no signature is associated with " +
      `"${done.name}", make sure the artifact was signed successfully`,
  )
})
