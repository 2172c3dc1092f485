/** A release on an API server, seen by the real `helm`. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { HelmRelease, type HelmReleaseSpec } from '@sluice/api/helm'
import { type ApiServer, startApiServer } from '@sluice/apiserver'
import { memoryTree } from '@sluice/base/flow'
import { createClient, type KubeClient, parseKubeconfig } from '@sluice/kube/client'
import { reconcileOnce } from '@sluice/kube/runtime'
import { clientTools } from '@sluice/testing'
import { parseConfig } from '../src/config.ts'
import { capabilitiesOf } from '../src/helm-release/capabilities.ts'
import type { Deps } from '../src/helm-release/deps.ts'
import { helmReleaseReconciler } from '../src/helm-release/reconciler.ts'
import { chartOf } from './test-case.ts'

const tools = clientTools()
const skip = tools.type === 'missing' ? tools.reason : false
const namespace = 'default'
const configMaps = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }
const run = promisify(execFile)
const chart = chartOf('1.0.0', {
  'templates/config.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata: {color: "{{ .Values.color }}"}\n',
})

let server: ApiServer
let client: KubeClient
let folder: string

before(async () => {
  server = await startApiServer({})
  client = createClient(parseKubeconfig(server.kubeconfig()))
  folder = await mkdtemp(join(tmpdir(), 'sluice-helm-'))
  await writeFile(join(folder, 'kubeconfig'), server.kubeconfig())
})
after(async () => {
  await client.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

async function helm(...args: string[]): Promise<string> {
  assert.ok(tools.type === 'found')
  const env = { PATH: '', HOME: folder, KUBECONFIG: join(folder, 'kubeconfig') }
  return (await run(tools.helm, [...args, '-n', namespace], { env })).stdout
}

function deps(): Deps {
  const files = Object.entries(chart).map(([path, text]) => [`shop/${path}`, text])
  const artifact = {
    digest: 'sha256:shop-1',
    path: 'p',
    url: 'http://source/p',
    revision: '1.0.0',
    lastUpdateTime: '2026-01-01T00:00:00Z',
  }
  return {
    config: parseConfig(),
    capabilities: capabilitiesOf,
    environment: {
      now: () => new Date(),
      randomBytes: count => new Uint8Array(count),
      loadCryptography: () => Promise.reject(new Error('no cryptography in tests')),
      timeZone: 'UTC',
    },
    findSource: ({ kind, name }) => ({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind,
      metadata: { name, namespace, generation: 1 },
      status: { observedGeneration: 1, artifact },
    }),
    findRelease: () => Promise.resolve(undefined),
    fetchTree: () => Promise.resolve(memoryTree(Object.fromEntries(files))),
    readTexts: () => Promise.resolve(undefined),
    applyChart: () => Promise.resolve('unchanged'),
    deleteChart: () => Promise.resolve(true),
    connect: () => Promise.resolve({ client, fieldManager: 'helm-controller', group: HelmRelease.group }),
    hasAccount: () => Promise.resolve(true),
  }
}

/** A HelmRelease that lives in this test alone. */
class Story {
  object: HelmRelease
  readonly #reconciler = helmReleaseReconciler(deps())

  constructor(name: string, spec: Partial<HelmReleaseSpec> = {}) {
    this.object = {
      apiVersion: HelmRelease.apiVersion,
      kind: 'HelmRelease',
      metadata: { name, namespace, generation: 1, finalizers: ['finalizers.fluxcd.io'] },
      spec: { interval: '1h', chartRef: { kind: 'HelmChart', name: 'shop' }, ...spec },
      status: { observedGeneration: -1 },
    } as HelmRelease
  }

  async reconcile(spec: Partial<HelmReleaseSpec> = {}): Promise<string> {
    const generation = (this.object.metadata.generation ?? 1) + (Object.keys(spec).length > 0 ? 1 : 0)
    const metadata = { ...this.object.metadata, generation }
    this.object = { ...this.object, metadata, spec: { ...this.object.spec, ...spec } } as HelmRelease
    const done = await reconcileOnce(this.#reconciler, this.object)
    if (done.object) this.object = done.object
    return done.condition('Ready')?.message ?? ''
  }
}

test('helm lists, reads and rolls back what was released here', { skip }, async () => {
  const story = new Story('web')
  assert.match(await story.reconcile({ values: { color: 'red' } }), /install succeeded .*web\.v1/)
  assert.match(await story.reconcile({ values: { color: 'green' } }), /upgrade succeeded .*web\.v2/)

  const [listed] = JSON.parse(await helm('list', '-o', 'json'))
  assert.deepEqual(
    [listed.name, listed.revision, listed.status, listed.chart],
    ['web', '2', 'deployed', 'shop-1.0.0'],
  )
  assert.deepEqual(JSON.parse(await helm('get', 'values', 'web', '-o', 'json')), { color: 'green' })
  assert.match(await helm('get', 'manifest', 'web'), /^# Source: shop\/templates\/config\.yaml$/m)
  const history = JSON.parse(await helm('history', 'web', '-o', 'json'))
  assert.deepEqual(
    history.map((entry: { description: string; status: string }) => `${entry.status}: ${entry.description}`),
    ['superseded: Install complete', 'deployed: Upgrade complete'],
  )

  await helm('rollback', 'web', '1', '--force-conflicts')
  assert.match(await story.reconcile(), /upgrade succeeded .*web\.v4/)
  assert.deepEqual(
    story.object.status?.history?.map(({ version }) => version),
    [4],
  )
})

test('a release that helm installed is adopted without being made again', { skip }, async () => {
  const place = join(folder, 'shop')
  for (const [path, text] of Object.entries(chart)) {
    await mkdir(dirname(join(place, path)), { recursive: true })
    await writeFile(join(place, path), text)
  }
  await helm('install', 'old', place)
  const before = await client.get(configMaps, namespace, 'old')
  const story = new Story('old')
  assert.match(await story.reconcile({ values: { color: 'green' } }), /upgrade succeeded .*old\.v2/)
  const after = await client.get(configMaps, namespace, 'old')
  assert.equal(after.metadata.uid, before.metadata.uid)
  assert.deepEqual(after['data'], { color: 'green' })
  await helm('uninstall', 'old')
  assert.match(await story.reconcile(), /install succeeded .*old\.v1/)
})
