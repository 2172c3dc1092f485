import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { computeExactly } from './decimal.ts'

const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })

test('computeExactly() adds and subtracts hundredths without error', () => {
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      assert.equal(computeExactly('add', a / 100, [b / 100]), (a + b) / 100)
      assert.equal(computeExactly('subtract', a / 100, [b / 100]), (a - b) / 100)
    }),
  )
})

test('computeExactly() divides what it has multiplied', () => {
  fc.assert(
    fc.property(cents, fc.integer({ min: 1, max: 1_000_000 }), (a, b) => {
      assert.equal(computeExactly('divide', computeExactly('multiply', a, [b]), [b]), a)
    }),
  )
})
