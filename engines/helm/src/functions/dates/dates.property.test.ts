import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayFromDays, daysFromDay } from './calendar.ts'
import { formatDuration, maxDuration, minDuration, parseDuration } from './duration.ts'
import { formatTime } from './format-time.ts'
import { namedZone } from './named-zone.ts'
import { parseTime } from './parse-time.ts'
import { utc } from './zone.ts'

test('dayFromDays() is the inverse of daysFromDay()', () => {
  fc.assert(
    fc.property(fc.integer({ min: -50_000_000, max: 50_000_000 }), days => {
      assert.equal(daysFromDay(dayFromDays(days)), days)
    }),
  )
})

test('dayFromDays() agrees with JavaScript', () => {
  fc.assert(
    fc.property(fc.integer({ min: -90_000_000, max: 90_000_000 }), days => {
      const date = new Date(days * 86_400_000)
      const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
      assert.deepEqual(dayFromDays(days), day)
    }),
  )
})

test('parseDuration() reads what formatDuration() writes', () => {
  // The shortest duration has no positive counterpart, and fractions of hours do not occur.
  fc.assert(
    fc.property(fc.bigInt({ min: minDuration + 1n, max: maxDuration }), duration => {
      assert.equal(parseDuration(formatDuration(duration)), duration)
    }),
  )
})

const zones = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'].map(
  name => namedZone(name) ?? utc,
)
const year1 = -62_135_596_800
const year9999 = 253_402_300_799

test('parseTime() reads what formatTime() writes in a layout with an offset', () => {
  const layout = '2006-01-02T15:04:05.999999999Z07:00:00'
  fc.assert(
    fc.property(
      fc.integer({ min: year1 + 86_400, max: year9999 - 86_400 }),
      fc.integer({ min: 0, max: 999_999_999 }),
      fc.constantFrom(...zones),
      (seconds, nanoseconds, zone) => {
        const read = parseTime(layout, formatTime({ seconds, nanoseconds, zone }, layout), utc)
        assert.deepEqual([read.seconds, read.nanoseconds], [seconds, nanoseconds])
      },
    ),
  )
})

test('parseTime() never fails in words other than Go’s', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (layout, text) => {
      try {
        parseTime(layout, text, utc)
      } catch (error) {
        assert.match(String(error), /^Error: parsing time "/)
      }
    }),
  )
})
