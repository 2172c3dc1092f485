import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OCIRepositorySpec } from '@sluice/api/source'
import { issue } from '@sluice/testing'
import { pushBundle, pushSimple, simplePayload } from './cosign.ts'
import { object, push, reconcile, secrets, start } from './oci-fixture.ts'
import { certify, keylessAnnotations, keylessBundle, trustedRoot } from './sigstore-world.ts'

const issuer = 'https://token.actions.example'
const subject = 'https://git.example/acme/app/.github/workflows/release.yml@refs/tags/v1'
const signer = certify(issuer, subject)

function verifying(
  identities: readonly { issuer: string; subject: string }[] = [],
): Partial<OCIRepositorySpec> {
  return {
    verify: {
      provider: 'cosign',
      trustedRootSecretRef: { name: 'root' },
      matchOIDCIdentity: identities,
    },
  }
}

type Server = Awaited<ReturnType<typeof start>>
const forms: Readonly<Record<string, (server: Server, digest: string, by: typeof signer) => Promise<void>>> =
  {
    bundle: (server, digest, by) => pushBundle(server, digest, keylessBundle(digest, by)),
    'signature of the older form': (server, digest, by) =>
      pushSimple(server, digest, simplePayload(digest), keylessAnnotations(simplePayload(digest), by)),
  }

async function signedBy(by: typeof signer, form: keyof typeof forms, spec: Partial<OCIRepositorySpec>) {
  const server = await start()
  const digest = await push(server, 'latest', { a: '1' })
  await forms[form]?.(server, digest, by)
  const done = await reconcile(object(server, spec))
  return { ...done, verified: done.condition('SourceVerified'), digest }
}

for (const form of Object.keys(forms)) {
  test(`a keyless ${form} by somebody who matches is verified`, async () => {
    secrets.set('root', { 'trusted_root.json': trustedRoot() })
    const identities = [
      [],
      [{ issuer: '^https://token\\.actions\\.example$', subject: 'acme/app/.*@refs/tags/v\\d$' }],
      [
        { issuer: 'nobody', subject: 'nobody' },
        { issuer: 'example', subject: '^https://git' },
      ],
    ]
    for (const allowed of identities) {
      const done = await signedBy(signer, form, verifying(allowed))
      assert.equal(done.verified?.message, `verified signature of revision latest@${done.digest}`)
      assert.equal(done.verified?.status, 'True')
    }
  })

  test(`a keyless ${form} by somebody else is refused`, async () => {
    secrets.set('root', { 'trusted_root.json': trustedRoot() })
    const done = await signedBy(signer, form, verifying([{ issuer: 'other', subject: 'acme' }]))
    assert.match(
      done.verified?.message ?? '',
      /^failed to verify the signature using provider 'cosign keyless': no matching .* of issuer 'https:\/\/token\.actions\.example'/,
    )
    const outside = issue({ subject: { O: 'elsewhere', CN: 'root' }, isAuthority: true })
    const stranger = await signedBy(certify(issuer, subject, outside), form, verifying())
    assert.match(stranger.verified?.message ?? '', /failed to verify bundle: /)
    assert.equal(stranger.status.artifact, undefined)
  })
}

test('a signature that its log entry is not about is refused', async () => {
  secrets.set('root', { 'trusted_root.json': trustedRoot() })
  const server = await start()
  const digest = await push(server, 'latest', { a: '1' })
  const { verificationMaterial } = keylessBundle(`sha256:${'0'.repeat(64)}`, signer)
  const { dsseEnvelope } = keylessBundle(digest, signer)
  await pushBundle(server, digest, { verificationMaterial, dsseEnvelope })
  const done = await reconcile(object(server, verifying()))
  assert.match(done.condition('SourceVerified')?.message ?? '', /tlog entry signature mismatch/)
})

test('a trusted root that is none is told', async () => {
  const cases: readonly [Readonly<Record<string, string>> | undefined, string][] = [
    [undefined, `failed to read trusted root from secret 'ns/root': secrets "root" not found`],
    [
      {},
      "failed to read trusted root from secret 'ns/root': 'trusted_root.json' not found in secret 'ns/root'",
    ],
    [
      { 'trusted_root.json': '{"mediaType":"x"}' },
      'unable to parse trusted root: unsupported TrustedRoot media type: x',
    ],
    [
      { 'trusted_root.json': JSON.stringify({ ...JSON.parse(trustedRoot()), tlogs: [] }) },
      'unable to extract Rekor URL from trusted root: no transparency log entries found in trusted root',
    ],
  ]
  for (const [secret, message] of cases) {
    if (secret) secrets.set('root', secret)
    else secrets.delete('root')
    const done = await signedBy(signer, 'bundle', verifying())
    assert.equal(
      done.ready?.message,
      `failed to verify the signature using provider 'cosign keyless': ${message}`,
    )
  }
})
