import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemoryRegistry, type MemoryRegistryOptions, startMemoryRegistry } from '@sluice/testing'
import { mediaTypes, openRegistry, type Registry, type RegistryOptions } from './index.ts'

const { signal } = new AbortController()

async function withRegistry(
  options: MemoryRegistryOptions & { readonly client?: Partial<RegistryOptions> },
  use: (registry: Registry, server: MemoryRegistry) => Promise<void>,
): Promise<void> {
  const server = await startMemoryRegistry(options)
  const registry = openRegistry({ registry: server.host, retryDelay: 1, ...options.client })
  try {
    await use(registry, server)
  } finally {
    await registry.close()
    await server.stop()
  }
}

async function pushImage(
  registry: Registry,
  path: string,
  tags: readonly string[],
  content = 'hello',
): Promise<string> {
  const layer = await registry.pushBlob(path, Buffer.from(content), signal)
  const config = await registry.pushBlob(path, Buffer.from('{}'), signal)
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] }),
  )
  const manifest = { mediaType: mediaTypes.ociManifest, bytes }
  for (const tag of tags) await registry.pushManifest(path, tag, manifest, signal)
  return (await registry.resolve(path, tags[0] ?? '', signal)).digest
}

async function read(content: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of content) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

test('a registry gives back what was pushed', () =>
  withRegistry({}, async registry => {
    const digest = await pushImage(registry, 'team/app', ['1.0'])
    const { manifest, descriptor } = await registry.manifest('team/app', digest, signal)
    assert.equal(descriptor.digest, digest)
    const [layer] = manifest.layers
    assert.ok(layer)
    assert.equal(await read(registry.blob('team/app', layer, signal)), 'hello')
  }))

test('a registry lists tags over all pages', () =>
  withRegistry({ pageSize: 2 }, async registry => {
    await pushImage(registry, 'app', ['1', '2', '3', '4', '5'])
    assert.deepEqual(await registry.tags('app', signal), ['1', '2', '3', '4', '5'])
  }))

for (const type of ['basic', 'token'] as const) {
  test(`a registry with ${type} login takes the right password and names the refusal of a wrong one`, async () => {
    const login = { type, username: 'me', password: 'secret' }
    const credentials = { type: 'basic', username: 'me', password: 'secret' } as const
    await withRegistry({ login, client: { credentials } }, async (registry, server) => {
      await pushImage(registry, 'app', ['1'])
      const stranger = openRegistry({
        registry: server.host,
        credentials: { ...credentials, password: 'wrong' },
      })
      await assert.rejects(stranger.tags('app', signal), {
        name: 'RegistryError',
        code: 'UNAUTHORIZED',
        status: 401,
      })
      await stranger.close()
    })
  })
}

test('credentials stay with the registry when a blob is elsewhere', async () => {
  const elsewhere = await startMemoryRegistry()
  const login = { type: 'basic', username: 'me', password: 'secret' } as const
  await withRegistry({ login, client: { credentials: login } }, async (registry, server) => {
    await pushImage(registry, 'app', ['1'])
    const [layer] = (await registry.manifest('app', '1', signal)).manifest.layers
    assert.ok(layer)
    const location = `http://${elsewhere.host}/v2/app/blobs/${layer.digest}`
    server.fail(/blobs/, { status: 307, headers: { location } })
    await assert.rejects(read(registry.blob('app', layer, signal)), /BLOB_UNKNOWN/)
    assert.deepEqual(elsewhere.requests, [
      { line: `GET /v2/app/blobs/${layer.digest}`, authorization: undefined },
    ])
  })
  await elsewhere.stop()
})

test('a busy registry is asked again, and given up in time', () =>
  withRegistry({}, async (registry, server) => {
    await pushImage(registry, 'app', ['1'])
    server.fail(/tags/, { status: 429, headers: { 'retry-after': '0' } }, 2)
    assert.deepEqual(await registry.tags('app', signal), ['1'])
    server.fail(/tags/, { status: 503 }, 4)
    await assert.rejects(registry.tags('app', signal), { status: 503 })
  }))

test('a registry that asks for long patience is not waited for', () =>
  withRegistry({}, async (registry, server) => {
    await pushImage(registry, 'app', ['1'])
    server.fail(/tags/, { status: 429, headers: { 'retry-after': '3600' } }, 2)
    await assert.rejects(registry.tags('app', signal), { name: 'RegistryError', status: 429 })
    assert.deepEqual(server.requests.filter(({ line }) => line.includes('tags')).length, 1)
  }))

test('a page in the place of a list of tags is told', () =>
  withRegistry({}, async (registry, server) => {
    server.fail(/tags/, { status: 200, body: '<html>' })
    await assert.rejects(registry.tags('app', signal), {
      name: 'RegistryError',
      message: /is no list of tags/,
    })
  }))

const broken = [
  { content: 'hell0', says: /error verifying sha256 checksum/ },
  { content: 'hel', says: /error verifying size; got 3 bytes, want 5/ },
  { content: 'hello and more', says: /more than the announced 5 bytes/ },
]
for (const { content, says } of broken) {
  test(`a blob that arrives as '${content}' is refused`, () =>
    withRegistry({}, async (registry, server) => {
      await pushImage(registry, 'app', ['1'])
      const [layer] = (await registry.manifest('app', '1', signal)).manifest.layers
      assert.ok(layer)
      server.fail(/blobs/, { status: 200, body: content })
      await assert.rejects(read(registry.blob('app', layer, signal)), says)
    }))
}

test('a manifest that is not what its digest says is refused', () =>
  withRegistry({}, async (registry, server) => {
    const digest = await pushImage(registry, 'app', ['1'])
    server.fail(/manifests/, { status: 200, body: '{}' })
    await assert.rejects(registry.manifest('app', digest, signal), { name: 'DigestMismatchError' })
  }))

for (const hasReferrers of [true, false]) {
  test(`referrers are found ${hasReferrers ? 'by their API' : 'by the tag in its place'}`, () =>
    withRegistry({ hasReferrers }, async registry => {
      const digest = await pushImage(registry, 'app', ['1'])
      const subject = { mediaType: mediaTypes.ociManifest, digest, size: 1 }
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, subject, layers: [] }))
      const signature = await registry.pushManifest(
        'app',
        'sig',
        { mediaType: mediaTypes.ociManifest, bytes },
        signal,
      )
      if (!hasReferrers) {
        const index = { schemaVersion: 2, manifests: [signature] }
        const body = { mediaType: mediaTypes.ociIndex, bytes: Buffer.from(JSON.stringify(index)) }
        await registry.pushManifest('app', digest.replace(':', '-'), body, signal)
      }
      const found = await registry.referrers('app', digest, signal)
      assert.deepEqual(
        found.map(each => each.digest),
        [signature.digest],
      )
    }))
}

test('an unknown tag is told in the words of the registry', () =>
  withRegistry({}, async (registry, server) => {
    await assert.rejects(registry.resolve('app', 'none', signal), {
      message: `GET http://${server.host}/v2/app/manifests/none: MANIFEST_UNKNOWN: manifest unknown`,
    })
  }))
