import { GoFunction, GoObject, type GoValue, type Int, int, int64 } from '@sluice/gotemplate'
import { monthNames, weekdayNames } from './calendar.ts'
import { formatDuration, hour, type Nanoseconds, roundDuration, second } from './duration.ts'
import type { Zone } from './zone.ts'

/** The type of a parameter that is a duration, for which a template may also write nanoseconds. */
export const durationType = { go: 'time.Duration', constants: 'bigint' } as const

/** What a parameter of `durationType` is given. */
export type DurationArgument = DurationObject | bigint

/** The nanoseconds of an argument. */
export function nanosecondsIn(argument: DurationArgument): Nanoseconds {
  return typeof argument === 'bigint' ? argument : argument.value
}

/** A `time.Duration`. */
export class DurationObject extends GoObject {
  readonly typeName = 'time.Duration'
  readonly kind = 'int64'
  readonly value: Nanoseconds

  constructor(value: Nanoseconds) {
    super()
    this.value = value
  }

  override number(): Int {
    return int64(this.value)
  }

  override method(name: string): GoFunction | undefined {
    if (name === 'Round' || name === 'Truncate') {
      const change = name === 'Round' ? roundDuration : truncate
      return new GoFunction(
        [durationType],
        (unit: DurationArgument) => new DurationObject(change(this.value, nanosecondsIn(unit))),
      )
    }
    const read = Object.hasOwn(durationReaders, name) ? durationReaders[name] : undefined
    return read && new GoFunction([], () => read(this.value))
  }

  override marshal(): GoValue {
    return this.number()
  }

  print(): string {
    return formatDuration(this.value)
  }
}

const durationReaders: Readonly<Record<string, (value: Nanoseconds) => GoValue>> = {
  Abs: value => new DurationObject(value < 0n ? -value : value),
  Hours: value => inUnits(value, hour),
  Microseconds: value => int64(value / 1000n),
  Milliseconds: value => int64(value / 1_000_000n),
  Minutes: value => inUnits(value, 60n * second),
  Nanoseconds: value => int64(value),
  Seconds: value => inUnits(value, second),
  String: formatDuration,
}

/** Go adds whole units and the rest, each as floating point. */
function inUnits(value: Nanoseconds, unit: bigint): number {
  return Number(value / unit) + Number(value % unit) / Number(unit)
}

function truncate(value: Nanoseconds, unit: Nanoseconds): Nanoseconds {
  return unit <= 0n ? value : value - (value % unit)
}

/** A `time.Month` or a `time.Weekday`: a number that prints as its name. */
export class NamedNumber extends GoObject {
  readonly typeName: 'time.Month' | 'time.Weekday'
  readonly kind = 'int'
  readonly #value: number

  constructor(typeName: 'time.Month' | 'time.Weekday', value: number) {
    super()
    this.typeName = typeName
    this.#value = value
  }

  override number(): Int {
    return int(this.#value)
  }

  override method(name: string): GoFunction | undefined {
    return name === 'String' ? new GoFunction([], () => this.print()) : undefined
  }

  override marshal(): GoValue {
    return this.number()
  }

  print(): string {
    const name = this.typeName === 'time.Month' ? monthNames[this.#value - 1] : weekdayNames[this.#value]
    return name ?? ''
  }
}

/** A `*time.Location`. */
export class LocationObject extends GoObject {
  readonly typeName = '*time.Location'
  readonly kind = 'ptr'
  readonly zone: Zone

  constructor(zone: Zone) {
    super()
    this.zone = zone
  }

  override method(name: string): GoFunction | undefined {
    return name === 'String' ? new GoFunction([], () => this.zone.name) : undefined
  }

  print(): string {
    return this.zone.name
  }
}
