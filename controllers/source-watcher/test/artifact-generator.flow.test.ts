import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ArtifactGenerator, ArtifactGeneratorSpec } from '@sluice/api/extensions'
import type { ExternalArtifact } from '@sluice/api/source'
import { type Artifact, memoryTree } from '@sluice/base/flow'
import { treeOfTarGz } from '@sluice/base/tar'
import { ArtifactError, type ArtifactStore, openArtifactStore } from '@sluice/io/artifact-store'
import { reconcileOnce } from '@sluice/kube/runtime'
import type { Deps } from '../src/artifact-generator/deps.ts'
import { artifactGeneratorReconciler } from '../src/artifact-generator/reconciler.ts'

const dir = mkdtempSync(join(tmpdir(), 'watcher-test-'))
let store: ArtifactStore
/** Sources by `kind/namespace/name`, and their files. */
const sources = new Map<string, { artifact?: Artifact; files: Readonly<Record<string, string>> }>()
const outputs = new Map<string, ExternalArtifact>()

before(async () => {
  const retention = { ttl: 0, records: 1 }
  const options = {
    dir,
    address: 'watcher.test',
    retention,
    algorithm: 'sha256',
    maxBytes: 1024 ** 2,
  } as const
  store = await openArtifactStore({ ...options, now: Date.now })
})
after(() => rmSync(dir, { recursive: true, force: true }))

function addSource(key: string, revision: string, files: Readonly<Record<string, string>>): void {
  const url = `http://source.test/${key}/${revision}`
  const artifact = { path: key, url, revision, digest: `sha256:${revision}`, lastUpdateTime: '', size: 1 }
  sources.set(key, { artifact, files })
}

function deps(): Deps {
  return {
    store,
    requeueDependency: 5000,
    noCrossNamespaceRefs: true,
    findSource: ({ kind, namespace, name }) => sources.get(`${kind}/${namespace}/${name}`),
    fetchTree: async url => {
      const found = [...sources.values()].find(({ artifact }) => artifact?.url === url)
      if (!found || found.files['broken']) throw new ArtifactError('not-found', `cannot fetch '${url}'`)
      return memoryTree(found.files)
    },
    listOutputs: async (_namespace, uid) =>
      [...outputs.values()].filter(
        ({ metadata }) => metadata.labels?.['source.extensions.fluxcd.io/generator'] === uid,
      ),
    applyOutput: async output => void outputs.set(output.metadata.name, output),
    deleteOutput: async (_namespace, name) => void outputs.delete(name),
  }
}

function generator(name: string, spec: Partial<ArtifactGeneratorSpec>): ArtifactGenerator {
  const finalizers = ['source.extensions.fluxcd.io/finalizer']
  return {
    apiVersion: 'source.extensions.fluxcd.io/v1beta1',
    kind: 'ArtifactGenerator',
    metadata: { name, namespace: 'ns', generation: 1, uid: `uid-${name}`, finalizers },
    spec: { sources: [{ alias: 'app', kind: 'GitRepository', name }], artifacts: [], ...spec },
  } as ArtifactGenerator
}

async function reconcile(object: ArtifactGenerator) {
  const done = await reconcileOnce(artifactGeneratorReconciler(deps()), object)
  const told = done.events.map(({ severity, reason, message }) => `${severity} ${reason}: ${message}`)
  return { ...done, object: done.object ?? object, ready: done.condition('Ready'), told }
}

async function filesOf(name: string): Promise<readonly string[]> {
  const artifact = outputs.get(name)?.status?.artifact
  if (!artifact) throw new TypeError(`no artifact '${name}'`)
  return treeOfTarGz(await store.bytesOf(artifact)).paths()
}

const copyAll = [{ from: '@app/**', to: '@artifact/' }]

test('sources become artifacts that others can refer to', async () => {
  addSource('GitRepository/ns/mono', 'main@sha1:1', { 'a/x.yaml': 'x', 'b/y.yaml': 'y', 'b/z.jpg': 'z' })
  addSource('Bucket/ns/extra', 'sha256:2', { 'more.yaml': 'm' })
  const object = generator('mono', {
    commonMetadata: { labels: { team: 'a' }, annotations: { note: 'n' } },
    sources: [
      { alias: 'app', kind: 'GitRepository', name: 'mono' },
      { alias: 'extra', kind: 'Bucket', name: 'extra' },
    ],
    artifacts: [
      { name: 'a', copy: [{ from: '@app/a/**', to: '@artifact/' }] },
      {
        name: 'b',
        revision: '@app',
        originRevision: '@extra',
        copy: [
          { from: '@app/b', to: '@artifact/' },
          { from: '@extra/more.yaml', to: '@artifact/b/' },
        ],
      },
    ],
  })
  const done = await reconcile(object)
  assert.equal(done.ready?.message, 'reconciliation succeeded, generated 2 artifact(s)')
  assert.deepEqual(await filesOf('a'), ['x.yaml'])
  // Pictures are left out, as from any source.
  assert.deepEqual(await filesOf('b'), ['b/more.yaml', 'b/y.yaml'])
  const [a, b] = [outputs.get('a'), outputs.get('b')]
  assert.equal(a?.status?.artifact?.revision, `latest@${a?.status?.artifact?.digest}`)
  assert.match(a?.status?.artifact?.path ?? '', /^externalartifact\/ns\/a\/\d+\.tar\.gz$/)
  assert.equal(b?.status?.artifact?.revision, 'main@sha1:1')
  assert.deepEqual(b?.status?.artifact?.metadata, { 'org.opencontainers.image.revision': 'sha256:2' })
  assert.deepEqual(a?.metadata.labels, {
    team: 'a',
    'app.kubernetes.io/managed-by': 'source-watcher',
    'source.extensions.fluxcd.io/generator': 'uid-mono',
  })
  assert.deepEqual(a?.spec?.sourceRef, {
    apiVersion: 'source.extensions.fluxcd.io/v1beta1',
    kind: 'ArtifactGenerator',
    name: 'mono',
    namespace: 'ns',
  })
  assert.deepEqual(
    done.status.inventory?.map(({ name }) => name),
    ['a', 'b'],
  )
  assert.ok(
    done.told.some(text => text.startsWith('info Ready: external artifacts reconciled: ns/a (sha256:')),
  )

  const again = await reconcile(done.object)
  assert.deepEqual(again.told, ['trace Ready: No drift detected, 2 artifact(s) up to date'])
  assert.deepEqual(again.ready, done.ready)
})

test('what has drifted is made again; what is no longer asked for goes', async () => {
  addSource('GitRepository/ns/drift', 'main@sha1:1', { x: '1' })
  const spec = { artifacts: ['one', 'two'].map(name => ({ name, copy: copyAll })) }
  const first = await reconcile(generator('drift', spec))
  const { path = '' } = outputs.get('one')?.status?.artifact ?? {}

  writeFileSync(join(dir, path), 'broken')
  const mended = await reconcile(first.object)
  assert.deepEqual(await filesOf('one'), ['x'])
  outputs.delete('two')
  const restored = await reconcile(mended.object)
  assert.ok(outputs.has('two'))

  addSource('GitRepository/ns/drift', 'main@sha1:2', { x: '1', y: '2' })
  const second = await reconcile(restored.object)
  assert.deepEqual(await filesOf('one'), ['x', 'y'])

  const fewer = { ...second.object, metadata: { ...second.object.metadata, generation: 2 } }
  const only = { ...fewer.spec, artifacts: spec.artifacts.slice(0, 1) } as ArtifactGeneratorSpec
  const third = await reconcile({ ...fewer, spec: only })
  assert.ok(!outputs.has('two'))
  assert.equal(third.status.inventory?.length, 1)

  const deletionTimestamp = '2026-01-01T00:00:00Z'
  const metadata = { ...third.object.metadata, deletionTimestamp }
  await reconcile({ ...third.object, metadata } as ArtifactGenerator)
  assert.ok(!outputs.has('one'))
})

test('a pattern makes a set of artifacts for each folder that matches', async () => {
  const files = {
    'apps/Web/envs/prod/a': '1',
    'apps/Web/envs/dev/a': '1',
    'apps/api/envs/dev/b': '2',
    'apps/x': '',
  }
  addSource('GitRepository/ns/pattern', 'main@sha1:1', files)
  const object = generator('pattern', {
    pathPattern: '@app/apps/{app}/envs/{env}',
    artifacts: [
      { name: '{app}-{env}', copy: [{ from: '@app/apps/{app}/envs/{env}/**', to: '@artifact/{env}/' }] },
    ],
  })
  const done = await reconcile(object)
  assert.equal(done.ready?.message, 'reconciliation succeeded, generated 3 artifact(s)')
  assert.deepEqual(await filesOf('web-prod'), ['prod/a'])
  assert.deepEqual(outputs.get('api-dev')?.metadata.labels?.['app'], 'api')
})

test('what cannot be followed stalls', async () => {
  addSource('GitRepository/ns/bad', 'main@sha1:1', { 'apps/A/x': '1', 'apps/a/x': '1' })
  const one = (name: string) => ({ name, copy: copyAll })
  const app = { alias: 'app', kind: 'GitRepository', name: 'bad' } as const
  const cases: readonly [Partial<ArtifactGeneratorSpec>, string, string][] = [
    [{ sources: [app, app] }, 'ValidationFailed', "duplicate source alias 'app' found"],
    [{ artifacts: [one('a'), one('a')] }, 'ValidationFailed', "duplicate artifact name 'a' found"],
    [
      { artifacts: [{ ...one('a'), revision: '@none' }] },
      'ValidationFailed',
      "artifact a revision source alias 'none' not found",
    ],
    [
      { sources: [{ ...app, namespace: 'other' }] },
      'AccessDenied',
      'cross-namespace reference to source GitRepository/other/bad is not allowed',
    ],
    [
      { pathPattern: '@app/apps/{app}', artifacts: [one('{app}')] },
      'BuildFailed',
      'failed to expand path pattern: pathPattern "@app/apps/{app}": directories "apps/A" and "apps/a" both resolve ' +
        'to artifact name "a"',
    ],
    [
      { pathPattern: '@app/apps/{app}', artifacts: [one('{other}')] },
      'BuildFailed',
      'failed to expand path pattern: pathPattern "@app/apps/{app}": failed to render artifact {other} for match ' +
        'apps/A: invalid template "{other}": capture variable "other" is not defined by pathPattern',
    ],
    [
      { pathPattern: '@app/{app}/{app}', artifacts: [one('{app}')] },
      'BuildFailed',
      'failed to expand path pattern: pathPattern "@app/{app}/{app}": duplicate capture variable "app"',
    ],
  ]
  for (const [spec, reason, message] of cases) {
    const done = await reconcile(generator('bad', { artifacts: [one('a')], ...spec }))
    assert.equal(done.condition('Stalled')?.message, message)
    assert.equal(done.ready?.reason, reason)
  }
})

test('a source that is missing is waited for', async () => {
  const artifacts = [{ name: 'w', copy: copyAll }]
  const missing = await reconcile(generator('wait', { artifacts }))
  const notFound = 'get sources failed: GitRepository.source.toolkit.fluxcd.io "wait" not found'
  assert.equal(missing.ready?.message, notFound)
  assert.deepEqual(missing.told, [`error SourceFetchFailed: ${notFound}`])
  sources.set('GitRepository/ns/wait', { files: {} })
  const early = await reconcile(missing.object)
  assert.equal(early.ready?.message, "get sources failed: source 'GitRepository/ns/wait' is not ready")
  addSource('GitRepository/ns/wait', 'main@sha1:1', { broken: 'yes' })
  const broken = await reconcile(early.object)
  assert.match(broken.ready?.message ?? '', /^fetch sources failed: cannot fetch/)
  addSource('GitRepository/ns/wait', 'main@sha1:2', { x: '1' })
  const done = await reconcile(broken.object)
  assert.equal(done.ready?.status, 'True')
})

test('a step that fails is told with the artifact and the step', async () => {
  addSource('GitRepository/ns/step', 'main@sha1:1', { x: '1' })
  const copy = [{ from: '@app/none', to: '@artifact/' }]
  const done = await reconcile(generator('step', { artifacts: [{ name: 's', copy }] }))
  assert.equal(
    done.ready?.message,
    "s build failed: failed to apply copy operations: failed to apply copy operation from '@app/none' to " +
      "'@artifact/': source 'none' does not exist",
  )
  assert.equal(done.ready?.reason, 'BuildFailed')
})

test('a generator that is disabled does nothing', async () => {
  const object = generator('off', { artifacts: [{ name: 'off', copy: copyAll }] })
  const annotations = { 'source.extensions.fluxcd.io/reconcile': 'Disabled' }
  const done = await reconcile({
    ...object,
    metadata: { ...object.metadata, annotations },
  } as ArtifactGenerator)
  assert.deepEqual(done.told, ['trace ReconciliationDisabled: Reconciliation is disabled'])
  assert.equal(done.ready?.message, 'Initialized with reconciliation suspended')
  assert.ok(!outputs.has('off'))
})
