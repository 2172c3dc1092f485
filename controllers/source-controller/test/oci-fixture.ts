/** An OCIRepository, the store and the registries it is reconciled with. @module */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { OCIRepository, OCIRepositorySpec } from '@sluice/api/source'
import { tarEnd, tarHeader, tarPadding, treeOfTarGz } from '@sluice/base/tar'
import { type ArtifactStore, openArtifactStore } from '@sluice/io/artifact-store'
import { mediaTypes, openRegistry } from '@sluice/io/oci'
import { reconcileOnce } from '@sluice/kube/runtime'
import { type MemoryRegistry, type MemoryRegistryOptions, startMemoryRegistry } from '@sluice/testing'
import { ociRepositoryReconciler } from '../src/oci-repository/reconciler.ts'
import { SecretNotFound } from '../src/secrets/secret-data.ts'
import { identitiesOf } from './identities.ts'

/** Ends what hangs. */
export const signal = AbortSignal.timeout(60_000)
const dir = mkdtempSync(join(tmpdir(), 'oci-test-'))
/** By name; the tests' only namespace has no others. */
export const secrets = new Map<string, Readonly<Record<string, string>>>()
const servers: MemoryRegistry[] = []
let opened: ArtifactStore

before(async () => {
  opened = await openArtifactStore({
    dir,
    address: 'source.test',
    retention: { ttl: 60_000, records: 2 },
    algorithm: 'sha256',
    maxBytes: 1024 ** 2,
    now: Date.now,
  })
})
after(async () => {
  for (const server of servers) await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** Where artifacts go. */
export function store(): ArtifactStore {
  return opened
}

/** A registry that stops with the tests. */
export async function start(options: MemoryRegistryOptions = {}): Promise<MemoryRegistry> {
  const server = await startMemoryRegistry(options)
  servers.push(server)
  return server
}

/** A gzipped archive of files. */
export function packed(files: Readonly<Record<string, string>>): Uint8Array {
  const parts = Object.entries(files).flatMap(([path, text]) => [
    tarHeader({ path, type: 'file', size: text.length }),
    Buffer.from(text),
    tarPadding(text.length),
  ])
  return gzipSync(Buffer.concat([...parts, tarEnd]))
}

/** Pushes an artifact with a layer of these files; gives its digest. */
export function push(
  server: MemoryRegistry,
  tag: string,
  files: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>> = {},
): Promise<string> {
  return pushLayer(server, tag, packed(files), { annotations })
}

/** Pushes an artifact whose only layer is these bytes, and whose manifest differs from the usual by `changes`. */
export async function pushLayer(
  server: MemoryRegistry,
  tag: string,
  content: Uint8Array,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const registry = openRegistry({
    registry: server.host,
    credentials: { type: 'basic', username: 'me', password: 'secret' },
  })
  const layer = await registry.pushBlob('app', content, signal)
  const config = await registry.pushBlob('app', Buffer.from('{}'), signal)
  const mediaType = mediaTypes.ociManifest
  const layers = [{ ...layer, mediaType: mediaTypes.fluxContent }]
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config, layers, ...changes }))
  const { digest } = await registry.pushManifest('app', tag, { mediaType, bytes }, signal)
  await registry.close()
  return digest
}

/** A new object that fetches `latest` of the repository `app`. */
export function object(server: MemoryRegistry, spec: Partial<OCIRepositorySpec> = {}): OCIRepository {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: {
      name: 'app',
      namespace: 'ns',
      generation: 1,
      uid: 'app',
      finalizers: ['finalizers.fluxcd.io'],
    },
    spec: { url: `oci://${server.host}/app`, interval: '1h', timeout: '60s', insecure: true, ...spec },
    status: { observedGeneration: -1 },
  } as OCIRepository
}

/** One reconciliation, and what came of it. */
export async function reconcile(repo: OCIRepository, identities = identitiesOf()) {
  const reconciler = ociRepositoryReconciler({
    store: opened,
    identities,
    openRegistry: options => openRegistry({ ...options, retries: 0 }),
    pullSecretsOf: async () => ['pull'],
    getSecret: async (_namespace, name) => {
      const secret = secrets.get(name)
      if (!secret) throw new SecretNotFound(`secrets "${name}" not found`)
      return Object.fromEntries(Object.entries(secret).map(([key, value]) => [key, Buffer.from(value)]))
    },
  })
  const done = await reconcileOnce(reconciler, repo)
  const { artifact } = done.status
  return {
    ...done,
    object: done.object ?? repo,
    ready: done.condition('Ready'),
    files: async () => treeOfTarGz(artifact ? await opened.bytesOf(artifact) : new Uint8Array()).paths(),
    told: done.events.map(({ severity, reason, message }) => `${severity} ${reason}: ${message}`),
  }
}
