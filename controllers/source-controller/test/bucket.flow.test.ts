import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Bucket, BucketSpec } from '@sluice/api/source'
import { treeOfTarGz } from '@sluice/base/tar'
import { type ArtifactStore, openArtifactStore } from '@sluice/io/artifact-store'
import { openBucket } from '@sluice/io/bucket'
import { reconcileOnce } from '@sluice/kube/runtime'
import { type BucketServer, startBucketServer } from '@sluice/testing'
import { bucketReconciler } from '../src/bucket/reconciler.ts'
import { SecretNotFound } from '../src/secrets/secret-data.ts'
import { identitiesOf } from './identities.ts'

const dir = mkdtempSync(join(tmpdir(), 'bucket-test-'))
const names = ['first', 'ignores', 'moves', 'empty']
const key = { accessKey: 'reader', secretKey: 'of books' }
let server: BucketServer
let store: ArtifactStore

before(async () => {
  server = await startBucketServer({ buckets: names, key, pageSize: 2 })
  store = await openArtifactStore({
    dir,
    address: 'source.test',
    retention: { ttl: 60_000, records: 2 },
    algorithm: 'sha256',
    maxBytes: 1024 ** 2,
    now: Date.now,
  })
})
after(async () => {
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

function object(bucketName: string, spec: Partial<BucketSpec> = {}): Bucket {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'Bucket',
    metadata: { name: 'b', namespace: 'ns', generation: 1, uid: 'b', finalizers: ['finalizers.fluxcd.io'] },
    spec: {
      bucketName,
      endpoint: server.endpoint,
      insecure: true,
      interval: '1h',
      provider: 'generic',
      secretRef: { name: 'login' },
      ...spec,
    },
    status: { observedGeneration: -1 },
  } as Bucket
}

const secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  login: { accesskey: key.accessKey, secretkey: key.secretKey },
  wrong: { accesskey: key.accessKey, secretkey: 'guess' },
  half: { accesskey: key.accessKey },
}

async function reconcile(bucket: Bucket) {
  const reconciler = bucketReconciler({
    store,
    openBucket,
    identities: identitiesOf(),
    env: {},
    getSecret: async (_namespace, name) => {
      const secret = secrets[name]
      if (!secret) throw new SecretNotFound(`secrets "${name}" not found`)
      return Object.fromEntries(Object.entries(secret).map(([name, value]) => [name, Buffer.from(value)]))
    },
  })
  const done = await reconcileOnce(reconciler, bucket)
  const { artifact } = done.status
  return {
    ...done,
    object: done.object ?? bucket,
    ready: done.condition('Ready'),
    files: async () => treeOfTarGz(artifact ? await store.bytesOf(artifact) : new Uint8Array()).paths(),
    told: done.events.map(({ severity, reason, message }) => `${severity} ${reason}: ${message}`),
  }
}

test('the files of a bucket are stored, and told; an unchanged bucket is only listed', async () => {
  for (const name of ['app/a.yaml', 'app/b.yaml', 'c.jpg']) server.put('first', name, name)
  const done = await reconcile(object('first'))
  assert.deepEqual(await done.files(), ['app/a.yaml', 'app/b.yaml', 'c.jpg'])
  assert.match(done.status.artifact?.path ?? '', /^bucket\/ns\/b\/[0-9a-f]{64}\.tar\.gz$/)
  assert.match(done.ready?.message ?? '', /^stored artifact: revision 'sha256:[0-9a-f]{64}'$/)
  assert.deepEqual(done.told, ["info NewArtifact: stored artifact with 3 fetched files from 'first' bucket"])

  server.requests.length = 0
  const again = await reconcile(done.object)
  assert.deepEqual(again.status.artifact, done.status.artifact)
  assert.ok(server.requests.every(line => !line.endsWith('.yaml')))

  server.put('first', 'app/a.yaml', 'changed')
  server.remove('first', 'c.jpg')
  const next = await reconcile(again.object)
  assert.deepEqual(await next.files(), ['app/a.yaml', 'app/b.yaml'])
  assert.notEqual(next.status.artifact?.revision, done.status.artifact?.revision)
})

test('.sourceignore, spec.ignore and the prefix decide what is stored', async () => {
  for (const name of ['x/keep.yaml', 'x/drop.txt', 'x/also.md', 'y/other.yaml'])
    server.put('ignores', name, name)
  server.put('ignores', '.sourceignore', '*.txt\n')
  const done = await reconcile(object('ignores', { prefix: 'x/', ignore: '*.md' }))
  assert.deepEqual(await done.files(), ['.sourceignore', 'x/keep.yaml'])
})

test('a key that would lead out of the artifact is refused', async () => {
  server.put('moves', '../../etc/passwd', 'x')
  const done = await reconcile(object('moves'))
  assert.match(done.ready?.message ?? '', /object name '..\/..\/etc\/passwd' has parts that are '.' or '..'$/)
  assert.equal(done.status.artifact, undefined)
})

const refusals = [
  { spec: { bucketName: 'absent' }, says: /^bucket 'absent' not found$/, reason: 'BucketOperationFailed' },
  {
    spec: { secretRef: { name: 'none' } },
    says: /^failed to get secret 'ns\/none': secrets "none" not found$/,
    reason: 'AuthenticationFailed',
  },
  {
    spec: { secretRef: { name: 'half' } },
    says: /^invalid 'half' secret data: required fields 'accesskey' and 'secretkey'$/,
    reason: 'AuthenticationFailed',
  },
  {
    spec: { secretRef: { name: 'wrong' } },
    says: /^failed to confirm existence of 'empty' bucket: The request signature/,
    reason: 'BucketOperationFailed',
  },
  {
    spec: { endpoint: '127.0.0.1:9' },
    says: /dial tcp 127.0.0.1:9: connect: connection refused$/,
    reason: 'BucketOperationFailed',
  },
]
for (const { spec, says, reason } of refusals) {
  test(`a spec of ${JSON.stringify(spec)} fails with ${reason}`, async () => {
    const done = await reconcile(object('empty', spec))
    assert.equal(done.ready?.reason, reason)
    assert.match(done.ready?.message ?? '', says)
    assert.equal(done.condition('FetchFailed')?.status, 'True')
  })
}
