import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@sluice/testing'
import { WorkQueue } from './queue.ts'

test('WorkQueue gives a key once however often it is added', async () => {
  const queue = new WorkQueue(new FakeClock())
  queue.add('a')
  queue.add('a')
  queue.add('b')
  assert.equal(await queue.take(), 'a')
  assert.equal(await queue.take(), 'b')
  assert.equal(queue.length, 0)
})

test('WorkQueue never gives a key to two workers, and gives it again if it was added meanwhile', async () => {
  const queue = new WorkQueue(new FakeClock())
  queue.add('a')
  await queue.take()
  queue.add('a')
  assert.equal(queue.length, 0)
  queue.done('a')
  assert.equal(queue.length, 1)
})

test('WorkQueue hands a key straight to a worker that waits', async () => {
  const queue = new WorkQueue(new FakeClock())
  const taken = queue.take()
  queue.add('a')
  assert.equal(await taken, 'a')
  assert.equal(queue.active, 1)
})

test('WorkQueue adds later, at the earliest of several times', async () => {
  const clock = new FakeClock()
  const queue = new WorkQueue(clock)
  queue.addAfter('a', 5000)
  queue.addAfter('a', 1000)
  queue.addAfter('a', 3000)
  await clock.advance(999)
  assert.equal(queue.length, 0)
  await clock.advance(1)
  assert.equal(queue.length, 1)
  assert.equal(clock.pending, 0)
})

test('WorkQueue takes an add now for all that were to come later', async () => {
  const clock = new FakeClock()
  const queue = new WorkQueue(clock)
  queue.addAfter('a', 1000)
  queue.add('a')
  assert.equal(clock.pending, 0)
  assert.equal(queue.length, 1)
})

test('WorkQueue lets its workers go when it is closed', async () => {
  const queue = new WorkQueue(new FakeClock())
  const taken = queue.take()
  queue.close()
  queue.add('late')
  assert.equal(await taken, undefined)
  assert.equal(await queue.take(), undefined)
})
