import { duration, type Library, member, type Overload, text, timestamp } from '../functions.ts'
import { floorDivide, offsetMinutes } from '../go-text.ts'
import { durationType, intType, stringType, timestampType } from '../types.ts'
import { EvaluationError } from '../values.ts'

/** The date on the clock of a zone, as if it were UTC. */
function inZone(ns: bigint, zone: string): Date {
  const ms = Number(floorDivide(ns, 1_000_000n))
  const offset = zone === 'UTC' || zone === '' ? 0 : offsetMinutes(zone)
  return new Date(ms + (offset ?? namedOffset(ms, zone)) * 60_000)
}

/** Minutes east of UTC of a named zone at a point in time. */
function namedOffset(ms: number, zone: string): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    const name = format.formatToParts(new Date(ms)).find(part => part.type === 'timeZoneName')?.value ?? 'GMT'
    return name === 'GMT' ? 0 : (offsetMinutes(name.slice(3)) ?? 0)
  } catch (error) {
    if (error instanceof RangeError) throw new EvaluationError(`unknown time zone ${zone}`)
    throw error
  }
}

function dayOfYear(date: Date): number {
  const start = new Date(0)
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1)
  return Math.floor((date.getTime() - start.getTime()) / 86_400_000)
}

function timeField(name: string, read: (date: Date, ns: bigint) => number): readonly Overload[] {
  return [
    member(`timestamp_to_${name}`, [timestampType], intType, value => {
      const { ns } = timestamp(value)
      return BigInt(read(inZone(ns, 'UTC'), ns))
    }),
    member(`timestamp_to_${name}_with_tz`, [timestampType, stringType], intType, (value, zone) => {
      const { ns } = timestamp(value)
      return BigInt(read(inZone(ns, text(zone)), ns))
    }),
  ]
}

function durationField(name: string, unit: bigint): Overload {
  return member(`duration_to_${name}`, [durationType], intType, value => duration(value).ns / unit)
}

const second = 1_000_000_000n

/** Parts of times and durations. */
export const times: Library = {
  getFullYear: timeField('year', date => date.getUTCFullYear()),
  getMonth: timeField('month', date => date.getUTCMonth()),
  getDayOfYear: timeField('day_of_year', dayOfYear),
  getDayOfMonth: timeField('day_of_month', date => date.getUTCDate() - 1),
  getDate: timeField('day_of_month_1_based', date => date.getUTCDate()),
  getDayOfWeek: timeField('day_of_week', date => date.getUTCDay()),
  getHours: [...timeField('hours', date => date.getUTCHours()), durationField('hours', 3600n * second)],
  getMinutes: [...timeField('minutes', date => date.getUTCMinutes()), durationField('minutes', 60n * second)],
  getSeconds: [...timeField('seconds', date => date.getUTCSeconds()), durationField('seconds', second)],
  getMilliseconds: [
    ...timeField('milliseconds', date => date.getUTCMilliseconds()),
    durationField('milliseconds', 1_000_000n),
  ],
}
