import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  annotationsOf,
  conditionsOf,
  has,
  image,
  listOf,
  metadataOf,
  nameOf,
  rolledOut,
  type Sandbox,
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

const revisionOf = (object: Record<string, unknown>) =>
  annotationsOf(object)['deployment.kubernetes.io/revision']
const sizes = async (app: string) =>
  (await sandbox.list('replicasets', app)).map(set => `${revisionOf(set)}: ${specOf(set)['replicas']}`).sort()
const roll = async (name: string, change: Record<string, unknown>, count: number) => {
  await sandbox.patch('deployments', name, change)
  await sandbox.until('deployments', name, rolledOut(count))
}

test('a template that comes back is the newest revision, and remembers the one it was', async () => {
  await sandbox.create('deployments', workload('back', { replicas: 1 }))
  await sandbox.until('deployments', 'back', rolledOut(1))
  await roll('back', image('nginx:2'), 1)
  await roll('back', image('nginx:1'), 1)

  assert.deepEqual(await sizes('back'), ['2: 0', '3: 1'])
  const newest = (await sandbox.list('replicasets', 'back')).find(set => revisionOf(set) === '3')
  assert.equal(annotationsOf(newest)['deployment.kubernetes.io/revision-history'], '1')
  assert.equal(revisionOf(await sandbox.get('deployments', 'back')), '3')
})

test('a finished rollout says so, and what it took', async () => {
  await sandbox.create('deployments', workload('told', { replicas: 2 }))
  await sandbox.until('deployments', 'told', rolledOut(2))

  const deployment = await sandbox.get('deployments', 'told')
  assert.deepEqual(conditionsOf(deployment), [
    'Available=True MinimumReplicasAvailable',
    'Progressing=True NewReplicaSetAvailable',
  ])
  assert.equal(statusOf(deployment)['terminatingReplicas'], 0)
  const [set] = await sandbox.list('replicasets', 'told')
  assert.deepEqual(await sandbox.told('Deployment', 'told'), [
    `ScalingReplicaSet: Scaled up replica set ${nameOf(set)} from 0 to 2`,
  ])
  const made = (await sandbox.told('ReplicaSet', nameOf(set))).map(text => text.slice(0, 29))
  assert.deepEqual(made, ['SuccessfulCreate: Created pod', 'SuccessfulCreate: Created pod'])
})

test('Recreate starts nothing new before the old is gone', async () => {
  await sandbox.create('deployments', workload('anew', { replicas: 2, strategy: { type: 'Recreate' } }))
  await sandbox.until('deployments', 'anew', rolledOut(2))
  await roll('anew', image('nginx:2'), 2)

  const told = (await sandbox.told('Deployment', 'anew')).map(text => text.replace(/anew-\w+/, 'SET'))
  assert.deepEqual(told, [
    'ScalingReplicaSet: Scaled up replica set SET from 0 to 2',
    'ScalingReplicaSet: Scaled down replica set SET from 2 to 0',
    'ScalingReplicaSet: Scaled up replica set SET from 0 to 2',
  ])
})

test('a paused Deployment is resized but not rolled out', async () => {
  await sandbox.create('deployments', workload('held', { replicas: 1 }))
  await sandbox.until('deployments', 'held', rolledOut(1))
  await sandbox.patch('deployments', 'held', { spec: { paused: true } })
  await sandbox.until('deployments', 'held', has('Progressing=Unknown DeploymentPaused'))
  await sandbox.patch('deployments', 'held', { ...image('nginx:2') })
  await sandbox.patch('deployments', 'held', { spec: { replicas: 3 } })
  await sandbox.until('deployments', 'held', object => statusOf(object)['availableReplicas'] === 3)

  assert.deepEqual(await sizes('held'), ['1: 3'])
  await roll('held', { spec: { paused: false } }, 3)
  assert.deepEqual(await sizes('held'), ['1: 0', '2: 3'])
})

test('a rollout that is stuck is resized in proportion', async () => {
  const strategy = { rollingUpdate: { maxSurge: '30%', maxUnavailable: '20%' } }
  await sandbox.create('deployments', workload('part', { replicas: 10, strategy }))
  await sandbox.until('deployments', 'part', rolledOut(10))
  const stuck = { metadata: { annotations: { 'sandbox.sluice.dev/fail': 'NotReady' } } }
  await sandbox.patch('deployments', 'part', { spec: { template: stuck } })
  await sandbox.until('deployments', 'part', object => statusOf(object)['updatedReplicas'] === 5)
  assert.deepEqual(await sizes('part'), ['1: 8', '2: 5'])

  await sandbox.patch('deployments', 'part', { spec: { replicas: 20 } })
  await sandbox.until('deployments', 'part', object => statusOf(object)['replicas'] === 26)
  assert.deepEqual(await sizes('part'), ['1: 16', '2: 10'])
})

test('only so many old ReplicaSets are kept', async () => {
  await sandbox.create('deployments', workload('short', { replicas: 1, revisionHistoryLimit: 1 }))
  await sandbox.until('deployments', 'short', rolledOut(1))
  for (const tag of [2, 3, 4]) await roll('short', image(`nginx:${tag}`), 1)
  for (const set of await sandbox.list('replicasets', 'short')) {
    const isOld = ['1', '2'].includes(String(revisionOf(set)))
    if (isOld) await sandbox.until('replicasets', nameOf(set), object => object === undefined)
  }

  assert.deepEqual(await sizes('short'), ['3: 0', '4: 1'])
})

test('a ReplicaSet takes stray Pods, and lets go of those that it no longer selects', async () => {
  const pod = { ...template('kin'), metadata: { name: 'stray', labels: { app: 'kin' } } }
  await sandbox.create('pods', pod)
  await sandbox.create('replicasets', workload('kin', { replicas: 2 }))
  await sandbox.until('replicasets', 'kin', object => statusOf(object)['availableReplicas'] === 2)
  const owner = async () => listOf(metadataOf(await sandbox.get('pods', 'stray'))['ownerReferences'])
  assert.deepEqual(
    (await owner()).map(each => each['name']),
    ['kin'],
  )

  await sandbox.patch('pods', 'stray', { metadata: { labels: { app: 'free' } } })
  await sandbox.until('pods', 'stray', object => metadataOf(object)['ownerReferences'] === undefined)
  await sandbox.until('replicasets', 'kin', object => statusOf(object)['availableReplicas'] === 2)
  assert.equal((await sandbox.list('pods', 'kin')).length, 2)
})

test('Pods that a quota refuses are told in conditions', async () => {
  await sandbox.create('resourcequotas', {
    metadata: { name: 'none' },
    spec: { hard: { 'count/pods': '0' } },
  })
  await sandbox.until('resourcequotas', 'none', object => statusOf(object)['hard'] !== undefined)
  await sandbox.create('deployments', workload('refused', { replicas: 1 }))
  await sandbox.until('deployments', 'refused', has('ReplicaFailure=True FailedCreate'))
  await sandbox.remove('resourcequotas', 'none')

  await sandbox.until('deployments', 'refused', rolledOut(1))
  assert.ok(!has('ReplicaFailure=True')((await sandbox.get('deployments', 'refused')) as never))
})

test('a quota that was just filled has no room for the next Pod', async () => {
  const before = (await sandbox.list('pods')).length
  const hard = { pods: String(before + 1) }
  await sandbox.create('resourcequotas', { metadata: { name: 'tight' }, spec: { hard } })
  await sandbox.until('resourcequotas', 'tight', object => statusOf(object)['hard'] !== undefined)
  await sandbox.create('deployments', workload('tight', { replicas: 3 }))
  await sandbox.until('deployments', 'tight', has('ReplicaFailure=True FailedCreate'))

  assert.equal((await sandbox.list('pods', 'tight')).length, 1)
  assert.deepEqual(statusOf(await sandbox.get('resourcequotas', 'tight'))['used'], hard)
  await sandbox.remove('resourcequotas', 'tight')
})

test('the generation of a Deployment counts changes of its annotations', async () => {
  await sandbox.create('deployments', workload('noted', { replicas: 0 }))
  await sandbox.patch('deployments', 'noted', {
    metadata: { annotations: { 'kubernetes.io/change-cause': 'x' } },
  })
  await sandbox.patch('deployments', 'noted', { metadata: { labels: { some: 'label' } } })
  assert.equal(metadataOf(await sandbox.get('deployments', 'noted'))['generation'], 2)
})
