import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCron } from '../../strategy/values/cron.ts'
import { lastDue, localTime, offsetsOf } from './schedule.ts'

const cron = (spec: object, lastScheduleTime?: string) => ({
  metadata: { creationTimestamp: '2026-01-01T00:00:30Z' },
  spec: { ...spec },
  status: lastScheduleTime === undefined ? {} : { lastScheduleTime },
})
const due = (object: ReturnType<typeof cron>, now: string) => {
  const { time, missed } = lastDue(object, parseCron('*/5 * * * *'), new Date(now), () => 0)
  return [time?.toISOString().slice(11, 19), missed]
}

test('lastDue() finds nothing before the first firing', () => {
  assert.deepEqual(due(cron({}), '2026-01-01T00:04:59Z'), [undefined, 'none'])
})

test('lastDue() finds the firing that has just come', () => {
  assert.deepEqual(due(cron({}), '2026-01-01T00:05:00Z'), ['00:05:00', 'none'])
})

test('lastDue() makes up for the last of several only', () => {
  assert.deepEqual(due(cron({}, '2026-01-01T00:10:00Z'), '2026-01-01T00:31:00Z'), ['00:30:00', 'few'])
  assert.deepEqual(due(cron({}), '2026-01-02T00:01:00Z'), ['00:00:00', 'many'])
})

test('lastDue() looks no further back than the starting deadline', () => {
  assert.deepEqual(due(cron({ startingDeadlineSeconds: 30 }), '2026-01-01T00:06:00Z'), [undefined, 'none'])
})

test('localTime() shows a time as its zone does', () => {
  const time = new Date('2026-07-01T10:00:00Z')
  assert.equal(localTime(time, offsetsOf('Europe/Berlin')(time)), '2026-07-01T12:00:00+02:00')
  assert.equal(localTime(time, offsetsOf('America/St_Johns')(time)), '2026-07-01T07:30:00-02:30')
  assert.equal(localTime(time, offsetsOf('UTC')(time)), '2026-07-01T10:00:00Z')
  assert.throws(() => offsetsOf('Mars/Olympus'), RangeError)
})
