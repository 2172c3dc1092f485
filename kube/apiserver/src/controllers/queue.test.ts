import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { startQueue } from './queue.ts'

test('addLater() keeps the earliest time that was asked for, once a key', async t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const worked: string[] = []
  const services = { now: () => new Date(), log: assert.fail }
  const queue = startQueue(services, async key => {
    worked.push(`${key} at ${Date.now()}`)
  })
  queue.addLater('a', 300)
  queue.addLater('a', 100)
  queue.addLater('a', 200)
  queue.addLater('b', 300)
  for (let i = 0; i < 5; i++) {
    t.mock.timers.tick(100)
    await setImmediate()
  }
  await queue.stop()
  assert.deepEqual(worked, ['a at 100', 'b at 300'])
})
