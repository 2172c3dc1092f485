import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { shortDuration } from './age.ts'
import { columnValue, firstMatch } from './column-path.ts'
import { policyBinding } from './printers/config.ts'
import { endpointSlice } from './printers/network.ts'
import { pod } from './printers/pods.ts'
import { deployment, job } from './printers/workloads.ts'

const durations = [
  [-5, '<invalid>'],
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [200, '3m20s'],
  [3600, '60m'],
  [3 * 3600, '3h'],
  [3 * 3600 + 120, '3h2m'],
  [10 * 3600, '10h'],
  [50 * 3600, '2d2h'],
  [30 * 86400, '30d'],
  [800 * 86400, '2y70d'],
] as const
for (const [seconds, text] of durations) {
  test(`shortDuration() shows ${seconds} s as ${text}`, () => assert.equal(shortDuration(seconds), text))
}

const object = {
  spec: {
    a: 1.7,
    list: [
      { type: 'x', v: 'no' },
      { type: 'Ready', v: 'yes' },
    ],
    'k.d': 'dot',
    o: { b: 1 },
  },
}
const paths = [
  ['.spec.a', 1.7],
  ['.spec.list[0].v', 'no'],
  ['.spec.list[?(@.type=="Ready")].v', 'yes'],
  ['.spec.list[*].v', 'no'],
  ['.spec.k\\.d', 'dot'],
  ['.spec.none.x', undefined],
] as const
for (const [path, value] of paths) {
  test(`firstMatch() finds ${value} at ${path}`, () => assert.equal(firstMatch(object, path), value))
}

test('columnValue() fits the value to the type of its column', () => {
  const now = new Date('2026-01-01T00:01:00Z')
  const column = (type: string, jsonPath: string) => ({ name: 'C', type, format: '', priority: 0, jsonPath })
  assert.equal(columnValue(object, column('integer', '.spec.a'), now), 1)
  assert.equal(columnValue(object, column('string', '.spec.o'), now), '{"b":1}')
  assert.equal(columnValue(object, column('string', '.spec.none'), now), null)
  assert.equal(columnValue({ t: '2026-01-01T00:00:00Z' }, column('date', '.t'), now), '60s')
  assert.equal(columnValue({ t: 'x' }, column('date', '.t'), now), '<invalid>')
})

const now = new Date('2026-01-01T00:10:00Z')
const podWith = (status: object, more: object = {}) => ({
  metadata: { name: 'p', creationTimestamp: '2026-01-01T00:00:00Z', ...more },
  spec: { containers: [{ name: 'a' }], initContainers: [{ name: 'i' }] },
  status: { phase: 'Pending', ...status },
})
const pods = [
  { does: 'the phase', pod: podWith({}), shows: ['0/1', 'Pending', '0'] },
  {
    does: 'why a container waits',
    pod: podWith({
      containerStatuses: [{ restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
    }),
    shows: ['0/1', 'CrashLoopBackOff', '2'],
  },
  {
    does: 'how far initialization is',
    pod: podWith({ initContainerStatuses: [{ name: 'i', restartCount: 0, state: { running: {} } }] }),
    shows: ['0/1', 'Init:0/1', '0'],
  },
  {
    does: 'that it is going',
    pod: podWith({ phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:09:00Z' }),
    shows: ['0/1', 'Terminating', '0'],
  },
]
for (const { does, pod: object, shows } of pods) {
  test(`pod() shows ${does}`, () => assert.deepEqual(pod(object, now).slice(0, 3), shows))
}

test('deployment() counts what is ready of what is wanted', () => {
  const object = {
    metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'a' } },
      template: { spec: { containers: [{ name: 'c', image: 'i:1' }] } },
    },
    status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
  }
  assert.deepEqual(deployment(object, now), ['1/2', 2, 1, '10m', 'c', 'i:1', 'app=a'])
})

test('job() says how it ended and how long it took', () => {
  const object = {
    metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { completions: 1, template: { spec: { containers: [] } }, selector: {} },
    status: {
      succeeded: 1,
      startTime: '2026-01-01T00:00:00Z',
      completionTime: '2026-01-01T00:00:42Z',
      conditions: [{ type: 'Complete', status: 'True' }],
    },
  }
  assert.deepEqual(job(object, now).slice(0, 3), ['Complete', '1/1', '42s'])
})

const created = { metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } }
const bindings = [
  { does: 'nothing', paramRef: undefined, shows: '<unset>' },
  { does: 'a name in any namespace', paramRef: { name: 'x' }, shows: '*/x' },
  {
    does: 'a selector as Go prints it',
    paramRef: {
      selector: {
        matchLabels: { a: 'b' },
        matchExpressions: [{ key: 'k', operator: 'In', values: ['v', 'w'] }],
      },
    },
    shows:
      '&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:k,Operator:In,Values:[v w],},},}',
  },
]
for (const { does, paramRef, shows } of bindings) {
  test(`policyBinding() shows ${does}`, () => {
    const object = { ...created, spec: { policyName: 'p', ...(paramRef ? { paramRef } : {}) } }
    assert.deepEqual(policyBinding(object, now), ['p', shows, '10m'])
  })
}

test('endpointSlice() shows ports by number, else by name, else as any', () => {
  const slice = { ...created, addressType: 'IPv4', endpoints: [] }
  const portsOf = (...ports: object[]) => endpointSlice({ ...slice, ports: ports as JsonObject[] }, now)[1]
  assert.equal(portsOf({ port: 80 }, { name: 'x' }, {}), '80,x,*')
  assert.equal(endpointSlice(slice, now)[1], '<unset>')
})
