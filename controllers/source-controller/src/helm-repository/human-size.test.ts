import assert from 'node:assert/strict'
import { test } from 'node:test'
import { humanSize } from './human-size.ts'

const cases = [
  { bytes: 0, gives: '0B' },
  { bytes: 999, gives: '999B' },
  { bytes: 1000, gives: '1kB' },
  { bytes: 12_345, gives: '12.35kB' },
  { bytes: 52_428_800, gives: '52.43MB' },
]
for (const { bytes, gives } of cases) {
  test(`humanSize() of ${bytes} is ${gives}`, () => assert.equal(humanSize(bytes), gives))
}
