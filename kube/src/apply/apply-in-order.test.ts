import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Resource } from '@sluice/base/flow'
import { MemoryCluster, type MemoryClusterOptions, refusal, settle } from '@sluice/testing'
import type { ApplyOptions } from '../client/index.ts'
import type { KubeObject } from '../meta/index.ts'
import { applyInOrder } from './apply-in-order.ts'
import type { Cluster } from './cluster.ts'
import { ApplyFailed } from './errors.ts'
import { formatChangeSet } from './inventory.ts'
import type { ApplyInOrderOptions } from './options.ts'

const group = 'kustomize.toolkit.fluxcd.io'
const manager = 'kustomize-controller'

function resource(
  kind: string,
  name: string,
  parts: object = {},
  metadata: object = {},
  apiVersion = 'v1',
): Resource {
  const namespace = ['Namespace', 'ClusterRole', 'CustomResourceDefinition'].includes(kind)
    ? {}
    : { namespace: 'ns' }
  return {
    apiVersion,
    kind,
    metadata: { name, ...namespace, labels: { [`${group}/name`]: 'k' }, ...metadata },
    ...parts,
  } as Resource
}
const configMap = (name: string, value = '1', metadata: object = {}) =>
  resource('ConfigMap', name, { data: { a: value } }, metadata)
const deployment = (name: string, spec: object) => resource('Deployment', name, { spec }, {}, 'apps/v1')
const marked = (marker: string, value: string) => ({ annotations: { [`${group}/${marker}`]: value } })

function clusterWith(options: MemoryClusterOptions = {}) {
  const client = new MemoryCluster(options)
  const cluster: Cluster = { client, fieldManager: manager, group }
  const apply = async (resources: readonly Resource[], how: ApplyInOrderOptions = {}) => {
    client.requests.length = 0
    return formatChangeSet(await applyInOrder(cluster, resources, how), [
      'created',
      'configured',
      'unchanged',
      'skipped',
    ])
  }
  const dataOf = (name: string) => client.peek('ConfigMap', 'ns', name)?.['data']
  const verbs = () => client.requests.map(({ verb, dryRun }) => (dryRun ? `dry ${verb}` : verb))
  return { client, cluster, apply, dataOf, verbs }
}

test('applyInOrder() applies definitions first, then in the order that kinds depend on each other', async () => {
  const { apply } = clusterWith()
  const resources = [
    deployment('web', {}),
    configMap('z'),
    configMap('a'),
    resource('ClusterRole', 'role', {}, {}, 'rbac.authorization.k8s.io/v1'),
    resource('Namespace', 'ns'),
  ]
  assert.equal(
    await apply(resources),
    'Namespace/ns created\nClusterRole/role created\nConfigMap/ns/a created\nConfigMap/ns/z created\nDeployment/ns/web created',
  )
})

test('applyInOrder() costs a dry-run and an apply for a new object, a dry-run and a read for one that is as it should be', async () => {
  const { apply, verbs } = clusterWith()
  await apply([configMap('a')])
  assert.deepEqual(verbs(), ['dry apply', 'apply'])
  assert.equal(await apply([configMap('a')]), 'ConfigMap/ns/a unchanged')
  assert.deepEqual(verbs(), ['dry apply', 'get'])
})

test('applyInOrder() corrects what was changed and removes what the resource no longer has', async () => {
  const { client, apply, dataOf } = clusterWith()
  await apply([resource('ConfigMap', 'a', { data: { a: '1', b: '2' } })])
  await client.patch(
    { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true },
    'ns',
    'a',
    { type: 'merge', body: { data: { a: 'x' } } },
  )
  assert.equal(await apply([configMap('a')]), 'ConfigMap/ns/a configured')
  assert.deepEqual(dataOf('a'), { a: '1' })
})

test('applyInOrder() writes nothing of a stage that the server refuses in part', async () => {
  const { client, cluster } = clusterWith({
    refuse: ({ kind }) =>
      kind === 'Deployment'
        ? refusal.invalid('Deployment.apps "web" is invalid: spec: Required value')
        : undefined,
  })
  const applying = applyInOrder(cluster, [configMap('a'), deployment('web', {})])
  await assert.rejects(applying, (error: unknown) => {
    assert.ok(error instanceof ApplyFailed)
    assert.equal(
      error.message,
      'Deployment/ns/web dry-run failed (Invalid): Deployment.apps "web" is invalid: spec: Required value',
    )
    assert.deepEqual(error.changes, [])
    return true
  })
  assert.equal(client.peek('ConfigMap', 'ns', 'a'), undefined)
})

test('applyInOrder() tells what was applied before a later stage failed', async () => {
  const { cluster } = clusterWith({
    refuse: ({ kind }) => (kind === 'ConfigMap' ? refusal.forbidden('no') : undefined),
  })
  await assert.rejects(
    applyInOrder(cluster, [configMap('a'), resource('Namespace', 'n2')]),
    (error: unknown) => {
      assert.ok(error instanceof ApplyFailed)
      assert.equal(error.message, 'ConfigMap/ns/a dry-run failed (Forbidden): no')
      assert.equal(formatChangeSet(error.changes), 'Namespace/n2 created')
      return true
    },
  )
})

const refusals = [
  {
    what: 'a kind that is not served',
    given: resource('Thing', 't', {}, {}, 'x.dev/v1'),
    says: 'Thing/ns/t dry-run failed: no matches for kind "Thing" in version "x.dev/v1"',
  },
  {
    what: 'a missing namespace',
    given: configMap('a', '1', { namespace: undefined }),
    says: 'ConfigMap/a namespace not specified: the server could not find the requested resource',
  },
]
for (const { what, given, says } of refusals) {
  test(`applyInOrder() names the object of ${what}`, async () => {
    const { cluster } = clusterWith()
    await assert.rejects(applyInOrder(cluster, [given]), { name: 'ApplyFailed', message: says })
  })
}

test('applyInOrder() says "not found" where the namespace does not exist', async () => {
  const { cluster } = clusterWith({
    refuse: ({ verb }) =>
      verb === 'apply'
        ? refusal.notFound(
            { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false },
            'ns',
          )
        : undefined,
  })
  await assert.rejects(applyInOrder(cluster, [configMap('a')]), {
    message: 'ConfigMap/ns/a not found: namespaces "ns" not found',
  })
})

const skips = [
  {
    does: 'skips a resource marked reconcile: disabled',
    metadata: marked('reconcile', 'Disabled'),
    live: undefined,
    gives: 'skipped',
  },
  {
    does: 'skips a resource marked ssa: Ignore',
    metadata: marked('ssa', 'Ignore'),
    live: undefined,
    gives: 'skipped',
  },
  {
    does: 'skips a live object marked ssa: Ignore',
    metadata: {},
    live: marked('ssa', 'ignore'),
    gives: 'skipped',
  },
  {
    does: 'creates a resource marked ssa: IfNotPresent',
    metadata: marked('ssa', 'IfNotPresent'),
    live: undefined,
    gives: 'created',
  },
  {
    does: 'leaves what is there of a resource marked ssa: IfNotPresent',
    metadata: marked('ssa', 'IfNotPresent'),
    live: {},
    gives: 'skipped',
  },
]
for (const { does, metadata, live, gives } of skips) {
  test(`applyInOrder() ${does}`, async () => {
    const objects = live ? [configMap('a', 'theirs', live)] : []
    const { apply, dataOf } = clusterWith({ objects })
    assert.equal(await apply([configMap('a', '1', metadata)]), `ConfigMap/ns/a ${gives}`)
    assert.deepEqual(dataOf('a'), live ? { a: 'theirs' } : gives === 'created' ? { a: '1' } : undefined)
  })
}

const kubectlEntry = {
  manager: 'kubectl-client-side-apply',
  operation: 'Update',
  apiVersion: 'v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:data': { 'f:theirs': {} } },
}
for (const { does, metadata, left } of [
  { does: 'takes fields over that kubectl left', metadata: {}, left: { a: '1' } },
  { does: 'leaves them with ssa: Merge', metadata: marked('ssa', 'Merge'), left: { a: '1', theirs: 'x' } },
]) {
  test(`applyInOrder() ${does}`, async () => {
    const live = { ...configMap('a'), data: { theirs: 'x' } }
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' }
    const { client, apply, dataOf } = clusterWith({
      objects: [{ ...live, metadata: { ...live.metadata, annotations, managedFields: [kubectlEntry] } }],
    })
    assert.equal(await apply([configMap('a', '1', metadata)]), 'ConfigMap/ns/a configured')
    assert.deepEqual(dataOf('a'), left)
    const after = client.peek('ConfigMap', 'ns', 'a')
    const merged = 'annotations' in metadata
    assert.equal(
      after?.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'],
      merged ? '{}' : undefined,
    )
    assert.deepEqual(
      after?.metadata.managedFields?.map(entry => entry.manager),
      merged ? ['kubectl-client-side-apply', manager] : [manager],
    )
  })
}

/** A cluster in which a Deployment's selector cannot change. */
function withImmutableSelector() {
  const live: { object?: KubeObject | undefined } = {}
  const made = clusterWith({
    refuse: ({ verb, kind }, object) => {
      const before = made.client.peek('Deployment', 'ns', 'web')
      live.object = before
      const changes =
        verb === 'apply' &&
        kind === 'Deployment' &&
        before &&
        JSON.stringify(before.spec) !== JSON.stringify(object?.spec)
      return changes ? refusal.invalid('spec.selector: field is immutable') : undefined
    },
  })
  return made
}

test('applyInOrder() refuses an immutable change', async () => {
  const { apply, cluster } = withImmutableSelector()
  await apply([deployment('web', { selector: 'a' })])
  await assert.rejects(applyInOrder(cluster, [deployment('web', { selector: 'b' })]), {
    message: 'Deployment/ns/web dry-run failed (Invalid): spec.selector: field is immutable',
  })
})

for (const { how, options, metadata } of [
  { how: 'forced', options: { force: true }, metadata: {} },
  { how: 'marked force: enabled', options: {}, metadata: marked('force', 'Enabled') },
]) {
  test(`applyInOrder() makes an object anew whose immutable field changed, if it is ${how}`, async () => {
    const { apply, client } = withImmutableSelector()
    await apply([deployment('web', { selector: 'a' })])
    const uid = client.peek('Deployment', 'ns', 'web')?.metadata.uid
    const changed = deployment('web', { selector: 'b' })
    assert.equal(
      await apply([{ ...changed, metadata: { ...changed.metadata, ...metadata } }], options),
      'Deployment/ns/web created',
    )
    assert.notEqual(client.peek('Deployment', 'ns', 'web')?.metadata.uid, uid)
  })
}

test('applyInOrder() waits until a definition is established before it goes on', async () => {
  const { client, cluster } = clusterWith()
  const thing = { group: 'x.dev', version: 'v1', kind: 'Thing', plural: 'things', namespaced: true }
  const crd = resource('CustomResourceDefinition', 'things.x.dev', {}, {}, 'apiextensions.k8s.io/v1')
  const applying = applyInOrder(cluster, [resource('Thing', 't', {}, {}, 'x.dev/v1'), crd])
  await settle()
  assert.equal(client.peek('Thing', 'ns', 't'), undefined)
  client.serve(thing)
  const info = {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    namespaced: false,
  }
  const status = { conditions: [{ type: 'Established', status: 'True' }] }
  await client.patch(info, '', 'things.x.dev', { type: 'merge', body: { status } }, { subresource: 'status' })
  assert.equal(
    formatChangeSet(await applying),
    'CustomResourceDefinition/things.x.dev created\nThing/ns/t created',
  )
})

test('applyInOrder() gives up on a definition that does not get established in time', async () => {
  const { cluster } = clusterWith()
  const crd = resource('CustomResourceDefinition', 'things.x.dev', {}, {}, 'apiextensions.k8s.io/v1')
  await assert.rejects(applyInOrder(cluster, [crd], { stageTimeout: 0 }), {
    message: "timeout waiting for: [CustomResourceDefinition/things.x.dev status: 'InProgress']",
  })
})

test('applyInOrder() does not count drift of ignored fields, and adopts their live value when it applies', async () => {
  const { client, apply, dataOf } = clusterWith()
  const ignore = [{ paths: ['/data/a'] }]
  await apply([configMap('a')], { ignore })
  const kind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }
  await client.patch(kind, 'ns', 'a', { type: 'merge', body: { data: { a: 'scaled' } } })
  assert.equal(await apply([configMap('a')], { ignore }), 'ConfigMap/ns/a unchanged')
  assert.equal(
    await apply([resource('ConfigMap', 'a', { data: { a: '1', b: '2' } })], { ignore }),
    'ConfigMap/ns/a configured',
  )
  assert.deepEqual(dataOf('a'), { a: 'scaled', b: '2' })
})

test('applyInOrder() tells what was applied before the server went away', async () => {
  class Leaving extends MemoryCluster {
    override apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
      const isGone = object.kind === 'ConfigMap'
      return isGone ? Promise.reject(new Error('connect ECONNREFUSED')) : super.apply(object, options)
    }
  }
  const cluster: Cluster = { client: new Leaving(), fieldManager: manager, group }
  await assert.rejects(
    applyInOrder(cluster, [configMap('a'), resource('Namespace', 'n2')]),
    (error: unknown) => {
      assert.ok(error instanceof ApplyFailed)
      assert.equal(error.message, 'ConfigMap/ns/a dry-run failed: connect ECONNREFUSED')
      assert.equal(formatChangeSet(error.changes), 'Namespace/n2 created')
      return true
    },
  )
})
