import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { send } from './requests.ts'
import {
  conditionsOf,
  has,
  image,
  type Json,
  job,
  listOf,
  metadataOf,
  nameOf,
  rolledOut,
  type Sandbox,
  scripted,
  specOf,
  startSandbox,
  statusOf,
  template,
  workload,
} from './sandbox.ts'

let sandbox: Sandbox

before(async () => {
  sandbox = await startSandbox()
})
after(() => sandbox.server.stop())

const pod = (name: string, script: Json = {}, spec: Json = {}) => ({
  metadata: { name, annotations: scripted(script) },
  spec: { ...(template(name)['spec'] as Json), ...spec },
})
const contentType = 'application/merge-patch+json'
const patchNode = (body: Json) =>
  send(sandbox.server, 'PATCH', '/api/v1/nodes/sandbox', { body, contentType })
const logsOf = (name: string) =>
  send(sandbox.server, 'GET', `/api/v1/namespaces/default/pods/${name}/log?container=c`)

/** A state of a Pod's first container. */
function stateOf(object: Json | undefined, name: string): Json {
  const [container] = listOf(statusOf(object)['containerStatuses'])
  const state = (container?.['state'] ?? {}) as Record<string, Json>
  return state[name] ?? {}
}

test('a Deployment becomes ready, and rolls out a new image to a new ReplicaSet', async () => {
  await sandbox.create('deployments', workload('web', { replicas: 2 }))
  await sandbox.until('deployments', 'web', rolledOut(2))
  await sandbox.patch('deployments', 'web', image('nginx:2'))
  await sandbox.until('deployments', 'web', rolledOut(2))

  const sizes = (await sandbox.list('replicasets', 'web')).map(set => specOf(set)['replicas'])
  assert.deepEqual(sizes.sort(), [0, 2])
})

test('a Deployment whose image cannot be pulled exceeds its progress deadline', async () => {
  const script = { fail: 'ImagePullBackOff' }
  await sandbox.create('deployments', workload('stuck', { progressDeadlineSeconds: 1 }, script))
  await sandbox.until('deployments', 'stuck', has('Progressing=False ProgressDeadlineExceeded'))

  const [first] = await sandbox.list('pods', 'stuck')
  assert.ok(conditionsOf(first).includes('Ready=False ContainersNotReady'))
  assert.equal(stateOf(first, 'waiting')['reason'], 'ImagePullBackOff')
  const logs = await logsOf(nameOf(first))
  assert.equal(
    logs.body['message'],
    `container "c" in pod "${nameOf(first)}" is waiting to start: trying and failing to pull image`,
  )
})

test('a Pod is ready no sooner than its script says, and has written what it says', async () => {
  const start = performance.now()
  await sandbox.create('pods', pod('slow', { 'ready-after': '300ms', logs: 'hello' }))
  await sandbox.until('pods', 'slow', has('Ready=True'))

  assert.ok(performance.now() - start >= 295)
  assert.deepEqual((await logsOf('slow')).body, { text: 'hello\n' })
})

test('what is told of a Pod reads in the order in which it came about', async () => {
  await sandbox.create('pods', pod('story'))
  await sandbox.until('pods', 'story', has('Ready=True'))
  while ((await sandbox.told('Pod', 'story')).length < 4) await sandbox.list('pods')

  assert.deepEqual(await sandbox.told('Pod', 'story'), [
    'Scheduled: Successfully assigned default/story to sandbox',
    'Pulled: Container image "nginx:1" already present on machine and can be accessed by the pod',
    'Created: Container created',
    'Started: Container started',
  ])
})

test('a Pod whose container keeps failing is restarted in place', async () => {
  await sandbox.create('pods', pod('again', { 'exit-code': '2' }, { restartPolicy: 'OnFailure' }))
  await sandbox.until('pods', 'again', object => {
    const [container] = listOf(statusOf(object)['containerStatuses'])
    return container?.['restartCount'] === 2
  })
  const [container] = listOf(statusOf(await sandbox.get('pods', 'again'))['containerStatuses'])
  const last = (container?.['lastState'] ?? {}) as Record<string, Json>
  assert.equal(last['terminated']?.['exitCode'], 2)
})

test('a Pod that does not fit anywhere stays unscheduled', async () => {
  await sandbox.create('pods', pod('nowhere', { fail: 'Unschedulable' }))
  await sandbox.until('pods', 'nowhere', has('PodScheduled=False Unschedulable'))
})

test('a Pod waits for a node with the labels it selects', async () => {
  await sandbox.create('pods', pod('picky', {}, { nodeSelector: { disk: 'ssd' } }))
  await sandbox.until('pods', 'picky', has('PodScheduled=False Unschedulable'))
  await patchNode({ metadata: { labels: { disk: 'ssd' } } })
  await sandbox.until('pods', 'picky', has('Ready=True'))
})

test('a DaemonSet has one Pod on the node, cordoned or not', async () => {
  await patchNode({ spec: { unschedulable: true } })
  await sandbox.create('pods', pod('cordoned'))
  await sandbox.create('daemonsets', workload('agent'))

  await sandbox.until('daemonsets', 'agent', set => statusOf(set)['numberAvailable'] === 1)
  await sandbox.until('pods', 'cordoned', has('PodScheduled=False Unschedulable'))
  await patchNode({ spec: { unschedulable: false } })
  await sandbox.until('pods', 'cordoned', has('Ready=True'))
})

test('a Job fails when its Pods exit badly more often than its limit', async () => {
  await sandbox.create('jobs', job('bad', { backoffLimit: 0 }, { 'exit-code': '3' }))
  await sandbox.until('jobs', 'bad', has('Failed=True BackoffLimitExceeded'))

  const [first] = await sandbox.list('pods', 'bad')
  assert.equal(stateOf(first, 'terminated')['exitCode'], 3)
})

test('a StatefulSet starts its Pods each with a bound claim of its own', async () => {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
  const volumeClaimTemplates = [{ metadata: { name: 'data' }, spec }]
  await sandbox.create(
    'statefulsets',
    workload('db', { serviceName: 'db', replicas: 2, volumeClaimTemplates }),
  )
  await sandbox.until('statefulsets', 'db', set => statusOf(set)['readyReplicas'] === 2)

  const claim = await sandbox.get('persistentvolumeclaims', 'data-db-1')
  assert.equal(statusOf(claim)['phase'], 'Bound')
  assert.equal(metadataOf(claim)['ownerReferences'], undefined)
})

test('a quota counts objects of any kind, and Pods that have ended as objects only', async () => {
  const hard = { 'count/leases.coordination.k8s.io': '1', 'count/pods': '2', pods: '1' }
  const lease = { metadata: { name: 'counted' } }
  await send(sandbox.server, 'POST', '/apis/coordination.k8s.io/v1/namespaces/default/leases', {
    body: lease,
  })
  const before = (await sandbox.list('pods')).length
  await sandbox.create('pods', pod('ended', { 'exit-code': '0' }, { restartPolicy: 'Never' }))
  await sandbox.until('pods', 'ended', ended => statusOf(ended)['phase'] === 'Succeeded')
  await sandbox.create('resourcequotas', { metadata: { name: 'any' }, spec: { hard } })
  await sandbox.until('resourcequotas', 'any', quota => {
    const used = (statusOf(quota)['used'] ?? {}) as Json
    return used['count/leases.coordination.k8s.io'] === '1' && used['count/pods'] === String(before + 1)
  })
  const { pods, 'count/pods': all } = statusOf(await sandbox.get('resourcequotas', 'any'))['used'] as Json
  assert.ok(Number(pods) < Number(all))
  await sandbox.remove('resourcequotas', 'any')
  await sandbox.remove('pods', 'ended')
})

test('a quota counts what is there, and no longer what is gone', async () => {
  const used = (count: string) => (quota: Json | undefined) =>
    ((statusOf(quota)['used'] ?? {}) as Json)['secrets'] === count
  await sandbox.create('secrets', { metadata: { name: 'first' } })
  await sandbox.create('resourcequotas', { metadata: { name: 'few' }, spec: { hard: { secrets: '1' } } })
  await sandbox.until('resourcequotas', 'few', used('1'))

  const path = '/api/v1/namespaces/default/secrets'
  const refused = await send(sandbox.server, 'POST', path, { body: { metadata: { name: 'second' } } })
  assert.equal(
    refused.body['message'],
    'secrets "second" is forbidden: exceeded quota: few, requested: secrets=1, used: secrets=1, limited: secrets=1',
  )
  await sandbox.remove('secrets', 'first')
  await sandbox.until('resourcequotas', 'few', used('0'))
  await sandbox.create('secrets', { metadata: { name: 'second' } })
})

test('an owner that is in another namespace is told of, and does not keep what names it', async () => {
  const elsewhere = '/api/v1/namespaces/kube-public/configmaps'
  const { body: owner } = await send(sandbox.server, 'POST', elsewhere, {
    body: { metadata: { name: 'far' } },
  })
  const uid = metadataOf(owner)['uid']
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'far', uid }]
  await sandbox.create('configmaps', { metadata: { name: 'near', ownerReferences } })
  await sandbox.until('configmaps', 'near', object => object === undefined)
  assert.deepEqual(await sandbox.told('ConfigMap', 'near'), [
    `OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: default, name: far, uid: ${uid}] does not exist in namespace "default"`,
  ])
})
