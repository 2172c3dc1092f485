import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deepEqual, formatJson, parseJson } from './index.ts'

test('parseJson() and formatJson() keep a 64-bit integer', () => {
  const text = '{"a":9223372036854775807,"b":1.5}'
  assert.deepEqual(parseJson(text), { a: 9223372036854775807n, b: 1.5 })
  assert.equal(
    formatJson(parseJson('{"a":9223372036854775807,"b":[-9223372036854775808]}')),
    '{"a":9223372036854775807,"b":[-9223372036854775808]}',
  )
})

const pairs = [
  { does: 'ignores member order', a: { x: 1, y: [1] }, b: { y: [1], x: 1 }, equal: true },
  { does: 'takes an undefined member as absent', a: { x: undefined }, b: {}, equal: true },
  { does: 'sees a missing member', a: { x: 1 }, b: { y: 1 }, equal: false },
  { does: 'tells an array from an object', a: [], b: {}, equal: false },
]
for (const { does, a, b, equal } of pairs) {
  test(`deepEqual() ${does}`, () => {
    assert.equal(deepEqual(a, b), equal)
    assert.equal(deepEqual(b, a), equal)
  })
}
