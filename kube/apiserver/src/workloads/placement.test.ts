import assert from 'node:assert/strict'
import { test } from 'node:test'
import { suits, tolerates, untolerated } from './placement.ts'

const node = {
  metadata: { name: 'n1', labels: { zone: 'a', size: '4' } },
  spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] },
}
const affinity = (...nodeSelectorTerms: object[]) => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  },
})
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
})
const cases: readonly (readonly [object, boolean])[] = [
  [{}, true],
  [{ nodeName: 'n2' }, false],
  [{ nodeSelector: { zone: 'a' } }, true],
  [{ nodeSelector: { zone: 'b' } }, false],
  [affinity(expression('zone', 'In', 'b'), expression('zone', 'In', 'a')), true],
  [affinity(expression('zone', 'NotIn', 'a')), false],
  [affinity(expression('disk', 'NotIn', 'ssd')), true],
  [affinity(expression('zone', 'Exists'), expression('disk', 'Exists')), true],
  [affinity(expression('disk', 'DoesNotExist')), true],
  [affinity(expression('size', 'Gt', '3')), true],
  [affinity(expression('size', 'Lt', '4')), false],
  [affinity({}), false],
  [affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }), true],
]
for (const [spec, fits] of cases) {
  test(`suits() of ${JSON.stringify(spec)} is ${fits}`, () => assert.equal(suits({ ...spec }, node), fits))
}

const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' }
const tolerations = [
  { toleration: { operator: 'Exists' }, holds: true },
  { toleration: { key: 'gpu', operator: 'Exists', effect: 'NoExecute' }, holds: false },
  { toleration: { key: 'gpu', value: 'yes' }, holds: true },
  { toleration: { key: 'gpu', value: 'no' }, holds: false },
  { toleration: { key: 'other', operator: 'Exists' }, holds: false },
]
for (const { toleration, holds } of tolerations) {
  test(`tolerates() of ${JSON.stringify(toleration)} is ${holds}`, () => {
    assert.equal(tolerates(toleration, taint), holds)
    const left = untolerated({ tolerations: [toleration] }, node, ['NoSchedule', 'NoExecute'])
    assert.equal(left === undefined, holds)
  })
}
