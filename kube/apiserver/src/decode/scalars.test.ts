import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64Error } from './base64.ts'
import { parseGoTime } from './go-time.ts'

const bytes = [
  { text: 'AAEC', gives: undefined },
  { text: 'AAE=', gives: undefined },
  { text: 'AA\nE=', gives: undefined },
  { text: 'not base64!', gives: 'illegal base64 data at input byte 3' },
  { text: '%%%', gives: 'illegal base64 data at input byte 0' },
  { text: 'AAE', gives: 'illegal base64 data at input byte 0' },
  { text: 'A===', gives: 'illegal base64 data at input byte 1' },
]
for (const { text, gives } of bytes) {
  test(`base64Error() of ${JSON.stringify(text)} is right`, () => assert.equal(base64Error(text), gives))
}

const layout = '2006-01-02T15:04:05Z07:00'
const times = [
  { text: '2030-05-01T10:00:00Z', micro: false, gives: { text: '2030-05-01T10:00:00Z' } },
  { text: '2030-05-01T10:00:00.5+02:00', micro: false, gives: { text: '2030-05-01T08:00:00Z' } },
  { text: '2030-05-01T10:00:00.123456Z', micro: true, gives: { text: '2030-05-01T10:00:00.123456Z' } },
  {
    text: 'today',
    micro: false,
    gives: { error: `parsing time "today" as "${layout}": cannot parse "today" as "2006"` },
  },
  {
    text: '2030-13-01T10:00:00Z',
    micro: false,
    gives: { error: 'parsing time "2030-13-01T10:00:00Z": month out of range' },
  },
  {
    text: '2030-05-01T10:00:00Z',
    micro: true,
    gives: {
      error:
        'parsing time "2030-05-01T10:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    },
  },
]
for (const { text, micro, gives } of times) {
  test(`parseGoTime() of ${text}${micro ? ' in microseconds' : ''} is right`, () =>
    assert.deepEqual(parseGoTime(text, micro), gives))
}
