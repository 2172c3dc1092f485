/** When a CronJob is due. @module */
import type { JsonObject } from '@sluice/base/json'
import { type CronSchedule, nextFiring, type OffsetAt } from '../../strategy/values/cron.ts'
import { numberAt, textAt } from '../../strategy/values/read.ts'
import { specOf, statusOf } from '../cluster.ts'
import { creationOf } from '../order.ts'

/** Firings that were missed above which something is told to be wrong. */
const many = 100

export interface Due {
  /** The last firing that is not made up for yet. */
  readonly time: Date | undefined
  readonly missed: 'none' | 'few' | 'many'
}

/** The last firing since a CronJob last fired, or was made, that is not later than now. */
export function lastDue(cron: JsonObject, schedule: CronSchedule, now: Date, offsetAt: OffsetAt): Due {
  const next = (after: Date) => nextFiring(schedule, after, offsetAt)
  const first = next(earliestOf(cron, now))
  if (!first || first > now) return { time: undefined, missed: 'none' }
  const second = next(first)
  if (!second || second > now) return { time: first, missed: 'none' }
  const interval = second.getTime() - first.getTime()
  const count = Math.floor((now.getTime() - first.getTime()) / interval) + 1
  // Far back there is no need to step through every firing.
  let time: Date | undefined = next(new Date(first.getTime() + (count - 2) * interval))
  let last: Date | undefined
  while (time && time <= now) {
    last = time
    time = next(time)
  }
  return { time: last, missed: count > many ? 'many' : 'few' }
}

function earliestOf(cron: JsonObject, now: Date): Date {
  const last = textAt(statusOf(cron), 'lastScheduleTime')
  const since = last === '' ? creationOf(cron) : Date.parse(last)
  const deadline = numberAt(specOf(cron), 'startingDeadlineSeconds')
  return new Date(deadline === undefined ? since : Math.max(since, now.getTime() - deadline * 1000))
}

/** Minutes that a named zone is east of UTC; throws RangeError for a zone that is not known. */
export function offsetsOf(zone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  return at => {
    const name = format.formatToParts(at).find(part => part.type === 'timeZoneName')?.value ?? 'GMT'
    const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
    const total = Number(hours) * 60 + Number(minutes)
    return sign === '-' ? -total : total
  }
}

/** A time as the clocks of its zone show it: RFC 3339 with offset, or `Z`. */
export function localTime(time: Date, offset: number): string {
  const text = new Date(time.getTime() + offset * 60_000).toISOString().replace(/\.\d+Z$/, '')
  if (offset === 0) return `${text}Z`
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const size = Math.abs(offset)
  return `${text}${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
}
