import { GoFunction, GoObject, type GoValue, goBytes, int, int64 } from '@sluice/gotemplate'
import { daysFromDay } from './calendar.ts'
import { clampDuration, type Nanoseconds, roundDuration, second } from './duration.ts'
import {
  type DurationArgument,
  DurationObject,
  durationType,
  LocationObject,
  NamedNumber,
  nanosecondsIn,
} from './duration-object.ts'
import { formatTime, type Instant, readClock } from './format-time.ts'
import { secondsInZone, utc, type Zone } from './zone.ts'

/** Seconds from the first of January of the year 1, which is Go's zero time, to 1970. */
const secondsBefore1970 = 62_135_596_800

/** Go's `time.Time{}`. */
export const zeroTime: Instant = { seconds: -secondsBefore1970, nanoseconds: 0, zone: utc }

const printLayout = '2006-01-02 15:04:05.999999999 -0700 MST'
const jsonLayout = '2006-01-02T15:04:05.999999999Z07:00'

/** A `time.Time` with the methods that templates can call. */
export class TimeObject extends GoObject {
  readonly typeName = 'time.Time'
  readonly kind = 'struct'
  readonly instant: Instant
  readonly #local: Zone

  /** @param local what the method `Local` takes for local */
  constructor(instant: Instant, local: Zone) {
    super()
    this.instant = instant
    this.#local = local
  }

  override method(name: string): GoFunction | undefined {
    if (Object.hasOwn(readers, name)) {
      const read = readers[name]
      return read && new GoFunction([], () => read(this.instant))
    }
    const methods = this.#methods()
    return Object.hasOwn(methods, name) ? methods[name] : undefined
  }

  override marshal(): string {
    return formatTime(this.instant, jsonLayout)
  }

  print(): string {
    return formatTime(this.instant, printLayout)
  }

  /** The time that is so much later. */
  plus(duration: Nanoseconds): TimeObject {
    return this.#at(nanosecondsOf(this.instant) + duration)
  }

  #at(nanoseconds: bigint): TimeObject {
    const rest = ((nanoseconds % second) + second) % second
    const seconds = Number((nanoseconds - rest) / second)
    return new TimeObject({ ...this.instant, seconds, nanoseconds: Number(rest) }, this.#local)
  }

  #in(zone: Zone): TimeObject {
    return new TimeObject({ ...this.instant, zone }, this.#local)
  }

  #methods(): Readonly<Record<string, GoFunction>> {
    const { instant } = this
    const time = { go: 'time.Time' } as const
    const compare = (holds: (order: bigint) => boolean) =>
      new GoFunction([time], (other: TimeObject) =>
        holds(nanosecondsOf(instant) - nanosecondsOf(other.instant)),
      )
    return {
      Add: new GoFunction([durationType], (by: DurationArgument) => this.plus(nanosecondsIn(by))),
      AddDate: new GoFunction(
        ['int', 'int', 'int'],
        (years: number, months: number, days: number) =>
          new TimeObject(addDate(instant, { years, months, days }), this.#local),
      ),
      After: compare(order => order > 0n),
      Before: compare(order => order < 0n),
      Compare: new GoFunction([time], (other: TimeObject) => {
        const order = nanosecondsOf(instant) - nanosecondsOf(other.instant)
        return int(order > 0n ? 1 : order < 0n ? -1 : 0)
      }),
      Equal: compare(order => order === 0n),
      Format: new GoFunction(['string'], (layout: string) => formatTime(instant, layout)),
      In: new GoFunction([{ go: '*time.Location' }], (location: LocationObject) => this.#in(location.zone)),
      Local: new GoFunction([], () => this.#in(this.#local)),
      Location: new GoFunction([], () => new LocationObject(instant.zone)),
      Round: new GoFunction([durationType], (unit: DurationArgument) =>
        this.#at(roundTime(instant, nanosecondsIn(unit))),
      ),
      String: new GoFunction([], () => this.print()),
      Sub: new GoFunction(
        [time],
        (other: TimeObject) => new DurationObject(durationSince(other.instant, instant)),
      ),
      Truncate: new GoFunction([durationType], (unit: DurationArgument) =>
        this.#at(truncateTime(instant, nanosecondsIn(unit))),
      ),
      UTC: new GoFunction([], () => this.#in(utc)),
    }
  }
}

const readers: Readonly<Record<string, (instant: Instant) => GoValue>> = {
  Day: instant => int(readClock(instant).day),
  Hour: instant => int(readClock(instant).hour),
  IsDST: instant => isSummerTime(instant),
  IsZero: ({ seconds, nanoseconds }) => seconds === zeroTime.seconds && nanoseconds === 0,
  MarshalJSON: instant => goBytes(`"${formatTime(instant, jsonLayout)}"`),
  MarshalText: instant => goBytes(formatTime(instant, jsonLayout)),
  Minute: instant => int(readClock(instant).minute),
  Month: instant => new NamedNumber('time.Month', readClock(instant).month),
  Nanosecond: ({ nanoseconds }) => int(nanoseconds),
  Second: instant => int(readClock(instant).second),
  Unix: ({ seconds }) => int64(seconds),
  UnixMicro: instant => int64(floorDivide(nanosecondsOf(instant), 1000n)),
  UnixMilli: instant => int64(floorDivide(nanosecondsOf(instant), 1_000_000n)),
  UnixNano: instant => int64(nanosecondsOf(instant)),
  Weekday: instant => new NamedNumber('time.Weekday', readClock(instant).weekday),
  Year: instant => int(readClock(instant).year),
  YearDay: instant => int(readClock(instant).yearDay),
}

/** Nanoseconds since 1970. */
function nanosecondsOf({ seconds, nanoseconds }: Instant): bigint {
  return BigInt(seconds) * second + BigInt(nanoseconds)
}

/** The duration from one instant to a later one. */
export function durationSince(from: Instant, to: Instant): Nanoseconds {
  return clampDuration(nanosecondsOf(to) - nanosecondsOf(from))
}

/** Years and months first, then days; what no month has carries over into the next. */
function addDate(instant: Instant, by: { years: number; months: number; days: number }): Instant {
  const { year, month, day, hour, minute, second: seconds } = readClock(instant)
  const days = daysFromDay({ year: year + by.years, month: month + by.months, day: day + by.days })
  const utcSeconds = days * 86_400 + hour * 3600 + minute * 60 + seconds
  return { ...instant, seconds: secondsInZone(utcSeconds, instant.zone) }
}

/** Multiples count from the zero time. */
function truncateTime(instant: Instant, unit: Nanoseconds): bigint {
  const at = nanosecondsOf(instant)
  return unit <= 0n ? at : at - sinceZero(at, unit)
}

function roundTime(instant: Instant, unit: Nanoseconds): bigint {
  const at = nanosecondsOf(instant)
  if (unit <= 0n) return at
  const rest = sinceZero(at, unit)
  return at - rest + roundDuration(rest, unit)
}

function sinceZero(nanoseconds: bigint, unit: bigint): bigint {
  return (((nanoseconds + BigInt(secondsBefore1970) * second) % unit) + unit) % unit
}

function floorDivide(value: bigint, by: bigint): bigint {
  return value < 0n && value % by !== 0n ? value / by - 1n : value / by
}

/** A zone's smaller offset of the year is its standard time. */
function isSummerTime(instant: Instant): boolean {
  const { zone, seconds } = instant
  const { year, offset } = readClock(instant)
  const [winter, summer] = [1, 7].map(month => zone.at(daysFromDay({ year, month, day: 1 }) * 86_400).offset)
  return (
    winter !== summer && zone.at(seconds).offset === offset && offset === Math.max(winter ?? 0, summer ?? 0)
  )
}
