import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGivenUp, spent } from './disruption-budget.ts'

const budget = (status: object, spec: object = {}) => ({
  metadata: { generation: 2 },
  spec: { ...spec },
  status: { observedGeneration: 2, currentHealthy: 3, desiredHealthy: 2, ...status },
})
const take = (status: object) => spent(budget(status), 'b', 'p', '2026-01-01T00:00:00Z')
const causeOf = (status: object) => {
  try {
    take(status)
  } catch (error) {
    const { details } = error as { details?: { causes?: { message: string }[] } }
    return details?.causes?.[0]?.message ?? String(error)
  }
  return undefined
}

test('spent() takes a Pod from a budget, and notes which', () => {
  const { disruptionsAllowed, disruptedPods } = take({ disruptionsAllowed: 2, disruptedPods: { o: 't' } })
  assert.equal(disruptionsAllowed, 1)
  assert.deepEqual(disruptedPods, { o: 't', p: '2026-01-01T00:00:00Z' })
})

const unhealthy = { currentHealthy: 2, disruptionsAllowed: 0 }
const said = (reason: string, message: string) => ({
  disruptionsAllowed: 0,
  conditions: [{ type: 'DisruptionAllowed', status: 'False', reason, message }],
})
const refusals = [
  {
    when: 'too few are healthy',
    status: unhealthy,
    says: 'The disruption budget b needs 2 healthy pods and has 2 currently',
  },
  {
    when: 'the status is of another generation',
    status: { observedGeneration: 1, disruptionsAllowed: 1 },
    says: 'The disruption budget b is still being processed by the server.',
  },
  {
    when: 'the status could not be worked out',
    status: said('SyncFailed', 'no owner'),
    says: 'The disruption budget b does not allow evicting pods currently because it failed sync: no owner',
  },
  {
    when: 'the condition says why',
    status: said('InsufficientPods', 'not now'),
    says: 'The disruption budget b does not allow evicting pods currently (InsufficientPods): not now',
  },
  {
    when: 'nothing says why',
    status: { disruptionsAllowed: 0 },
    says: 'The disruption budget b does not allow evicting pods currently',
  },
]
for (const { when, status, says } of refusals) {
  test(`spent() refuses when ${when}`, () => assert.equal(causeOf(status), says))
}

const unready = { status: { conditions: [{ type: 'Ready', status: 'False' }] } }
const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } }

test('isGivenUp() lets a Pod that is not ready go where enough others are healthy, or always', () => {
  assert.equal(isGivenUp(budget({}), unready), true)
  assert.equal(isGivenUp(budget({}), ready), false)
  assert.equal(isGivenUp(budget({ currentHealthy: 1 }), unready), false)
  const always = { unhealthyPodEvictionPolicy: 'AlwaysAllow' }
  assert.equal(isGivenUp(budget({ currentHealthy: 1 }, always), unready), true)
})
