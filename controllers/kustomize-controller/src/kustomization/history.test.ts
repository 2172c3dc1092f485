import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kustomization } from '@sluice/api/kustomize'
import { addToHistory } from './history.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
const outcome = (digest: string, status = 'ReconciliationSucceeded', second = 1) => ({
  digest,
  status,
  began: at(second - 1),
  ended: at(second),
  metadata: { revision: `r${second}` },
})
const ks = (history: ReturnType<typeof addToHistory>) => ({ status: { history } }) as unknown as Kustomization

test('addToHistory() counts the same content and status up, keeps when it was first, and puts it in front', () => {
  const one = addToHistory(ks([]), outcome('a'))
  const two = addToHistory(ks(one), outcome('b', undefined, 2))
  const [first, second] = addToHistory(ks(two), outcome('a', undefined, 3))
  assert.deepEqual(
    [first?.digest, first?.totalReconciliations, first?.metadata?.['revision']],
    ['a', 2, 'r3'],
  )
  assert.deepEqual(
    [first?.firstReconciled, first?.lastReconciled],
    ['2026-01-01T00:00:01Z', '2026-01-01T00:00:03Z'],
  )
  assert.equal(second?.digest, 'b')
})

test('addToHistory() keeps failures apart from successes, and five entries', () => {
  let history: ReturnType<typeof addToHistory> = []
  for (const digest of ['a', 'b', 'c']) {
    history = addToHistory(ks(history), outcome(digest))
    history = addToHistory(ks(history), outcome(digest, 'HealthCheckFailed'))
  }
  assert.deepEqual(history.map(entry => entry.digest).join(''), 'ccbba')
})
