import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withCondition } from './pod-condition.ts'

const now = new Date('2030-01-01T00:00:00Z')
const told = { type: 'Gone', status: 'True', reason: 'Sold' }
const full = (time: string) => ({ ...told, lastProbeTime: null, lastTransitionTime: time })
const other = { type: 'Ready', status: 'True' }

test('withCondition() adds a condition after the others', () => {
  assert.deepEqual(withCondition({ phase: 'Running', conditions: [other] }, told, now), {
    phase: 'Running',
    conditions: [other, full('2030-01-01T00:00:00Z')],
  })
})

test('withCondition() changes a condition where it is, and its time with its status', () => {
  const of = (status: string) => ({
    conditions: [{ type: 'Gone', status, lastTransitionTime: '2029-01-01T00:00:00Z' }, other],
  })
  assert.deepEqual(withCondition(of('False'), told, now).conditions, [full('2030-01-01T00:00:00Z'), other])
  assert.deepEqual(withCondition(of('True'), told, now).conditions, [full('2029-01-01T00:00:00Z'), other])
})
