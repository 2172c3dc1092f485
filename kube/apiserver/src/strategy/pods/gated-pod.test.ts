import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { placementErrors, withPlacementOf } from './gated-pod.ts'

const terms = (...nodeSelectorTerms: JsonObject[]): JsonObject => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
})
const zone = { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }
const zoneAndDisk = { matchExpressions: [...zone.matchExpressions, { key: 'disk', operator: 'Exists' }] }
const before = { nodeSelector: { os: 'linux' }, affinity: terms(zone) }

const changes = [
  { does: 'takes more labels', spec: { ...before, nodeSelector: { os: 'linux', arch: 'x' } }, says: [] },
  { does: 'takes more of a term', spec: { ...before, affinity: terms(zoneAndDisk) }, says: [] },
  {
    does: 'refuses other labels',
    spec: { ...before, nodeSelector: { os: 'x' } },
    says: ['spec.nodeSelector'],
  },
  {
    does: 'refuses more terms',
    spec: { ...before, affinity: terms(zone, zone) },
    says: ['spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms'],
  },
  {
    does: 'refuses a term that asks for less',
    spec: { ...before, affinity: terms({}) },
    says: ['spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]'],
  },
]
for (const { does, spec, says } of changes) {
  test(`placementErrors() ${does}`, () => {
    assert.deepEqual(
      [...placementErrors(spec, before)].map(error => error.field),
      says,
    )
  })
}

test('withPlacementOf() sets back where the Pod may run, and nothing else', () => {
  const spec = { nodeSelector: {}, affinity: { podAffinity: {} }, hostname: 'h' }
  assert.deepEqual(withPlacementOf(spec, before), {
    nodeSelector: { os: 'linux' },
    affinity: { podAffinity: {}, ...terms(zone) },
    hostname: 'h',
  })
  assert.deepEqual(withPlacementOf({ nodeSelector: { a: 'b' }, affinity: terms(zone) }, {}), {})
})

test('terms that are gone are shown as none, and an empty list as one', () => {
  const need = 'requiredDuringSchedulingIgnoredDuringExecution'
  const shown = (nodeSelectorTerms: JsonObject[string]) => {
    const affinity = { nodeAffinity: { [need]: { nodeSelectorTerms } } }
    return [...placementErrors({ ...before, affinity }, before)].map(error => error.shown)
  }
  assert.deepEqual([shown(null), shown([])], [['null'], ['[]']])
})
