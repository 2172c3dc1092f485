import assert from 'node:assert/strict'
import { test } from 'node:test'
import { float32Text } from './float32-text.ts'

const cases: readonly [number, string][] = [
  [1.1, '1.1'],
  [-2.5, '-2.5'],
  [0, '0'],
  [123456.789, '123456.79'],
  [20231010.5, '2.023101e+07'],
  [1e6, '1e+06'],
  [1e-5, '1e-05'],
  [0.00012, '0.00012'],
  [1e39, '+Inf'],
]
for (const [value, text] of cases) {
  test(`float32Text() of ${value} is ${text}`, () => assert.equal(float32Text(value), text))
}
