import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RateLimit } from './rate-limit.ts'

test('RateLimit lets a burst through, then one at a time, and earns the burst again', () => {
  let now = 0
  const limit = new RateLimit({ qps: 10, burst: 3 }, () => now)
  assert.deepEqual(
    [limit.take(), limit.take(), limit.take(), limit.take(), limit.take()],
    [0, 0, 0, 100, 200],
  )
  now = 10_000
  assert.deepEqual([limit.take(), limit.take(), limit.take(), limit.take()], [0, 0, 0, 100])
})
