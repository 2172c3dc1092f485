import { GoFunction, type GoValue, Int } from '@sluice/gotemplate'
import { parseInt64 } from '../cast/parse-int.ts'
import type { FunctionEnvironment } from '../environment.ts'
import { describeDuration } from './describe-duration.ts'
import { formatDuration, parseDuration, roundDuration, second } from './duration.ts'
import { formatTime, type Instant } from './format-time.ts'
import { namedZone } from './named-zone.ts'
import { parseTime } from './parse-time.ts'
import { durationSince, TimeObject, zeroTime } from './time-object.ts'
import { utc, type Zone } from './zone.ts'

const time = { go: 'time.Time' } as const
const isoDate = '2006-01-02'

/** Dates and durations, in the layouts of Go. */
export function dateFunctions(environment: FunctionEnvironment) {
  const local = namedZone(environment.timeZone) ?? utc
  const now = (): Instant => instantOfDate(environment.now(), local)
  const inZone = (layout: string, date: GoValue, zone: string) =>
    formatTime({ ...instantOf(date, { local, now }), zone: zoneOf(zone, local) }, layout)
  const dateInZone = new GoFunction(['string', 'any', 'string'], inZone)
  const dateModify = new GoFunction(['string', time], modifyIfPossible)
  const mustDateModify = new GoFunction(['string', time], modify)
  return {
    ago: new GoFunction(['any'], (date: GoValue) =>
      formatDuration(roundDuration(durationSince(instantOf(date, { local, now }), now()), second)),
    ),
    date: new GoFunction(['string', 'any'], (layout: string, date: GoValue) => inZone(layout, date, 'Local')),
    dateInZone,
    dateModify,
    date_in_zone: dateInZone,
    date_modify: dateModify,
    duration: new GoFunction(['any'], (seconds: GoValue) => formatDuration(secondsOf(seconds))),
    durationRound: new GoFunction(['any'], (duration: GoValue) =>
      describeDuration(durationOf(duration, now)),
    ),
    htmlDate: new GoFunction(['any'], (date: GoValue) => inZone(isoDate, date, 'Local')),
    htmlDateInZone: new GoFunction(['any', 'string'], (date: GoValue, zone: string) =>
      inZone(isoDate, date, zone),
    ),
    mustDateModify,
    mustToDate: new GoFunction(
      ['string', 'string'],
      (layout: string, text: string) => new TimeObject(parseTime(layout, text, local), local),
    ),
    must_date_modify: mustDateModify,
    now: new GoFunction([], () => new TimeObject(now(), local)),
    toDate: new GoFunction(
      ['string', 'string'],
      (layout: string, text: string) =>
        new TimeObject(
          orElse(() => parseTime(layout, text, local), zeroTime),
          local,
        ),
    ),
    unixEpoch: new GoFunction([time], ({ instant }: TimeObject) => String(instant.seconds)),
  }
}

function modify(duration: string, date: TimeObject): TimeObject {
  return date.plus(parseDuration(duration))
}

function modifyIfPossible(duration: string, date: TimeObject): TimeObject {
  return orElse(() => modify(duration, date), date)
}

/** sprig: a date is a time or a number of seconds that is an integer; anything else, such as a float64, is now. */
function instantOf(date: GoValue, { local, now }: { local: Zone; now: () => Instant }): Instant {
  if (date instanceof TimeObject) return date.instant
  if (!(date instanceof Int) || !['int', 'int32', 'int64'].includes(date.kind)) return now()
  return { seconds: Number(date.value), nanoseconds: 0, zone: local }
}

function zoneOf(name: string, local: Zone): Zone {
  return name === 'Local' ? local : (namedZone(name) ?? utc)
}

/** sprig: of numbers only an int64 counts. */
function secondsOf(seconds: GoValue): bigint {
  if (typeof seconds === 'string') return BigInt.asIntN(64, parseInt64(seconds, 10).value * second)
  return seconds instanceof Int && seconds.kind === 'int64' ? BigInt.asIntN(64, seconds.value * second) : 0n
}

function durationOf(duration: GoValue, now: () => Instant): bigint {
  if (typeof duration === 'string') return orElse(() => parseDuration(duration), 0n)
  if (duration instanceof TimeObject) return durationSince(duration.instant, now())
  return duration instanceof Int && duration.kind === 'int64' ? duration.value : 0n
}

function instantOfDate(date: Date, zone: Zone): Instant {
  const milliseconds = date.getTime()
  const seconds = Math.floor(milliseconds / 1000)
  return { seconds, nanoseconds: (milliseconds - seconds * 1000) * 1_000_000, zone }
}

function orElse<T>(attempt: () => T, fallback: T): T {
  try {
    return attempt()
  } catch (error) {
    if (error instanceof Error) return fallback
    throw error
  }
}
