import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { created, updated } from '../test-context.ts'

const flowKey = 'flowschemas.flowcontrol.apiserver.k8s.io'
const levelKey = 'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io'
const schema = (spec: JsonObject): JsonObject => ({
  metadata: { name: 'night-jobs' },
  spec: { priorityLevelConfiguration: { name: 'slow' }, ...spec },
})
const level = (spec: JsonObject): JsonObject => ({ metadata: { name: 'slow' }, spec })

test('a FlowSchema and a level get their defaults', () => {
  const flow = created(flowKey, schema({}))
  assert.deepEqual(flow.errors, [])
  assert.deepEqual(flow.object['spec'], {
    priorityLevelConfiguration: { name: 'slow' },
    matchingPrecedence: 1000,
  })
  const queued = created(
    levelKey,
    level({ type: 'Limited', limited: { limitResponse: { type: 'Queue', queuing: {} } } }),
  )
  assert.deepEqual(queued.errors, [])
  assert.deepEqual(queued.object['spec'], {
    type: 'Limited',
    limited: {
      nominalConcurrencyShares: 30,
      lendablePercent: 0,
      limitResponse: { type: 'Queue', queuing: { queues: 64, handSize: 8, queueLengthLimit: 50 } },
    },
  })
})

const urls = [{ verbs: ['get'], nonResourceURLs: ['/metrics'] }]
const refusedSchemas: readonly { readonly does: string; readonly spec: JsonObject; readonly says: string }[] =
  [
    {
      does: 'a subject with two members',
      spec: {
        rules: [
          { subjects: [{ kind: 'User', user: { name: 'u' }, group: { name: 'g' } }], nonResourceRules: urls },
        ],
      },
      says: "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'",
    },
    {
      does: 'a rule about nothing',
      spec: { rules: [{ subjects: [{ kind: 'Group', group: { name: 'g' } }] }] },
      says: 'spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty',
    },
    {
      does: 'a precedence that is reserved',
      spec: { matchingPrecedence: 1 },
      says: "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1",
    },
  ]
for (const { does, spec, says } of refusedSchemas) {
  test(`FlowSchemas refuse ${does}`, () => assert.deepEqual(created(flowKey, schema(spec)).errors, [says]))
}

const limited = (limit: JsonObject): JsonObject => level({ type: 'Limited', limited: limit })
const refusedLevels = [
  {
    body: limited({ limitResponse: { type: 'Reject', queuing: {} } }),
    says: 'spec.limited.limitResponse.queuing: Forbidden: must be nil if limited.limitResponse.type is not Limited',
  },
  {
    body: limited({ limitResponse: { type: 'Queue', queuing: { queues: 4, handSize: 5 } } }),
    says: 'spec.limited.limitResponse.queuing.handSize: Invalid value: 5: should not be greater than queues (4)',
  },
  {
    body: level({ type: 'Exempt' }),
    says: "spec.type: Invalid value: \"Exempt\": must be 'Exempt' if and only if `name` is 'exempt'",
  },
]
for (const { body, says } of refusedLevels) {
  test(`PriorityLevelConfigurations say ${says}`, () => {
    assert.deepEqual(created(levelKey, body).errors, [says])
  })
}

test('the conditions of a FlowSchema have a type each', () => {
  const conditions = [
    { type: 'Dangling', status: 'True' },
    { type: 'Dangling', status: 'False' },
  ]
  const { errors } = updated(flowKey, schema({}), { ...schema({}), status: { conditions } }, 'status')
  assert.deepEqual(errors, ['status.conditions[1].type: Duplicate value: "Dangling"'])
})
