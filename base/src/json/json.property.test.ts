import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deepEqual, formatJson, parseJson } from './index.ts'

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })

test('parseJson() reads any 64-bit integer that formatJson() writes', () => {
  fc.assert(
    fc.property(int64, value => {
      const read = parseJson(formatJson(value))
      assert.equal(BigInt(read as number | bigint), value)
    }),
  )
})

test('formatJson() writes what parseJson() reads back as an equal value', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      const value = parseJson(text)
      assert.ok(deepEqual(parseJson(formatJson(value)), value))
    }),
  )
})
