import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KubeObject } from '@sluice/kube/meta'
import { readinessOf, reconciledReadinessOf } from './readiness.ts'

const condition = (type: string, status: string, message = '', observedGeneration = 2) => ({
  type,
  status,
  reason: 'R',
  message,
  observedGeneration,
})
const withStatus = (status?: object): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'K',
    metadata: { name: 'a', generation: 2 },
    ...(status ? { status } : {}),
  }) as KubeObject

const cases = [
  { does: 'is ready without a status', status: undefined, plain: 'ready', reconciled: 'waiting' },
  {
    does: 'is ready with Ready=True for this generation',
    status: { observedGeneration: 2, conditions: [condition('Ready', 'True')] },
    plain: 'ready',
    reconciled: 'ready',
  },
  {
    does: 'waits for the observed generation',
    status: { observedGeneration: 1, conditions: [condition('Ready', 'True')] },
    plain: 'waiting',
    reconciled: 'waiting',
  },
  {
    does: 'waits while Reconciling',
    status: {
      observedGeneration: 2,
      conditions: [condition('Reconciling', 'True'), condition('Ready', 'True')],
    },
    plain: 'waiting',
    reconciled: 'waiting',
  },
  {
    does: 'fails when Stalled',
    status: {
      observedGeneration: 2,
      conditions: [condition('Stalled', 'True', 'no way'), condition('Ready', 'False')],
    },
    plain: 'failed',
    reconciled: 'failed',
  },
  {
    does: 'waits while Ready is False, for it may get True',
    status: { observedGeneration: 2, conditions: [condition('Ready', 'False')] },
    plain: 'waiting',
    reconciled: 'waiting',
  },
  {
    does: 'waits for a condition about this generation',
    status: { observedGeneration: 2, conditions: [condition('Ready', 'True', '', 1)] },
    plain: 'ready',
    reconciled: 'waiting',
  },
]
for (const { does, status, plain, reconciled } of cases) {
  test(`an object ${does}`, () => {
    assert.equal(readinessOf(withStatus(status)).type, plain)
    assert.equal(reconciledReadinessOf(withStatus(status)).type, reconciled)
  })
}
