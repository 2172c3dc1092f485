import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { send } from './requests.ts'
import {
  conditionsOf,
  has,
  type Json,
  listOf,
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

const pod = (name: string, app: string, script: Json = {}, more: Json = {}) => {
  const { metadata, spec } = template(app, script, more) as Record<string, Json>
  return { metadata: { ...metadata, name }, spec }
}
const service = (name: string, spec: Json) => ({ metadata: { name }, spec })

/** `pod:ready/serving/terminating` of all that slices of a Service list. */
async function endpointsOf(name: string): Promise<string[]> {
  const slices = (await sandbox.list('endpointslices')).filter(slice => nameOf(slice).startsWith(`${name}-`))
  return slices
    .flatMap(slice => listOf(slice['endpoints']))
    .map(endpoint => {
      const { ready, serving, terminating } = endpoint['conditions'] as Json
      return `${(endpoint['targetRef'] as Json)['name']}:${ready}/${serving}/${terminating}`
    })
    .sort()
}

test('slices tell which Pods are ready, serve and go', async () => {
  await sandbox.create('services', service('shop', { selector: { app: 'shop' }, ports: [{ port: 80 }] }))
  await sandbox.create('pods', pod('up', 'shop'))
  await sandbox.create('pods', pod('down', 'shop', { fail: 'NotReady' }))
  const { metadata, ...body } = pod('going', 'shop')
  await sandbox.create('pods', { ...body, metadata: { ...metadata, finalizers: ['example.com/wait'] } })
  for (const name of ['up', 'going']) await sandbox.until('pods', name, has('Ready=True'))
  await sandbox.remove('pods', 'going')
  await sandbox.until('endpoints', 'shop', object => {
    const [subset] = listOf(object?.['subsets'])
    return listOf(subset?.['addresses']).length === 1 && listOf(subset?.['notReadyAddresses']).length === 1
  })

  assert.deepEqual(await endpointsOf('shop'), ['down:false/false/false', 'up:true/true/false'])
})

test('a headless Service lists Pods by name, ready or not, where it says so', async () => {
  const spec = { clusterIP: 'None', selector: { app: 'peers' }, publishNotReadyAddresses: true }
  await sandbox.create('services', service('peers', spec))
  await sandbox.create(
    'pods',
    pod('one', 'peers', { fail: 'NotReady' }, { hostname: 'first', subdomain: 'peers' }),
  )
  await sandbox.until('endpoints', 'peers', object => {
    const [address] = listOf(listOf(object?.['subsets'])[0]?.['addresses'])
    return address?.['hostname'] === 'first'
  })
  assert.deepEqual(await endpointsOf('peers'), ['one:true/false/false'])
})

test('Endpoints that somebody writes are mirrored, and go with their Service', async () => {
  await sandbox.create('services', service('outside', { ports: [{ port: 80 }] }))
  const subsets = [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 80 }] }]
  await sandbox.create('endpoints', { metadata: { name: 'outside' }, subsets })
  const isMirror = (slice: Json) => nameOf(slice).startsWith('outside-')
  while (!(await sandbox.list('endpointslices')).some(isMirror)) await sandbox.list('services')

  await sandbox.remove('services', 'outside')
  await sandbox.until('endpoints', 'outside', object => object === undefined)
})

test('a budget counts what the owners of its Pods want, and keeps evictions within it', async () => {
  await sandbox.create('deployments', workload('guarded', { replicas: 3 }))
  await sandbox.until('deployments', 'guarded', rolledOut(3))
  const selector = { matchLabels: { app: 'guarded' } }
  await sandbox.create('poddisruptionbudgets', {
    metadata: { name: 'guard' },
    spec: { maxUnavailable: '30%', selector },
  })
  await sandbox.until('poddisruptionbudgets', 'guard', has('DisruptionAllowed=True SufficientPods'))
  const budget = statusOf(await sandbox.get('poddisruptionbudgets', 'guard'))
  const { expectedPods, desiredHealthy, disruptionsAllowed } = budget
  assert.deepEqual([expectedPods, desiredHealthy, disruptionsAllowed], [3, 2, 1])

  await sandbox.patch('poddisruptionbudgets', 'guard', { spec: { maxUnavailable: 0 } })
  await sandbox.until('poddisruptionbudgets', 'guard', has('DisruptionAllowed=False InsufficientPods'))
  const [first] = await sandbox.list('pods', 'guarded')
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: nameOf(first) } }
  const path = `/api/v1/namespaces/default/pods/${nameOf(first)}/eviction`
  assert.equal((await send(sandbox.server, 'POST', path, { body: eviction })).status, 429)
})

test('an autoscaler keeps its target within its bounds, and says that it has no metrics', async () => {
  await sandbox.create('deployments', workload('elastic', { replicas: 1 }))
  await sandbox.create('horizontalpodautoscalers', {
    metadata: { name: 'elastic' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'elastic' },
      minReplicas: 2,
      maxReplicas: 3,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        },
      ],
    },
  })
  await sandbox.until(
    'horizontalpodautoscalers',
    'elastic',
    has('ScalingActive=False FailedGetResourceMetric'),
  )

  assert.equal(specOf(await sandbox.get('deployments', 'elastic'))['replicas'], 2)
  const told = await sandbox.told('HorizontalPodAutoscaler', 'elastic')
  assert.equal(
    told[0],
    'SuccessfulRescale: New size: 2; reason: Current number of replicas below Spec.MinReplicas',
  )
  assert.deepEqual(conditionsOf(await sandbox.get('horizontalpodautoscalers', 'elastic')), [
    'AbleToScale=True SucceededGetScale',
    'ScalingActive=False FailedGetResourceMetric',
  ])
})
