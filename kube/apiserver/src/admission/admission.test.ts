import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { systemUser } from '../authn/user.ts'
import { Store } from '../storage/index.ts'
import { contextFor, storeOnly } from '../strategy/test-context.ts'
import { objectAt, objectsAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, MutatingRequest } from './chain.ts'
import { limitRanger } from './limit-ranger.ts'
import { podSecurity } from './pod-security/pod-security.ts'
import { validatingAdmissionPolicy } from './policies/validating-policies.ts'
import { priority } from './priority.ts'
import { Reinvocation } from './reinvocation.ts'
import { resourceQuota } from './resource-quota.ts'
import { serviceAccount } from './service-account.ts'
import { defaultTolerationSeconds } from './tolerations.ts'

const podOf = (spec: JsonObject = {}): JsonObject => ({
  metadata: { name: 'p', namespace: 'ns' },
  spec: { containers: [{ name: 'app', image: 'web:1' }], ...spec },
})

function requestOf(
  object: JsonObject,
  store: Store,
  storageKey = 'pods',
): MutatingRequest & { object: JsonObject } {
  const { resourceType, services } = contextFor(storageKey, storeOnly(store))
  return {
    operation: 'CREATE',
    resourceType,
    subresource: '',
    namespace: 'ns',
    name: 'p',
    object,
    user: systemUser,
    dryRun: false,
    services: { ...services, now: () => new Date('2030-01-01T00:00:00Z') },
    warn: () => undefined,
    reinvocation: new Reinvocation(),
  }
}

async function mutated(plugin: AdmissionPlugin, object: JsonObject, store: Store): Promise<JsonObject> {
  return (await plugin.mutate?.(requestOf(object, store))) ?? object
}

function storeWith(...objects: readonly (readonly [string, JsonObject])[]): Store {
  const store = new Store()
  for (const [key, object] of objects) store.put(key, object, undefined)
  return store
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

const limited = (limits: JsonObject, requests: JsonObject = {}) =>
  podOf({ containers: [{ name: 'app', image: 'web:1', resources: { limits, requests } }] })

test('limitRanger refuses what is over the maximum', () => {
  const request = requestOf(limited({ cpu: '2' }), storeWith(['limitranges', range]))
  assert.throws(() => limitRanger.validate?.(request), /maximum cpu usage per Container is 1, but limit is 2/)
})

test('resourceQuota books what is used, and refuses more', () => {
  const quota = {
    metadata: { name: 'q', namespace: 'ns' },
    spec: {},
    status: { hard: { 'requests.cpu': '1' }, used: { 'requests.cpu': '0' } },
  }
  const store = storeWith(['resourcequotas', quota])
  const pod = limited({}, { cpu: '600m' })
  void resourceQuota.validate?.(requestOf(pod, store))
  assert.deepEqual(
    objectAt(objectAt(store.get('resourcequotas', 'ns', 'q')?.object ?? {}, 'status'), 'used'),
    { 'requests.cpu': '600m' },
  )
  assert.throws(() => resourceQuota.validate?.(requestOf(pod, store)), {
    message:
      'pods "p" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1',
  })
  assert.throws(
    () => resourceQuota.validate?.(requestOf(podOf(), store)),
    /failed quota: q: must specify requests.cpu for: app/,
  )
})

const quotaOf = (hard: JsonObject, used: JsonObject, spec: JsonObject = {}) => ({
  metadata: { name: 'q', namespace: 'ns' },
  spec,
  status: { hard, used },
})
const usedIn = (store: Store) =>
  objectAt(objectAt(store.get('resourcequotas', 'ns', 'q')?.object ?? {}, 'status'), 'used')

test('resourceQuota charges an update for what grew', () => {
  const service = (type: string, ports: number): JsonObject => ({
    metadata: { name: 's', namespace: 'ns' },
    spec: { type, ports: Array.from({ length: ports }, (_, i) => ({ port: i + 1 })) },
  })
  const store = storeWith([
    'resourcequotas',
    quotaOf({ 'services.nodeports': '3' }, { 'services.nodeports': '1' }),
  ])
  const update = (ports: number) =>
    resourceQuota.validate?.({
      ...requestOf(service('NodePort', ports), store, 'services'),
      operation: 'UPDATE',
      oldObject: service('NodePort', 1),
    })
  void update(3)
  assert.deepEqual(usedIn(store), { 'services.nodeports': '3' })
  assert.throws(
    () => update(2),
    /requested: services.nodeports=1, used: services.nodeports=3, limited: services.nodeports=3/,
  )
})

test('resourceQuota charges a resize, but no other change of a Pod', () => {
  const store = storeWith(['resourcequotas', quotaOf({ 'requests.cpu': '2' }, { 'requests.cpu': '1' })])
  const change = (subresource: string) =>
    resourceQuota.validate?.({
      ...requestOf(limited({}, { cpu: '1500m' }), store),
      operation: 'UPDATE',
      subresource,
      oldObject: limited({}, { cpu: '1' }),
    })
  for (const subresource of ['', 'status', 'ephemeralcontainers']) void change(subresource)
  assert.deepEqual(usedIn(store), { 'requests.cpu': '1' })
  void change('resize')
  assert.deepEqual(usedIn(store), { 'requests.cpu': '1500m' })
})

test('resourceQuota counts Pods in all of its scopes only', () => {
  const scopeSelector = {
    matchExpressions: [{ scopeName: 'PriorityClass', operator: 'NotIn', values: ['high'] }],
  }
  const store = storeWith([
    'resourcequotas',
    quotaOf({ pods: '0' }, { pods: '0' }, { scopes: ['Terminating'], scopeSelector }),
  ])
  void resourceQuota.validate?.(requestOf(podOf(), store))
  void resourceQuota.validate?.(
    requestOf(podOf({ activeDeadlineSeconds: 5, priorityClassName: 'high' }), store),
  )
  assert.throws(
    () => resourceQuota.validate?.(requestOf(podOf({ activeDeadlineSeconds: 5 }), store)),
    /exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0/,
  )
})

test('resourceQuota refuses where nobody has counted yet', () => {
  const store = storeWith(['resourcequotas', quotaOf({ pods: '1' }, {})])
  assert.throws(
    () => resourceQuota.validate?.(requestOf(podOf(), store)),
    /status unknown for quota: q, resources: pods/,
  )
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

/** A store with a policy on ConfigMaps and a binding that denies. */
function policyStore(spec: JsonObject): Store {
  const resourceRules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
  ]
  return storeWith(
    [
      'validatingadmissionpolicies.admissionregistration.k8s.io',
      {
        metadata: { name: 'pol' },
        spec: { failurePolicy: 'Fail', matchConstraints: { resourceRules }, ...spec },
      },
    ],
    [
      'validatingadmissionpolicybindings.admissionregistration.k8s.io',
      { metadata: { name: 'bind' }, spec: { policyName: 'pol', validationActions: ['Deny'] } },
    ],
  )
}

const configMap = (data: JsonObject): JsonObject => ({ metadata: { name: 'p', namespace: 'ns' }, data })
const denial =
  "configmaps \"p\" is forbidden: ValidatingAdmissionPolicy 'pol' with binding 'bind' denied request: "

const policies: readonly {
  readonly does: string
  readonly spec: JsonObject
  readonly says: string | undefined
}[] = [
  {
    does: 'lets through what holds',
    spec: { validations: [{ expression: "object.data.k == 'v'" }] },
    says: undefined,
  },
  { does: 'tells the message', spec: { validations: [{ expression: 'false', message: 'no' }] }, says: 'no' },
  {
    does: 'tells the expression where there is no message',
    spec: { validations: [{ expression: 'false' }] },
    says: 'failed expression: false',
  },
  {
    does: 'computes a message from variables',
    spec: {
      variables: [{ name: 'n', expression: 'object.metadata.name' }],
      validations: [{ expression: 'false', messageExpression: "'not ' + variables.n" }],
    },
    says: 'not p',
  },
  {
    does: 'skips what its conditions exclude',
    spec: { matchConditions: [{ name: 'c', expression: 'false' }], validations: [{ expression: 'false' }] },
    says: undefined,
  },
  {
    does: 'refuses where an expression fails',
    spec: { validations: [{ expression: 'object.data.none == 1' }] },
    says: "expression 'object.data.none == 1' resulted in error: no such key: none",
  },
  {
    does: 'passes over failures where told to',
    spec: { failurePolicy: 'Ignore', validations: [{ expression: 'object.data.none == 1' }] },
    says: undefined,
  },
]
for (const { does, spec, says } of policies) {
  test(`validatingAdmissionPolicy ${does}`, async () => {
    const judge = async () =>
      await validatingAdmissionPolicy.validate?.(
        requestOf(configMap({ k: 'v' }), policyStore(spec), 'configmaps'),
      )
    if (says === undefined) await judge()
    else await assert.rejects(judge, { message: denial + says, code: 422 })
  })
}
