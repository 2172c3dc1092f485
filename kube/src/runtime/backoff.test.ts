import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Backoff, jittered } from './backoff.ts'

test('Backoff doubles from the least to the greatest wait, per key', () => {
  const backoff = new Backoff({ min: 750, max: 5000 })
  assert.deepEqual(
    [1, 2, 3, 4, 5].map(() => backoff.next('a')),
    [750, 1500, 3000, 5000, 5000],
  )
  assert.equal(backoff.next('b'), 750)
})

test('Backoff starts over once a key is forgotten', () => {
  const backoff = new Backoff({ min: 750, max: 5000 })
  backoff.next('a')
  backoff.next('a')
  backoff.forget('a')
  assert.equal(backoff.next('a'), 750)
})

for (const { random, gives } of [
  { random: 0, gives: 950 },
  { random: 0.5, gives: 1000 },
]) {
  test(`jittered() moves 1000 ms to ${gives} at ${random}`, () => {
    assert.equal(
      jittered(1000, 5, () => random),
      gives,
    )
  })
}
