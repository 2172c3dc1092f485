import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDuration, parseDuration } from './index.ts'

const cases = [
  { text: '1h30m', ms: 5_400_000, prints: '1h30m0s' },
  { text: '60s', ms: 60_000, prints: '1m0s' },
  { text: '1.5s', ms: 1500, prints: '1.5s' },
  { text: '250ms', ms: 250, prints: '250ms' },
  { text: '0', ms: 0, prints: '0s' },
  { text: '-2m', ms: -120_000, prints: '-2m0s' },
]
for (const { text, ms, prints } of cases) {
  test(`parseDuration() reads ${text}`, () => assert.equal(parseDuration(text), ms))
  test(`formatDuration() writes ${ms} ms`, () => assert.equal(formatDuration(ms), prints))
}

for (const text of ['', '5', 'm', '1d', '1h-2m']) {
  test(`parseDuration() refuses '${text}'`, () => assert.throws(() => parseDuration(text), RangeError))
}
