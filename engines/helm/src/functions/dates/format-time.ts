import { type Day, dayFromDays, dayOfYear, monthNames, weekdayNames, weekdayOf } from './calendar.ts'
import { readLayout } from './layout.ts'
import type { Zone } from './zone.ts'

/** An instant and the zone it is shown in. */
export interface Instant {
  /** Since 1970-01-01 in UTC. */
  readonly seconds: number
  /** 0 to 999,999,999. */
  readonly nanoseconds: number
  readonly zone: Zone
}

/** What clocks and calendars of its zone show at an instant. */
export interface Clock extends Day {
  readonly weekday: number
  readonly yearDay: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly offset: number
  readonly abbreviation: string
}

/** Reads the clock of the instant's zone. */
export function readClock({ seconds, zone }: Instant): Clock {
  const zoneTime = zone.at(seconds)
  const local = seconds + zoneTime.offset
  const days = Math.floor(local / 86_400)
  const rest = local - days * 86_400
  const day = dayFromDays(days)
  return {
    ...zoneTime,
    ...day,
    weekday: weekdayOf(days),
    yearDay: dayOfYear(day),
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
  }
}

/** Writes an instant in a layout of Go. */
export function formatTime(instant: Instant, layout: string): string {
  const clock = readClock(instant)
  return readLayout(layout)
    .map(({ literal, token }) => literal + formatToken(token, clock, instant.nanoseconds))
    .join('')
}

type Write = (clock: Clock) => string

const writers: Readonly<Record<string, Write>> = {
  '2006': clock => pad(clock.year, 4),
  '06': clock => pad(Math.max(clock.year, 0) % 100, 2),
  January: clock => monthNames[clock.month - 1] ?? '',
  Jan: clock => (monthNames[clock.month - 1] ?? '').slice(0, 3),
  '1': clock => String(clock.month),
  '01': clock => pad(clock.month, 2),
  Monday: clock => weekdayNames[clock.weekday] ?? '',
  Mon: clock => (weekdayNames[clock.weekday] ?? '').slice(0, 3),
  '2': clock => String(clock.day),
  _2: clock => String(clock.day).padStart(2),
  '02': clock => pad(clock.day, 2),
  __2: clock => String(clock.yearDay).padStart(3),
  '002': clock => pad(clock.yearDay, 3),
  '15': clock => pad(clock.hour, 2),
  '3': clock => String(clock.hour % 12 || 12),
  '03': clock => pad(clock.hour % 12 || 12, 2),
  '4': clock => String(clock.minute),
  '04': clock => pad(clock.minute, 2),
  '5': clock => String(clock.second),
  '05': clock => pad(clock.second, 2),
  PM: clock => (clock.hour >= 12 ? 'PM' : 'AM'),
  pm: clock => (clock.hour >= 12 ? 'pm' : 'am'),
  MST: clock => clock.abbreviation || formatOffset(clock.offset, '-0700'),
}

function formatToken(token: string, clock: Clock, nanoseconds: number): string {
  if (Object.hasOwn(writers, token)) return writers[token]?.(clock) ?? ''
  if (token.startsWith('.') || token.startsWith(',')) return formatFraction(token, nanoseconds)
  if (token.startsWith('Z'))
    return clock.offset === 0 ? 'Z' : formatOffset(clock.offset, `-${token.slice(1)}`)
  return token === '' ? '' : formatOffset(clock.offset, token)
}

/** Zeros stand for digits that are always written, nines for those that are left out when zero. */
function formatFraction(token: string, nanoseconds: number): string {
  const digits = pad(nanoseconds, 9)
    .slice(0, token.length - 1)
    .padEnd(token.length - 1, '0')
  const kept = token.endsWith('9') ? digits.replace(/0+$/, '') : digits
  return kept === '' ? '' : token.charAt(0) + kept
}

function formatOffset(offset: number, token: string): string {
  const size = Math.abs(offset)
  const parts = [Math.floor(size / 3600), Math.floor((size % 3600) / 60), size % 60].map(part => pad(part, 2))
  const count = token.replace(/\D/g, '').length / 2
  // Go counts minutes, so that an offset of less than one has no sign.
  return (offset <= -60 ? '-' : '+') + parts.slice(0, count).join(token.includes(':') ? ':' : '')
}

function pad(value: number, length: number): string {
  const digits = String(Math.abs(value)).padStart(length, '0')
  return value < 0 ? `-${digits}` : digits
}
