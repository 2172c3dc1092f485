import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { send } from './requests.ts'
import {
  has,
  type Json,
  listOf,
  metadataOf,
  type Sandbox,
  type Seen,
  specOf,
  startSandbox,
  statusOf,
  template,
  untilAt,
} from './sandbox.ts'

let sandbox: Sandbox
before(async () => {
  sandbox = await startSandbox()
})
after(() => sandbox.server.stop())

const contentType = 'application/merge-patch+json'
const pod = (name: string, spec: Json = {}, script: Json = {}) => ({
  ...template(name, script, spec),
  metadata: { ...(template(name, script)['metadata'] as Json), name },
})
const patchNode = (name: string, body: Json, sub = '') =>
  send(sandbox.server, 'PATCH', `/api/v1/nodes/${name}${sub}`, { body, contentType })
const untilNode = (name: string, holds: (node: Seen) => boolean) =>
  untilAt(sandbox.server, '/api/v1/nodes', name, holds)
const taintsOf = (node: Seen) =>
  listOf(specOf(node)['taints']).map(taint => `${taint['key']}:${taint['effect']}`)

test('a cordoned node says so in a taint', async () => {
  await patchNode('sandbox', { spec: { unschedulable: true } })
  await untilNode('sandbox', node => taintsOf(node).includes('node.kubernetes.io/unschedulable:NoSchedule'))
  await patchNode('sandbox', { spec: { unschedulable: null } })
  await untilNode('sandbox', node => taintsOf(node).length === 0)
})

test('a second node takes Pods once it is ready, and loses them when it is gone', async () => {
  const body = { metadata: { name: 'other', labels: { zone: 'b' } } }
  await send(sandbox.server, 'POST', '/api/v1/nodes', { body })
  await sandbox.create('pods', pod('away', { nodeSelector: { zone: 'b' } }))
  await sandbox.until('pods', 'away', has('PodScheduled=False Unschedulable'))
  const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'up' }]
  await patchNode('other', { status: { conditions } }, '/status')
  await sandbox.until('pods', 'away', has('Ready=True'))
  assert.equal(specOf(await sandbox.get('pods', 'away'))['nodeName'], 'other')

  await send(sandbox.server, 'DELETE', '/api/v1/nodes/other')
  await sandbox.until('pods', 'away', object => object === undefined)
})

test('Pods leave a node whose taint they do not put up with', async () => {
  await sandbox.create('pods', pod('tough', { tolerations: [{ key: 'storm', operator: 'Exists' }] }))
  await sandbox.create('pods', pod('soft'))
  for (const name of ['tough', 'soft']) await sandbox.until('pods', name, has('Ready=True'))
  await patchNode('sandbox', { spec: { taints: [{ key: 'storm', effect: 'NoExecute' }] } })
  await sandbox.until('pods', 'soft', object => object === undefined)
  await patchNode('sandbox', { spec: { taints: null } })

  assert.ok(has('Ready=True')((await sandbox.get('pods', 'tough')) as never))
  assert.ok(
    (await sandbox.told('Pod', 'soft')).includes(
      'TaintManagerEviction: Marking for deletion Pod default/soft',
    ),
  )
})

test('an obstacle is told as the scheduler tells it', async () => {
  await sandbox.create('pods', pod('lost', { nodeSelector: { zone: 'moon' } }))
  await sandbox.until('pods', 'lost', has('PodScheduled=False Unschedulable'))
  const [message] = listOf(statusOf(await sandbox.get('pods', 'lost'))['conditions']).map(
    each => each['message'],
  )
  assert.equal(
    message,
    "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
  )
})

test('a claim that waits for its Pod is bound when that has a node', async () => {
  const body = {
    metadata: { name: 'lazy' },
    provisioner: 'sandbox.sluice.dev/local',
    volumeBindingMode: 'WaitForFirstConsumer',
  }
  await send(sandbox.server, 'POST', '/apis/storage.k8s.io/v1/storageclasses', { body })
  const claim = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'lazy',
    resources: { requests: { storage: '1Gi' } },
  }
  await sandbox.create('persistentvolumeclaims', { metadata: { name: 'lazy' }, spec: claim })
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'lazy' } }]
  await sandbox.create('pods', pod('user', { volumes }))
  await sandbox.until('pods', 'user', has('Ready=True'))

  const bound = await sandbox.get('persistentvolumeclaims', 'lazy')
  assert.equal(statusOf(bound)['phase'], 'Bound')
  const told = await sandbox.told('PersistentVolumeClaim', 'lazy')
  assert.equal(told[0], 'WaitForFirstConsumer: waiting for first consumer to be created before binding')
})

test('a claim stays while a Pod uses it, and its volume goes with it', async () => {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
  await sandbox.create('persistentvolumeclaims', { metadata: { name: 'busy' }, spec })
  await sandbox.create(
    'pods',
    pod('holder', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'busy' } }] }),
  )
  await sandbox.until('pods', 'holder', has('Ready=True'))
  await sandbox.remove('persistentvolumeclaims', 'busy')
  const going = await sandbox.get('persistentvolumeclaims', 'busy')
  assert.ok(metadataOf(going)['deletionTimestamp'])

  await sandbox.remove('pods', 'holder')
  await sandbox.until('persistentvolumeclaims', 'busy', object => object === undefined)
  await untilAt(
    sandbox.server,
    '/api/v1/persistentvolumes',
    String(specOf(going)['volumeName']),
    object => object === undefined,
  )
})

test('a volume that is waiting serves the claim that fits it best', async () => {
  for (const [name, storage] of [
    ['wide', '9Gi'],
    ['tight', '2Gi'],
  ]) {
    const spec = {
      capacity: { storage },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'shelf',
      hostPath: { path: `/srv/${name}` },
    }
    await send(sandbox.server, 'POST', '/api/v1/persistentvolumes', { body: { metadata: { name }, spec } })
    await untilAt(
      sandbox.server,
      '/api/v1/persistentvolumes',
      String(name),
      object => statusOf(object)['phase'] === 'Available',
    )
  }
  const spec = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'shelf',
    resources: { requests: { storage: '1Gi' } },
  }
  await sandbox.create('persistentvolumeclaims', { metadata: { name: 'fitting' }, spec })
  await sandbox.until('persistentvolumeclaims', 'fitting', object => statusOf(object)['phase'] === 'Bound')
  assert.equal(specOf(await sandbox.get('persistentvolumeclaims', 'fitting'))['volumeName'], 'tight')

  await sandbox.remove('persistentvolumeclaims', 'fitting')
  await untilAt(
    sandbox.server,
    '/api/v1/persistentvolumes',
    'tight',
    object => statusOf(object)['phase'] === 'Released',
  )
})

test('a Secret for a ServiceAccount gets a token, which lets one in until the Secret goes', async () => {
  const annotations = { 'kubernetes.io/service-account.name': 'default' }
  const type = 'kubernetes.io/service-account-token'
  await sandbox.create('secrets', { metadata: { name: 'pass', annotations }, type })
  await sandbox.until(
    'secrets',
    'pass',
    object => (object?.['data'] as Json | undefined)?.['token'] !== undefined,
  )
  const { token } = (await sandbox.get('secrets', 'pass'))['data'] as Record<string, string>
  const whoami = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  const ask = () =>
    send(sandbox.server, 'POST', whoami, { body: {}, token: Buffer.from(token ?? '', 'base64').toString() })
  const { userInfo } = statusOf((await ask()).body)
  assert.equal((userInfo as Json)['username'], 'system:serviceaccount:default:default')

  await sandbox.remove('secrets', 'pass')
  assert.equal((await ask()).status, 401)
})
