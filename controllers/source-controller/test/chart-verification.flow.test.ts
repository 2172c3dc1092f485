import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import type { HelmChart, HelmChartSpec, HelmRepository } from '@sluice/api/source'
import { memoryTree } from '@sluice/base/flow'
import { loadChart, packageChart } from '@sluice/helm'
import { mediaTypes, openRegistry } from '@sluice/io/oci'
import type { MemoryRegistry } from '@sluice/testing'
import { pushSimple, signerOf, simplePayload } from './cosign.ts'
import { chartObject, reconcileChart } from './helm-fixture.ts'
import { secrets, signal, start } from './oci-fixture.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()

async function pushChart(server: MemoryRegistry, version: string): Promise<string> {
  const text = `apiVersion: v2\nname: app\nversion: ${version}\n`
  const tree = memoryTree({ 'Chart.yaml': text, 'templates/a.yaml': 'a: 1\n' })
  const bytes = packageChart(loadChart(tree), new Date(0))
  const registry = openRegistry({ registry: server.host })
  const layer = { ...(await registry.pushBlob('app', bytes, signal)), mediaType: mediaTypes.helmChart }
  const config = await registry.pushBlob('app', Buffer.from('{}'), signal)
  const mediaType = mediaTypes.ociManifest
  const manifest = { schemaVersion: 2, mediaType, config, layers: [layer] }
  const pushed = { mediaType, bytes: Buffer.from(JSON.stringify(manifest)) }
  const { digest } = await registry.pushManifest('app', version, pushed, signal)
  await registry.close()
  return digest
}

async function sign(server: MemoryRegistry, digest: string): Promise<void> {
  const payload = simplePayload(digest)
  const signature = signerOf(privateKey)(payload).toString('base64')
  await pushSimple(server, digest, payload, { 'dev.cosignproject.cosign/signature': signature })
}

function object(spec: Partial<HelmChartSpec> = {}): HelmChart {
  const verify = { provider: 'cosign', secretRef: { name: 'chart-keys' } } as const
  return chartObject({ version: '1.x', verify, ...spec })
}

function reconcile(server: MemoryRegistry, chart: HelmChart, repository: object = { type: 'oci' }) {
  const source = {
    metadata: { name: 'charts', namespace: 'ns' },
    spec: { url: `oci://${server.host}`, insecure: true, ...repository },
  } as HelmRepository
  return reconcileChart(chart, source)
}

test('a signed chart is stored, and its signature looked at each time', async () => {
  secrets.set('chart-keys', { 'a.pub': pem })
  const server = await start()
  await sign(server, await pushChart(server, '1.0.0'))
  const done = await reconcile(server, object())
  assert.equal(done.verified?.message, 'verified signature of version 1.0.0')
  assert.equal(done.condition('Ready')?.message, "pulled 'app' chart with version '1.0.0'")
  server.requests.length = 0
  const again = await reconcile(server, done.object)
  assert.equal(again.verified?.status, 'True')
  assert.ok(server.requests.some(({ line }) => line.endsWith('.sig')))
  assert.ok(!server.requests.some(({ line }) => line.includes('/blobs/') && line.startsWith('HEAD')))
})

test('a chart without a trusted signature is not stored', async () => {
  secrets.set('chart-keys', { 'a.pub': pem })
  const server = await start()
  const digest = await pushChart(server, '1.0.0')
  const done = await reconcile(server, object())
  const message =
    `chart verification error: failed to verify oci://${server.host}/app@${digest}: ` +
    `no matching signatures were found for '${server.host}/app@${digest}'`
  assert.equal(done.verified?.message, message)
  assert.equal(done.verified?.reason, 'VerificationError')
  assert.equal(done.condition('BuildFailed')?.reason, 'ChartVerificationError')
  assert.equal(done.condition('Ready')?.message, message)
  assert.equal(done.status.artifact, undefined)
})

test('keys that cannot be read are told', async () => {
  secrets.delete('chart-keys')
  const server = await start()
  await pushChart(server, '1.0.0')
  const done = await reconcile(server, object())
  const message = `failed to verify the signature using provider 'cosign': secrets "chart-keys" not found`
  assert.equal(done.verified?.message, message)
  assert.equal(done.condition('Ready')?.reason, 'VerificationError')
})

test('a chart that no longer asks for it has no claim about its signature', async () => {
  secrets.set('chart-keys', { 'a.pub': pem })
  const server = await start()
  await sign(server, await pushChart(server, '1.0.0'))
  const signed = await reconcile(server, object())
  const { verify: _, ...spec } = signed.object.spec ?? {}
  const done = await reconcile(server, { ...signed.object, spec } as HelmChart)
  assert.equal(done.verified, undefined)
})

test("a cloud's registry is logged in to before it asks for that", async () => {
  const server = await start()
  await pushChart(server, '1.0.0')
  const done = await reconcile(server, object(), { type: 'oci', provider: 'aws' })
  assert.equal(done.condition('Ready')?.status, 'False')
  assert.match(
    done.condition('FetchFailed')?.message ?? '',
    /unable to get authentication data from OIDC: invalid AWS registry: '127\.0\.0\.1:\d+'\. must match /,
  )
})
