/**
 * A repository for two clusters, in the shape that many have: operators with their definitions, then what is made with
 * these, then apps; apps and their values differ by overlays, and each cluster puts together what it takes of the
 * repository. Charts come from a repository and a registry.
 * @module
 */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { HelmRelease } from '@sluice/api/helm'
import { startGitServer } from '@sluice/io/git-server'
import { Kind } from '@sluice/kube/meta'
import { type MemoryRegistry, pushChart, startMemoryRegistry } from '@sluice/testing'
import { previewOf } from './preview/expectation.ts'
import { type FleetCluster, startFleetCluster } from './support/fleet-cluster.ts'
import { packedChart } from './support/packed-chart.ts'
import { type Clone, clone, scratchFolder } from './support/user.ts'
import { brewChart, kettleChart, twoClusters } from './two-clusters/repository.ts'

const configMaps = coreKind('', 'ConfigMap', 'configmaps')
const deployments = coreKind('apps', 'Deployment', 'deployments')
const kettles = coreKind('kettles.example.com', 'Kettle', 'kettles')

const folder = scratchFolder()
const stops: (() => Promise<unknown>)[] = []
let repository: Clone
let registry: MemoryRegistry
let charts: Server
let clusters: Readonly<Record<'production' | 'staging', FleetCluster>>

function coreKind(group: string, kind: string, plural: string) {
  return new Kind({ group, version: 'v1', kind, plural, namespaced: true })
}

before(async () => {
  registry = await startMemoryRegistry()
  await pushChart(packedChart(kettleChart('1.4.0')), {
    host: registry.host,
    path: 'charts/kettle',
    tag: '1.4.0',
  })
  charts = createServer((request, response) => {
    const [, version] = /brew-(.*)\.tgz$/.exec(request.url ?? '') ?? []
    response.end(version ? packedChart(brewChart(version)) : index())
  })
  await new Promise<void>(resolve => charts.listen(0, '127.0.0.1', resolve))
  const git = await startGitServer({ dir: join(`${folder}`, 'git') })
  stops.push(() => git.stop())
  const url = await git.createRepository('fleet')
  repository = await clone(url, join(`${folder}`, 'fleet'))
  const start = (name: string) =>
    startFleetCluster({ url, path: `clusters/${name}`, folder: join(`${folder}`, name) })
  clusters = { production: await start('production'), staging: await start('staging') }
})
after(async () => {
  await Promise.all(Object.values(clusters ?? {}).map(cluster => cluster.stop()))
  for (const stop of stops) await stop()
  await registry?.stop()
  charts?.close()
  folder[Symbol.dispose]()
})

/** What the chart repository has: staging takes what is not finished yet. */
function index(): string {
  const entries = ['2.0.0', '2.1.0-rc.1'].map(version => ({
    apiVersion: 'v2',
    name: 'brew',
    version,
    urls: [`brew-${version}.tgz`],
  }))
  return JSON.stringify({ apiVersion: 'v1', entries: { brew: entries } })
}

async function push(files: Readonly<Record<string, string | null>>, message: string): Promise<void> {
  const commit = await repository.push(files, message)
  await Promise.all(Object.values(clusters).map(cluster => cluster.settle(commit)))
}

async function dataOf(cluster: FleetCluster, name: string): Promise<unknown> {
  return (await cluster.client.get(configMaps, 'brew', name))['data']
}

const urls = () => ({
  charts: `http://127.0.0.1:${(charts.address() as AddressInfo).port}`,
  registry: registry.host,
})

test('two clusters get what is theirs of one repository', async () => {
  await push(twoClusters(urls()), 'Open')
  const { production, staging } = clusters
  assert.deepEqual(await dataOf(production, 'brew'), {
    host: 'brew.production',
    leaf: 'assam',
    chart: '2.0.0',
  })
  assert.deepEqual(await dataOf(staging, 'brew'), { host: 'brew.staging', leaf: 'mate', chart: '2.1.0-rc.1' })
  for (const [cluster, litres] of [
    [production, 20],
    [staging, 2],
  ] as const) {
    assert.deepEqual((await cluster.client.get(kettles, 'kettle', 'main'))['spec'], { litres })
    const { status } = await cluster.client.get(deployments, 'kettle', 'kettle')
    assert.equal((status as { readonly readyReplicas?: number }).readyReplicas, 1)
  }
})

test('a change of values reaches the cluster that it is for, as a new revision of its release', async () => {
  await push({ 'apps/staging/values.yaml': 'leaf: rooibos\n' }, 'Less caffeine')
  const { production, staging } = clusters
  assert.deepEqual(await dataOf(staging, 'brew'), {
    host: 'brew.staging',
    leaf: 'rooibos',
    chart: '2.1.0-rc.1',
  })
  assert.deepEqual(await dataOf(production, 'brew'), {
    host: 'brew.production',
    leaf: 'assam',
    chart: '2.0.0',
  })
  const revisions = async ({ client }: FleetCluster) => {
    const release = (await client.get(HelmRelease, 'brew', 'brew')) as unknown as HelmRelease
    return release.status?.history?.map(({ version }) => version)
  }
  assert.deepEqual(await revisions(staging), [2, 1])
  assert.deepEqual(await revisions(production), [1])
})

test('preview tells of that change, for each cluster', async () => {
  const told = async (name: string) => {
    const { changes } = await previewOf(join(`${folder}`, 'fleet'), `clusters/${name}`)
    return changes.map(({ owner, action, kind, name: object }) => [owner, action, kind, object].join(' '))
  }
  const [apps, brew] = ['Kustomization/flux-system/apps', 'HelmRelease/brew/brew']
  const withoutHash = (await told('staging')).map(line => line.replace(/-[a-z0-9]{10}$/, ''))
  assert.deepEqual(withoutHash.toSorted(), [
    `${brew} changed ConfigMap brew`,
    `${apps} changed HelmRelease brew`,
    `${apps} created ConfigMap brew-values`,
    `${apps} deleted ConfigMap brew-values`,
  ])
  assert.deepEqual(await told('production'), [])
})

test('what leaves the repository leaves the clusters, in all that it came to', async () => {
  await push(
    {
      'apps/base/brew/release.yaml': null,
      'apps/base/brew/kustomization.yaml': 'resources: [namespace.yaml, source.yaml]\n',
      'apps/production/kustomization.yaml': 'resources: [../base/brew]\n',
      'apps/staging/kustomization.yaml': 'resources: [../base/brew]\n',
    },
    'Close the brewery',
  )
  for (const { client } of Object.values(clusters)) {
    assert.deepEqual((await client.list(HelmRelease, { namespace: 'brew' })).items, [])
    assert.equal(await client.find(configMaps, 'brew', 'brew'), undefined)
    assert.ok(await client.find(kettles, 'kettle', 'main'))
  }
})
