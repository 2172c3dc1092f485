import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partialMetadata } from './partial.ts'

test('partialMetadata() leaves out what a version only writes as an annotation', () => {
  const generation = 'deprecated.daemonset.template.generation'
  const daemonSet = (annotations: object) =>
    partialMetadata({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'd', annotations: { ...annotations } },
    })
  assert.deepEqual(daemonSet({ [generation]: '1' })['metadata'], { name: 'd' })
  assert.deepEqual(daemonSet({ [generation]: '1', mine: 'x' })['metadata'], {
    name: 'd',
    annotations: { mine: 'x' },
  })
})
