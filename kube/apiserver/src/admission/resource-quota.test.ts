import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import type { Store } from '../storage/index.ts'
import { objectAt } from '../strategy/values/read.ts'
import { resourceQuota } from './resource-quota.ts'
import { limited, podOf, requestOf, storeWith } from './test-request.ts'

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
