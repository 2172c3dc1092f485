import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { contextFor, created, updated } from '../test-context.ts'
import { objectAt } from '../values/read.ts'
import { autoscalerStrategy } from './autoscaler.ts'

const runtimeClass = (toleration: JsonObject): JsonObject => ({
  metadata: { name: 'sandboxed' },
  handler: 'runsc',
  scheduling: { tolerations: [toleration] },
})

test('tolerations of RuntimeClasses are refused by operator and value', () => {
  const errors = (toleration: JsonObject) =>
    created('runtimeclasses.node.k8s.io', runtimeClass({ key: 'k', ...toleration })).errors
  assert.deepEqual(errors({ operator: 'Exists', value: 'v' }), [
    'scheduling.tolerations[0].operator: Invalid value: "v": value must be empty when `operator` is \'Exists\'',
  ])
  assert.deepEqual(errors({ operator: 'Like' }), [
    'scheduling.tolerations[0].operator: Unsupported value: "Like": supported values: "Equal", "Exists"',
  ])
})

test('a Lease is made without the fields of coordinated elections', () => {
  const { object, errors } = created('leases.coordination.k8s.io', {
    metadata: { name: 'leader', namespace: 'default' },
    spec: { holderIdentity: 'a', preferredHolder: 'b', strategy: 'OldestEmulationVersion' },
  })
  assert.deepEqual([errors, object['spec']], [[], { holderIdentity: 'a' }])
})

test('a PriorityClass with an empty policy lacks one', () => {
  const { errors } = created('priorityclasses.scheduling.k8s.io', {
    metadata: { name: 'low' },
    value: 1,
    preemptionPolicy: '',
  })
  assert.deepEqual(errors, ['preemptionPolicy: Required value'])
})

test('a request for a certificate has its usages once', () => {
  const { errors } = created('certificatesigningrequests.certificates.k8s.io', {
    metadata: { name: 'r' },
    spec: { signerName: 'example.com/s', usages: ['client auth', 'client auth'] },
  })
  assert.deepEqual(errors, [
    'spec.request: Invalid value: null: PEM block type must be CERTIFICATE REQUEST',
    'spec.usages[1]: Duplicate value: "client auth"',
  ])
})

test('a selector of aggregated roles that no selector can be made of is told as null', () => {
  const { errors } = created('clusterroles.rbac.authorization.k8s.io', {
    metadata: { name: 'all' },
    aggregationRule: { clusterRoleSelectors: [{ matchExpressions: [{ key: 'k', operator: 'Near' }] }] },
  })
  assert.deepEqual(errors, [
    'aggregationRule.clusterRoleSelectors[0].matchExpressions[0].operator: Invalid value: "Near": not a valid selector operator',
    'aggregationRule.clusterRoleSelectors[0]: Invalid value: null: invalid label selector.',
  ])
})

test('a ServiceCIDR gets a second range, and no other change', () => {
  const ranges = (...cidrs: string[]): JsonObject => ({ metadata: { name: 'more' }, spec: { cidrs } })
  const change = (before: JsonObject, after: JsonObject) =>
    updated('servicecidrs.networking.k8s.io', before, after).errors
  assert.deepEqual(change(ranges('10.9.0.0/24'), ranges('10.9.0.0/24', 'fd00::/120')), [])
  assert.deepEqual(change(ranges('10.9.0.0/24', 'fd00::/120'), ranges('10.9.0.0/24')), [
    'spec.cidrs: Invalid value: ["10.9.0.0/24"]: field is immutable',
  ])
})

test('a budget that says both is shown as Go shows it, and none is beyond all', () => {
  const budget = (spec: JsonObject) =>
    created('poddisruptionbudgets.policy', { metadata: { name: 'b', namespace: 'default' }, spec }).errors
  assert.deepEqual(budget({ minAvailable: 1, maxUnavailable: '10%' }), [
    'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":"10%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
  ])
  assert.deepEqual(budget({ minAvailable: '101%' }), [
    'spec.minAvailable: Invalid value: "101%": must not be greater than 100%',
  ])
})

test('a LimitRange without a name is called after its uid; a ServiceAccount keeps the names of secrets', () => {
  const range = created('limitranges', {
    metadata: { namespace: 'default', uid: 'u-1' },
    spec: { limits: [] },
  })
  assert.equal(objectAt(range.object, 'metadata')['name'], 'u-1')
  const account = {
    metadata: { name: 'a', namespace: 'default' },
    secrets: [{ name: 's', uid: 'u', kind: 'K' }],
  }
  assert.deepEqual(created('serviceaccounts', account).object['secrets'], [{ name: 's' }])
})

test('scopes that a quota loses are told as they were written', () => {
  const quota = (scopes: readonly string[]) => ({ metadata: { name: 'q' }, spec: { scopes } })
  assert.deepEqual(updated('resourcequotas', quota(['Terminating']), quota([])).errors, [
    'spec.scopes: Invalid value: []: field is immutable',
  ])
})

test('an autoscaler of the first version has no metric that lets it scale to nothing', () => {
  const context = contextFor('horizontalpodautoscalers.autoscaling')
  const first = { ...context, resourceType: { ...context.resourceType, version: 'v1' } }
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }
  const errors = autoscalerStrategy.validate?.(
    { spec: { scaleTargetRef, minReplicas: 0, maxReplicas: 1 } },
    first,
  )
  assert.deepEqual(
    errors?.map(({ field }) => field),
    ['spec.minReplicas', 'spec.metrics'],
  )
})

test('a class of the system is one that every cluster has, as it is there', () => {
  const errors = (name: string, spec: JsonObject) =>
    created('priorityclasses.scheduling.k8s.io', { metadata: { name }, ...spec }).errors.map(
      text => text.split(' error: ')[1],
    )
  const name = 'system-cluster-critical'
  assert.deepEqual(errors(name, { value: 2_000_000_000 }), [])
  assert.deepEqual(errors(name, { value: 5 }), [`value of ${name} PriorityClass must be 2000000000`])
  assert.deepEqual(errors(name, { value: 2_000_000_000, globalDefault: true }), [
    `globalDefault of ${name} PriorityClass must be false`,
  ])
  assert.deepEqual(errors('system-x', { value: 5 }), ['system-x is not a known system priority class'])
})
