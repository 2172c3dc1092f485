import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  image,
  type Json,
  listOf,
  metadataOf,
  nameOf,
  type Sandbox,
  type Seen,
  specOf,
  startSandbox,
  statusOf,
  workload,
} from './sandbox.ts'

let sandbox: Sandbox
before(async () => {
  sandbox = await startSandbox()
})
after(() => sandbox.server.stop())

const stateful = (name: string, spec: Json = {}, script: Json = {}) =>
  workload(name, { serviceName: name, ...spec }, script)
const settled = (count: number) => (object: Seen) => {
  const status = statusOf(object)
  return (
    status['observedGeneration'] === metadataOf(object)['generation'] &&
    status['currentRevision'] === status['updateRevision'] &&
    status['replicas'] === count &&
    (status['readyReplicas'] ?? 0) === count
  )
}
const imageOf = (pod: Json) => listOf(specOf(pod)['containers'])[0]?.['image']
const podImages = async (app: string) =>
  (await sandbox.list('pods', app)).map(pod => `${nameOf(pod)} ${imageOf(pod)}`).sort()

test('a StatefulSet makes its Pods in order and takes them away in reverse', async () => {
  await sandbox.create('statefulsets', stateful('row', { replicas: 3 }))
  await sandbox.until('statefulsets', 'row', settled(3))
  await sandbox.patch('statefulsets', 'row', { spec: { replicas: 1 } })
  await sandbox.until('statefulsets', 'row', settled(1))

  assert.deepEqual(await sandbox.told('StatefulSet', 'row'), [
    'SuccessfulCreate: Create Pod row-0 in StatefulSet row successful',
    'SuccessfulCreate: Create Pod row-1 in StatefulSet row successful',
    'SuccessfulCreate: Create Pod row-2 in StatefulSet row successful',
    'SuccessfulDelete: Delete Pod row-2 in StatefulSet row successful',
    'SuccessfulDelete: Delete Pod row-1 in StatefulSet row successful',
  ])
  const labels = metadataOf(await sandbox.get('pods', 'row-0'))['labels'] as Json
  assert.equal(labels['statefulset.kubernetes.io/pod-name'], 'row-0')
  assert.equal(labels['apps.kubernetes.io/pod-index'], '0')
})

test('the Pods below the partition keep their template, also when they are made anew', async () => {
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } }
  await sandbox.create('statefulsets', stateful('half', { replicas: 2, updateStrategy }))
  await sandbox.until('statefulsets', 'half', settled(2))
  await sandbox.patch('statefulsets', 'half', image('nginx:2'))
  const isHalf = (object: Seen) =>
    statusOf(object)['updatedReplicas'] === 1 && statusOf(object)['readyReplicas'] === 2
  await sandbox.until('statefulsets', 'half', isHalf)
  const uid = metadataOf(await sandbox.get('pods', 'half-0'))['uid']
  await sandbox.remove('pods', 'half-0')
  await sandbox.until('pods', 'half-0', object => object !== undefined && metadataOf(object)['uid'] !== uid)

  assert.deepEqual(await podImages('half'), ['half-0 nginx:1', 'half-1 nginx:2'])
})

test('a Pod that never becomes ready is not replaced by a better template', async () => {
  await sandbox.create('statefulsets', stateful('stuck', { replicas: 2 }, { fail: 'NotReady' }))
  await sandbox.until('statefulsets', 'stuck', object => statusOf(object)['replicas'] === 1)
  const healed = { metadata: { annotations: { 'sandbox.sluice.dev/fail': null } } }
  await sandbox.patch('statefulsets', 'stuck', { spec: { template: healed } })
  await sandbox.until('statefulsets', 'stuck', object => statusOf(object)['observedGeneration'] === 2)
  assert.equal((await sandbox.list('pods', 'stuck')).length, 1)

  await sandbox.remove('pods', 'stuck-0')
  await sandbox.until('statefulsets', 'stuck', settled(2))
})

test('claims go with their Pods or with the set, as the policy says', async () => {
  const volumeClaimTemplates = [
    {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  ]
  const persistentVolumeClaimRetentionPolicy = { whenScaled: 'Delete', whenDeleted: 'Retain' }
  const spec = { replicas: 2, volumeClaimTemplates, persistentVolumeClaimRetentionPolicy }
  await sandbox.create('statefulsets', stateful('kept', spec))
  await sandbox.until('statefulsets', 'kept', settled(2))
  await sandbox.patch('statefulsets', 'kept', { spec: { replicas: 1 } })
  await sandbox.until('persistentvolumeclaims', 'data-kept-1', object => object === undefined)

  await sandbox.remove('statefulsets', 'kept')
  await sandbox.until('pods', 'kept-0', object => object === undefined)
  const claim = await sandbox.get('persistentvolumeclaims', 'data-kept-0')
  assert.equal(metadataOf(claim)['ownerReferences'], undefined)
})

test('templates are kept as numbered revisions, no more than the limit and those in use', async () => {
  await sandbox.create('statefulsets', stateful('past', { replicas: 1, revisionHistoryLimit: 1 }))
  await sandbox.until('statefulsets', 'past', settled(1))
  for (const tag of [2, 3, 4]) {
    await sandbox.patch('statefulsets', 'past', image(`nginx:${tag}`))
    await sandbox.until('statefulsets', 'past', settled(1))
  }
  const revisions = async () =>
    (await sandbox.list('controllerrevisions', 'past')).map(each => each['revision'])
  for (const old of await sandbox.list('controllerrevisions', 'past')) {
    if (Number(old['revision']) < 3) {
      await sandbox.until('controllerrevisions', nameOf(old), object => object === undefined)
    }
  }
  assert.deepEqual((await revisions()).sort(), [3, 4])
})

const everywhere = (object: Seen) => {
  const status = statusOf(object)
  return (
    status['observedGeneration'] === metadataOf(object)['generation'] &&
    status['updatedNumberScheduled'] === 1 &&
    status['numberAvailable'] === 1
  )
}

test('a DaemonSet replaces its Pod, and remembers its templates', async () => {
  await sandbox.create('daemonsets', workload('agent'))
  await sandbox.until('daemonsets', 'agent', everywhere)
  await sandbox.patch('daemonsets', 'agent', image('nginx:2'))
  await sandbox.until('daemonsets', 'agent', everywhere)

  const staying = (await sandbox.list('pods', 'agent')).filter(
    pod => metadataOf(pod)['deletionTimestamp'] === undefined,
  )
  assert.deepEqual(staying.map(imageOf), ['nginx:2'])
  const affinity = JSON.stringify(specOf(staying[0])['affinity'])
  assert.ok(affinity.includes('"key":"metadata.name","operator":"In","values":["sandbox"]'))
  const revisions = (await sandbox.list('controllerrevisions', 'agent')).map(each => each['revision'])
  assert.deepEqual(revisions.sort(), [1, 2])
})

test('a DaemonSet that may surge starts the new Pod before the old one goes', async () => {
  const updateStrategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  await sandbox.create('daemonsets', workload('surge', { updateStrategy }))
  await sandbox.until('daemonsets', 'surge', everywhere)
  await sandbox.patch('daemonsets', 'surge', image('nginx:2'))
  await sandbox.until('daemonsets', 'surge', everywhere)

  const reasons = (await sandbox.told('DaemonSet', 'surge')).map(text => text.split(':')[0])
  assert.deepEqual(reasons.slice(0, 3), ['SuccessfulCreate', 'SuccessfulCreate', 'SuccessfulDelete'])
})
