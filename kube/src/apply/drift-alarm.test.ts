import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@sluice/testing'
import { DriftAlarm } from './drift-alarm.ts'

function alarmOn(clock: FakeClock) {
  const alarm = new DriftAlarm(clock)
  let rung = 0
  return {
    touch: (isTouched = true) =>
      alarm.raise(
        'a',
        () => isTouched,
        () => rung++,
      ),
    rung: () => rung,
    alarm,
  }
}

test('DriftAlarm rings once for changes that come together', async () => {
  const clock = new FakeClock()
  const { touch, rung } = alarmOn(clock)
  touch()
  touch()
  await clock.advance(200)
  assert.equal(rung(), 1)
})

test('DriftAlarm stays silent if the change turns out to be our own', async () => {
  const clock = new FakeClock()
  const { touch, rung } = alarmOn(clock)
  touch(false)
  await clock.advance(1000)
  assert.equal(rung(), 0)
})

test('DriftAlarm waits longer each time where two parties undo each other', async () => {
  const clock = new FakeClock()
  const { touch, rung } = alarmOn(clock)
  for (let second = 0; second < 60; second++) {
    touch()
    await clock.advance(1000)
  }
  assert.ok(rung() < 10, `${rung()} alarms in a minute`)
})

test('DriftAlarm rings no more once stopped', async () => {
  const clock = new FakeClock()
  const { touch, rung, alarm } = alarmOn(clock)
  touch()
  alarm.stop()
  await clock.advance(1000)
  assert.equal(rung(), 0)
})
