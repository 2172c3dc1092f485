import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { errorText } from '../../status/index.ts'
import { keepAllButResources, resizeErrors } from './resize.ts'

const podOf = (resources: JsonObject, container: JsonObject = {}): JsonObject => ({
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'a', image: 'web:1', resources, ...container }] },
  status: { qosClass: 'Burstable' },
})
const half = { requests: { cpu: '500m' } }

const cases = [
  { does: 'lets processor time grow', pod: podOf({ requests: { cpu: '1' } }), finds: [] },
  {
    does: 'keeps what is asked for',
    pod: podOf({ limits: { memory: '1Gi' } }),
    finds: ['spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed'],
  },
  {
    does: 'changes no other resources',
    pod: podOf({ requests: { cpu: '1', 'ephemeral-storage': '1Gi' } }),
    finds: ['spec: Forbidden: only cpu and memory resources are mutable'],
  },
  {
    does: 'keeps the class of quality',
    pod: podOf({ requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } }),
    finds: ['spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing'],
  },
  {
    does: 'renames no container',
    pod: podOf(half, { name: 'b' }),
    finds: ['spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize'],
  },
]
for (const { does, pod, finds } of cases) {
  test(`resizeErrors() ${does}`, () => {
    assert.deepEqual([...resizeErrors(pod, podOf(half))].map(errorText), finds)
  })
}

test('keepAllButResources() takes nothing but resources from what is sent', () => {
  const draft = podOf({ requests: { cpu: '1' } }, { image: 'web:2' }) as Record<string, JsonObject>
  keepAllButResources(draft, podOf(half))
  assert.deepEqual(JSON.parse(JSON.stringify(draft)), podOf({ requests: { cpu: '1' } }))
})
