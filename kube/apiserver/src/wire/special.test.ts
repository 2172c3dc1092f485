import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMessage } from './decode.ts'

const time = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time'

/** The seconds of a time, as a varint of ten bytes. */
function timeOf(seconds: bigint): Buffer {
  const bits = BigInt.asUintN(64, seconds)
  const bytes = Array.from(
    { length: 10 },
    (_, i) => Number((bits >> BigInt(7 * i)) & 127n) | (i < 9 ? 128 : 0),
  )
  return Buffer.from([0x08, ...bytes])
}

const cases = [
  { seconds: 1n, is: '1970-01-01T00:00:01Z' },
  { seconds: -1n, is: '1969-12-31T23:59:59Z' },
  { seconds: 253_402_300_799n, is: '9999-12-31T23:59:59Z' },
  { seconds: -62_135_596_800n, is: null },
]
for (const { seconds, is } of cases) {
  test(`decodeMessage() reads the time ${seconds} as ${is}`, () => {
    assert.equal(decodeMessage(timeOf(seconds), time), is)
  })
}

for (const seconds of [253_402_300_800n, 2n ** 60n, -(2n ** 60n)]) {
  test(`decodeMessage() refuses the time ${seconds}`, () => {
    assert.throws(() => decodeMessage(timeOf(seconds), time), {
      name: 'WireError',
      message: 'time: year outside of range [0,9999]',
    })
  })
}
