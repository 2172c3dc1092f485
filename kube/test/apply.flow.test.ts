import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '@sluice/apiserver'
import type { Resource } from '@sluice/base/flow'
import {
  AppliedMemory,
  applyInOrder,
  type Cluster,
  formatChangeSet,
  inventoryOf,
  prune,
  refOf,
  withOwnerLabels,
} from '../src/apply/index.ts'
import { createClient, type KubeClient, parseKubeconfig } from '../src/client/index.ts'
import type { KubeObject } from '../src/meta/index.ts'

const group = 'kustomize.toolkit.fluxcd.io'
const owner = { name: 'apps', namespace: 'flux-system' }
const all = ['created', 'configured', 'unchanged', 'skipped', 'deleted']
const configMaps = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }

let server: ApiServer
let client: KubeClient
let cluster: Cluster
let memory: AppliedMemory

before(async () => {
  server = await startApiServer({})
  client = createClient(parseKubeconfig(server.kubeconfig()))
  memory = new AppliedMemory({ client, group })
  cluster = { client, fieldManager: 'kustomize-controller', group, memory }
})
after(async () => {
  memory.stop()
  await client.close()
  await server.stop()
})

const labels = { app: 'web' }
const container = { name: 'web', image: 'nginx:1', ports: [{ containerPort: 80 }] }
const resources = (value: string): Resource[] =>
  withOwnerLabels(
    [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop' },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [container] } },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'shop' },
        spec: { selector: labels, ports: [{ port: 80 }], nonsense: true },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace: 'shop' },
        data: { value },
      },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'keys', namespace: 'shop' },
        stringData: { key: value },
      },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    ],
    group,
    owner,
  )

async function applied(value: string, verify = false): Promise<string> {
  return formatChangeSet(await applyInOrder(cluster, resources(value), { verify }), all)
}

test('a revision is applied, found unchanged, changed, and pruned', async () => {
  assert.equal(
    await applied('1'),
    'Namespace/shop created\nConfigMap/shop/settings created\nSecret/shop/keys created\nService/shop/web created\nDeployment/shop/web created',
  )
  const unchanged =
    'Namespace/shop unchanged\nConfigMap/shop/settings unchanged\nSecret/shop/keys unchanged\nService/shop/web unchanged\nDeployment/shop/web unchanged'
  assert.equal(await applied('1', true), unchanged)
  const settings = await client.get(configMaps, 'shop', 'settings')
  assert.deepEqual(
    settings.metadata.managedFields?.map(entry => `${entry.manager} ${entry.operation}`),
    ['kustomize-controller Apply'],
  )

  assert.match(
    await applied('2', true),
    /settings configured\nSecret\/shop\/keys configured\nService\/shop\/web unchanged/,
  )

  const refs = inventoryOf(await applyInOrder(cluster, resources('2'))).map(refOf)
  assert.equal(
    formatChangeSet(await prune(cluster, refs, { owner }), all),
    'Deployment/shop/web deleted\nService/shop/web deleted\nSecret/shop/keys deleted\nConfigMap/shop/settings deleted\nNamespace/shop deleted',
  )
})

test('a definition and an object of its kind are applied in one go', async () => {
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
    },
  }
  const versions = [{ name: 'v1', served: true, storage: true, schema }]
  const names = { kind: 'Widget', plural: 'widgets', singular: 'widget' }
  const set = [
    {
      apiVersion: 'shop.dev/v1',
      kind: 'Widget',
      metadata: { name: 'w', namespace: 'default' },
      spec: { size: 3 },
    },
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.shop.dev' },
      spec: { group: 'shop.dev', scope: 'Namespaced', names, versions },
    },
  ] as unknown as Resource[]
  assert.equal(
    formatChangeSet(await applyInOrder(cluster, set)),
    'CustomResourceDefinition/widgets.shop.dev created\nWidget/default/w created',
  )
})

test('what others did to an object is undone: kubectl entirely, other managers where it is ours', async () => {
  const resource = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'shared', namespace: 'default' },
    data: { ours: '1' },
  } as unknown as Resource
  await applyInOrder(cluster, [resource])
  const patch = (manager: string, data: object) =>
    client.patch(
      configMaps,
      'default',
      'shared',
      { type: 'merge', body: { data } },
      { fieldManager: manager },
    )
  await patch('kubectl-edit', { ours: '2', kubectl: 'x' })
  await patch('someone', { theirs: 'y' })
  assert.equal(
    formatChangeSet(await applyInOrder(cluster, [resource], { verify: true })),
    'ConfigMap/default/shared configured',
  )
  const after: KubeObject = await client.get(configMaps, 'default', 'shared')
  assert.deepEqual(after['data'], { ours: '1', theirs: 'y' })
})

test('a refused object is named as Flux names it, and nothing of its stage is applied', async () => {
  const good = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'good', namespace: 'default' },
  } as Resource
  const nowhere = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'nowhere' },
  } as Resource
  await assert.rejects(applyInOrder(cluster, [good, nowhere]), {
    message: 'ConfigMap/nowhere/c not found: namespaces "nowhere" not found',
  })
  assert.equal(await client.find(configMaps, 'default', 'good'), undefined)
})
