import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cronError, nextFiring, parseCron } from './cron.ts'

const utc = () => 0
/** A zone one hour east that goes to two hours on the 29th of March 2026, 01:00 UTC, and back on the 25th of October. */
const berlin = (at: Date) =>
  at >= new Date('2026-03-29T01:00:00Z') && at < new Date('2026-10-25T01:00:00Z') ? 120 : 60

const cases = [
  { schedule: '*/15 * * * *', after: '2026-01-01T00:07:10Z', zone: utc, at: '2026-01-01T00:15:00.000Z' },
  { schedule: '0 9 * * mon', after: '2026-01-01T00:00:00Z', zone: utc, at: '2026-01-05T09:00:00.000Z' },
  { schedule: '@every 90s', after: '2026-01-01T00:00:00.400Z', zone: utc, at: '2026-01-01T00:01:30.000Z' },
  { schedule: '0 8 * * *', after: '2026-03-28T08:00:00Z', zone: berlin, at: '2026-03-29T06:00:00.000Z' },
  { schedule: '0 8 * * *', after: '2026-10-24T08:00:00Z', zone: berlin, at: '2026-10-25T07:00:00.000Z' },
  { schedule: '30 2 * * *', after: '2026-03-28T12:00:00Z', zone: berlin, at: '2026-03-30T00:30:00.000Z' },
]
for (const { schedule, after, zone, at } of cases) {
  test(`nextFiring() of ${schedule} after ${after} is ${at}`, () => {
    assert.equal(nextFiring(parseCron(schedule), new Date(after), zone)?.toISOString(), at)
  })
}

test('a schedule that no day meets never fires', () => {
  assert.equal(nextFiring(parseCron('59 23 31 2 *'), new Date('2026-01-01T00:00:00Z'), utc), undefined)
})

test('an interval that is none is refused', () => {
  assert.equal(
    cronError('@every soon'),
    'failed to parse duration @every soon: time: invalid duration "soon"',
  )
})
