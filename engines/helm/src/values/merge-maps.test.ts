import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeMaps } from './merge-maps.ts'

test('mergeMaps() merges maps and replaces everything else', () => {
  const base = { a: { x: 1, y: [1] }, b: 1, c: { z: 1 } }
  const over = { a: { y: [2] }, b: null, c: 'text', d: { e: 1 } }
  assert.deepEqual(mergeMaps(base, over), { a: { x: 1, y: [2] }, b: null, c: 'text', d: { e: 1 } })
  assert.deepEqual(base, { a: { x: 1, y: [1] }, b: 1, c: { z: 1 } })
})

test('mergeMaps() takes __proto__ for a key like any other', () => {
  const merged = mergeMaps(JSON.parse('{"__proto__": {"a": 1}}'), JSON.parse('{"__proto__": {"b": 2}}'))
  assert.equal(JSON.stringify(merged), '{"__proto__":{"a":1,"b":2}}')
  assert.equal(Object.getPrototypeOf(merged), Object.prototype)
})
