import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { strategyFor } from '../index.ts'
import { contextFor, updated } from '../test-context.ts'
import { objectAt } from '../values/read.ts'

const pod = {
  metadata: { name: 'p', namespace: 'default' },
  spec: { containers: [{ name: 'a', image: 'web:1' }] },
}
const told = (status: JsonObject) => updated('pods', pod, { ...pod, status }, 'status')

const wrong: readonly (readonly [JsonObject, string])[] = [
  [{ qosClass: 'Guaranteed' }, 'status.qosClass: Invalid value: "Guaranteed": field is immutable'],
  [
    { hostIP: '10.1.0.1', hostIPs: [{ ip: '10.1.0.2' }] },
    'status.hostIPs[0].ip: Invalid value: "10.1.0.2": must be equal to `hostIP`',
  ],
  [
    { podIP: '10.1.0.1', podIPs: [{ ip: '10.1.0.1' }, { ip: '10.1.0.2' }] },
    'status.podIPs: Invalid value: [{"IP":"10.1.0.1"},{"IP":"10.1.0.2"}]: may specify no more than one IP for each IP family',
  ],
  [
    { resourceClaimStatuses: [{ name: 'gpu' }] },
    'status.resourceClaimStatuses[0].name: Invalid value: "gpu": must match the name of an entry in `spec.resourceClaims`',
  ],
]

for (const [status, says] of wrong) {
  test(`status of Pods: ${says}`, () => assert.deepEqual(told(status).errors, [says]))
}

test('a status keeps the quality of service, and one address of two spellings', () => {
  const { object, errors } = told({ phase: 'Running', podIP: '10.1.0.1' })
  assert.deepEqual(errors, [])
  const { qosClass, podIPs } = objectAt(object, 'status')
  assert.deepEqual({ qosClass, podIPs }, { qosClass: 'BestEffort', podIPs: [{ ip: '10.1.0.1' }] })
})

test('the first of the addresses is known by both of its names before anybody owns them', () => {
  const strategy = strategyFor(contextFor('pods').resourceType)
  const { status } = Object(strategy.default?.({ ...pod, status: { podIP: '10.1.0.1' } }, contextFor('pods')))
  assert.deepEqual(status.podIPs, [{ ip: '10.1.0.1' }])
})
