import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Interned } from './interned.ts'

test('Interned makes a value once', () => {
  const interned = new Interned(text => ({ text }))
  assert.equal(interned.of('a'), interned.of('a'))
  assert.notEqual(interned.of('a'), interned.of('b'))
})

test('Interned knows so many values at most', () => {
  const interned = new Interned(text => ({ text }), 2)
  const first = interned.of('a')
  interned.of('b')
  interned.of('c')
  assert.notEqual(interned.of('a'), first)
  assert.deepEqual(interned.of('a'), first)
})
