import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send, until, type WatchEvent } from './requests.ts'

let server: ApiServer

before(async () => {
  server = await startApiServer({ workloads: true })
})
after(() => server.stop())

type Json = Record<string, unknown>
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const replicaSets = '/apis/apps/v1/namespaces/default/replicasets'
const pods = '/api/v1/namespaces/default/pods'
const jobs = '/apis/batch/v1/namespaces/default/jobs'

const template = (app: string, annotations: Json = {}, image = 'nginx:1') => ({
  metadata: { labels: { app }, annotations },
  spec: { containers: [{ name: 'c', image }] },
})
const deployment = (name: string, annotations: Json = {}, more: Json = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: template(name, annotations),
    ...more,
  },
})
const job = (name: string, annotations: Json = {}, more: Json = {}) => {
  const { metadata, spec } = template(name, annotations)
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { ...more, template: { metadata, spec: { ...spec, restartPolicy: 'Never' } } },
  }
}
const pod = (name: string, annotations: Json = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  ...template(name, annotations),
  metadata: { name, annotations },
})

const statusOf = (object: Json | undefined) => (object?.['status'] ?? {}) as Json
const listOf = (value: unknown) => (value ?? []) as Json[]
function condition(object: Json | undefined, type: string): Json {
  return listOf(statusOf(object)['conditions']).find(each => each['type'] === type) ?? {}
}
/** A state of a Pod's first container. */
function stateOf(object: Json | undefined, name: string): Json {
  const [container] = listOf(statusOf(object)['containerStatuses'])
  const state = (container?.['state'] ?? {}) as Record<string, Json>
  return state[name] ?? {}
}
const is = (type: string, status: string, reason?: string) => (object: WatchEvent['object'] | undefined) => {
  const found = condition(object, type)
  return found['status'] === status && (reason === undefined || found['reason'] === reason)
}
function rolledOut(object: WatchEvent['object'] | undefined): boolean {
  const status = statusOf(object)
  return (
    status['observedGeneration'] === object?.metadata['generation'] &&
    status['updatedReplicas'] === 2 &&
    status['availableReplicas'] === 2 &&
    status['replicas'] === 2
  )
}
async function create(collection: string, body: Json): Promise<void> {
  const reply = await send(server, 'POST', collection, { body })
  assert.equal(reply.status, 201, JSON.stringify(reply.body))
}
async function itemsOf(collection: string, app: string): Promise<Json[]> {
  return listOf((await send(server, 'GET', `${collection}?labelSelector=app%3D${app}`)).body['items'])
}

test('a Deployment becomes ready, and rolls out a new image to a new ReplicaSet', async () => {
  await create(deployments, deployment('web'))
  await until(server, deployments, 'web', rolledOut)

  const patch = { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:2' }] } } } }
  const contentType = 'application/strategic-merge-patch+json'
  await send(server, 'PATCH', `${deployments}/web`, { body: patch, contentType })
  await until(server, deployments, 'web', rolledOut)

  const sets = await itemsOf(replicaSets, 'web')
  const seen = sets
    .map(set => {
      const annotations = (set['metadata'] as Json)['annotations'] as Json
      return [annotations['deployment.kubernetes.io/revision'], (set['spec'] as Json)['replicas']]
    })
    .sort()
  assert.deepEqual(seen, [
    ['1', 0],
    ['2', 2],
  ])
})

test('a Deployment whose image cannot be pulled exceeds its progress deadline', async () => {
  const annotations = { 'sandbox.sluice.dev/fail': 'ImagePullBackOff' }
  await create(
    deployments,
    deployment('stuck', annotations, { progressDeadlineSeconds: 1, minReadySeconds: 0 }),
  )
  await until(server, deployments, 'stuck', is('Progressing', 'False', 'ProgressDeadlineExceeded'))

  const [first] = await itemsOf(pods, 'stuck')
  assert.equal(condition(first, 'Ready')['status'], 'False')
  assert.equal(stateOf(first, 'waiting')['reason'], 'ImagePullBackOff')
  const { name } = (first?.['metadata'] ?? {}) as { readonly name?: string }
  const logs = await send(server, 'GET', `${pods}/${name}/log`)
  assert.equal(
    logs.body['message'],
    `container "c" in pod "${name}" is waiting to start: trying and failing to pull image`,
  )
})

test('a Pod is ready no sooner than its script says, and has written what it says', async () => {
  const start = performance.now()
  await create(
    pods,
    pod('slow', { 'sandbox.sluice.dev/ready-after': '300ms', 'sandbox.sluice.dev/logs': 'hello' }),
  )
  await until(server, pods, 'slow', is('Ready', 'True'))

  assert.ok(performance.now() - start >= 295)
  assert.deepEqual((await send(server, 'GET', `${pods}/slow/log`)).body, { text: 'hello\n' })
})

test('a Pod that does not fit anywhere stays unscheduled', async () => {
  await create(pods, pod('nowhere', { 'sandbox.sluice.dev/fail': 'Unschedulable' }))
  await until(server, pods, 'nowhere', is('PodScheduled', 'False', 'Unschedulable'))
})

test('a Pod waits for a node with the labels it selects', async () => {
  const { spec, ...rest } = pod('picky')
  await create(pods, { ...rest, spec: { ...spec, nodeSelector: { disk: 'ssd' } } })
  await until(server, pods, 'picky', is('PodScheduled', 'False', 'Unschedulable'))

  const contentType = 'application/merge-patch+json'
  const body = { metadata: { labels: { disk: 'ssd' } } }
  await send(server, 'PATCH', '/api/v1/nodes/sandbox', { body, contentType })
  await until(server, pods, 'picky', is('Ready', 'True'))
})

test('a DaemonSet has one Pod on the node, cordoned or not', async () => {
  const sets = '/apis/apps/v1/namespaces/default/daemonsets'
  const contentType = 'application/merge-patch+json'
  const cordon = (unschedulable: boolean) =>
    send(server, 'PATCH', '/api/v1/nodes/sandbox', { body: { spec: { unschedulable } }, contentType })
  const { replicas: _none, ...spec } = deployment('agent').spec
  await cordon(true)
  await create(pods, pod('cordoned'))
  await create(sets, { metadata: { name: 'agent' }, spec })

  await until(server, sets, 'agent', set => statusOf(set)['numberAvailable'] === 1)
  await until(server, pods, 'cordoned', is('PodScheduled', 'False', 'Unschedulable'))
  await cordon(false)
  await until(server, pods, 'cordoned', is('Ready', 'True'))
})

test('a Job completes once as many Pods as it wants have ended well', async () => {
  await create(jobs, job('good', {}, { completions: 3, parallelism: 2 }))
  await until(server, jobs, 'good', is('Complete', 'True'))

  const { body } = await send(server, 'GET', `${jobs}/good`)
  assert.equal(statusOf(body)['succeeded'], 3)
})

test('a Job fails when its Pods exit badly more often than its limit', async () => {
  await create(jobs, job('bad', { 'sandbox.sluice.dev/exit-code': '3' }, { backoffLimit: 0 }))
  await until(server, jobs, 'bad', is('Failed', 'True', 'BackoffLimitExceeded'))

  const [first] = await itemsOf(pods, 'bad')
  assert.equal(stateOf(first, 'terminated')['exitCode'], 3)
})

test('a StatefulSet starts its Pods in order, each with a bound claim of its own', async () => {
  const sets = '/apis/apps/v1/namespaces/default/statefulsets'
  const claims = '/api/v1/namespaces/default/persistentvolumeclaims'
  const { spec } = deployment('db')
  await create(sets, {
    metadata: { name: 'db' },
    spec: {
      ...spec,
      serviceName: 'db',
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  })
  await until(server, sets, 'db', set => statusOf(set)['readyReplicas'] === 2)

  const second = await send(server, 'GET', `${claims}/data-db-1`)
  assert.equal(statusOf(second.body)['phase'], 'Bound')
})

test('a quota counts what is there, and no longer what is gone', async () => {
  const quotas = '/api/v1/namespaces/default/resourcequotas'
  const secrets = '/api/v1/namespaces/default/secrets'
  const used = (count: string) => (quota: WatchEvent['object'] | undefined) =>
    ((statusOf(quota)['used'] ?? {}) as Json)['secrets'] === count
  await create(secrets, { metadata: { name: 'first' } })
  await create(quotas, { metadata: { name: 'few' }, spec: { hard: { secrets: '1' } } })
  await until(server, quotas, 'few', used('1'))

  const refused = await send(server, 'POST', secrets, { body: { metadata: { name: 'second' } } })
  assert.equal(
    refused.body['message'],
    'secrets "second" is forbidden: exceeded quota: few, requested: secrets=1, used: secrets=1, limited: secrets=1',
  )
  await send(server, 'DELETE', `${secrets}/first`)
  await until(server, quotas, 'few', used('0'))
  await create(secrets, { metadata: { name: 'second' } })
})

test('a Service lists the ready Pods it selects', async () => {
  await create('/api/v1/namespaces/default/services', {
    metadata: { name: 'front' },
    spec: { selector: { app: 'front' }, ports: [{ port: 80 }] },
  })
  await create(deployments, deployment('front'))
  const endpoints = '/api/v1/namespaces/default/endpoints'
  await until(server, endpoints, 'front', object => {
    const [subset] = listOf(object?.['subsets'])
    return listOf(subset?.['addresses']).length === 2
  })
})
