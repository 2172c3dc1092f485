import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { Store } from '../storage/index.ts'
import { objectAt, objectsAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin } from './chain.ts'
import { limitRanger } from './limit-ranger.ts'
import { podSecurity } from './pod-security/pod-security.ts'
import { priority } from './priority.ts'
import { serviceAccount } from './service-account.ts'
import { limited, podOf, requestOf, storeWith } from './test-request.ts'
import { defaultTolerationSeconds } from './tolerations.ts'

async function mutated(plugin: AdmissionPlugin, object: JsonObject, store: Store): Promise<JsonObject> {
  return (await plugin.mutate?.(requestOf(object, store))) ?? object
}

const account = (rest: JsonObject = {}) =>
  ['serviceaccounts', { metadata: { name: 'default', namespace: 'ns' }, ...rest }] as const
const specOf = (object: JsonObject) => objectAt(object, 'spec')

test('serviceAccount gives a Pod the default account and mounts its token', async () => {
  const spec = specOf(await mutated(serviceAccount, podOf(), storeWith(account())))
  assert.equal(spec['serviceAccountName'], 'default')
  const [volume] = objectsAt(spec, 'volumes')
  const [mount] = objectsAt(objectsAt(spec, 'containers')[0] ?? {}, 'volumeMounts')
  assert.match(String(volume?.['name']), /^kube-api-access-[a-z0-9]{5}$/)
  assert.equal(mount?.['name'], volume?.['name'])
})

test('serviceAccount mounts nothing where Pod or account say so', async () => {
  const quiet = { automountServiceAccountToken: false }
  for (const [pod, store] of [
    [podOf(quiet), storeWith(account())],
    [podOf(), storeWith(account(quiet))],
  ] as const) {
    assert.equal(specOf(await mutated(serviceAccount, pod, store))['volumes'], undefined)
  }
})

test('serviceAccount refuses an account that is not there', async () => {
  await assert.rejects(mutated(serviceAccount, podOf({ serviceAccountName: 'ghost' }), new Store()), {
    message:
      'pods "p" is forbidden: error looking up service account ns/ghost: serviceaccount "ghost" not found',
  })
})

test('priority turns the name of a class into a number', async () => {
  const store = storeWith([
    'priorityclasses.scheduling.k8s.io',
    { metadata: { name: 'high' }, value: 7, preemptionPolicy: 'Never' },
  ])
  const spec = specOf(await mutated(priority, podOf({ priorityClassName: 'high' }), store))
  assert.deepEqual([spec['priority'], spec['preemptionPolicy']], [7, 'Never'])
  assert.equal(specOf(await mutated(priority, podOf(), store))['priority'], 0)
  await assert.rejects(
    mutated(priority, podOf({ priorityClassName: 'none' }), store),
    /no PriorityClass with name none was found/,
  )
})

test('defaultTolerationSeconds adds what is not tolerated yet', async () => {
  const given = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }
  const spec = specOf(await mutated(defaultTolerationSeconds, podOf({ tolerations: [given] }), new Store()))
  assert.deepEqual(
    objectsAt(spec, 'tolerations').map(each => each['key']),
    [given.key, 'node.kubernetes.io/unreachable'],
  )
})

const range: JsonObject = {
  metadata: { name: 'r', namespace: 'ns' },
  spec: {
    limits: [
      { type: 'Container', default: { cpu: '500m' }, defaultRequest: { cpu: '100m' }, max: { cpu: '1' } },
    ],
  },
}

test('limitRanger fills in defaults and says so', async () => {
  const pod = await mutated(limitRanger, podOf(), storeWith(['limitranges', range]))
  assert.deepEqual(objectsAt(specOf(pod), 'containers')[0]?.['resources'], {
    requests: { cpu: '100m' },
    limits: { cpu: '500m' },
  })
  assert.equal(
    objectAt(objectAt(pod, 'metadata'), 'annotations')['kubernetes.io/limit-ranger'],
    'LimitRanger plugin set: cpu request for container app; cpu limit for container app',
  )
})

test('limitRanger refuses what is over the maximum', () => {
  const request = requestOf(limited({ cpu: '2' }), storeWith(['limitranges', range]))
  assert.throws(() => limitRanger.validate?.(request), /maximum cpu usage per Container is 1, but limit is 2/)
})

test('podSecurity holds Pods to the level of their namespace', () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' }
  const store = storeWith(['namespaces', { metadata: { name: 'ns', labels } }])
  assert.throws(() => podSecurity.validate?.(requestOf(podOf({ hostNetwork: true }), store)), {
    message:
      'pods "p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
  })
  void podSecurity.validate?.(requestOf(podOf(), store))
})
