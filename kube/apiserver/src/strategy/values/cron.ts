/** Cron schedules of five fields, and when they next fire. @module */
import { parseDuration } from '@sluice/base/duration'

interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const fields: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  {
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
]

const shorthands: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** A parsed schedule: the values each field allows. */
export interface CronSchedule {
  readonly allowed: readonly ReadonlySet<number>[]
  /** Whether the day of the month, the day of the week is `*`: if neither is, one match is enough. */
  readonly starred: readonly boolean[]
  /** Milliseconds from one firing to the next, of `@every`; the fields do not matter then. */
  readonly every?: number
}

/** A schedule that cannot be read. */
export class CronError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CronError'
  }
}

/** What is wrong with a schedule, if anything. */
export function cronError(text: string): string | undefined {
  try {
    parseCron(text)
    return undefined
  } catch (error) {
    if (error instanceof CronError) return error.message
    throw error
  }
}

/**
 * Parses a schedule.
 * @throws CronError
 */
export function parseCron(text: string): CronSchedule {
  if (text.startsWith(everyPrefix)) return { allowed: [], starred: [], every: intervalOf(text) }
  const shorthand = text.startsWith('@') ? shorthands[text] : text
  if (shorthand === undefined) throw new CronError(`unrecognized descriptor: ${text}`)
  const parts = shorthand.split(/\s+/).filter(part => part !== '')
  if (parts.length !== fields.length) {
    throw new CronError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`)
  }
  return {
    allowed: parts.map((part, i) => allowedBy(part, fields[i] ?? { min: 0, max: 0 })),
    starred: parts.map(part => /^(\*|\?)(\/|$)/.test(part)),
  }
}

const everyPrefix = '@every '

/** Whole seconds, one at least. */
function intervalOf(text: string): number {
  const duration = text.slice(everyPrefix.length)
  try {
    return Math.max(1000, Math.trunc(parseDuration(duration) / 1000) * 1000)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const why = `time: invalid duration ${JSON.stringify(duration)}`
    throw new CronError(`failed to parse duration ${text}: ${why}`)
  }
}

function allowedBy(part: string, bounds: Bounds): ReadonlySet<number> {
  const values = new Set<number>()
  for (const range of part.split(',')) for (const value of rangeOf(range, bounds)) values.add(value)
  return values
}

function rangeOf(range: string, bounds: Bounds): readonly number[] {
  const [span = '', stepText, ...more] = range.split('/')
  const [low = '', high, ...rest] = span.split('-')
  if (more.length > 0) throw new CronError(`too many slashes: ${range}`)
  if (rest.length > 0) throw new CronError(`too many hyphens: ${range}`)
  const step = stepText === undefined ? 1 : numberOf(stepText)
  const star = low === '*' || low === '?'
  const start = star ? bounds.min : boundOf(low, bounds)
  const end = star
    ? bounds.max
    : high !== undefined
      ? boundOf(high, bounds)
      : stepText === undefined
        ? start
        : bounds.max
  if (start < bounds.min)
    throw new CronError(`beginning of range (${start}) below minimum (${bounds.min}): ${range}`)
  if (end > bounds.max) throw new CronError(`end of range (${end}) above maximum (${bounds.max}): ${range}`)
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${range}`)
  if (step === 0) throw new CronError(`step of range should be a positive number: ${range}`)
  const values: number[] = []
  for (let value = start; value <= end; value += step) values.push(value)
  return values
}

function boundOf(text: string, bounds: Bounds): number {
  const named = bounds.names?.indexOf(text.toLowerCase()) ?? -1
  return named >= 0 ? named + bounds.min : numberOf(text)
}

function numberOf(text: string): number {
  if (!/^-?\d+$/.test(text)) {
    throw new CronError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    )
  }
  const value = Number(text)
  if (value < 0) throw new CronError(`negative number (${text}) not allowed: ${text}`)
  return value
}

/** Minutes that a zone is east of UTC at a time. */
export type OffsetAt = (at: Date) => number

const minute = 60_000

/** When the schedule first fires after `after`; within five years or never. */
export function nextFiring(schedule: CronSchedule, after: Date, offsetAt: OffsetAt): Date | undefined {
  if (schedule.every !== undefined)
    return new Date(Math.trunc(after.getTime() / 1000) * 1000 + schedule.every)
  let time = Math.floor(after.getTime() / minute) * minute + minute
  const end = time + 5 * 366 * 24 * 60 * minute
  while (time < end) {
    const local = new Date(time + offsetAt(new Date(time)) * minute)
    if (!matchesDay(schedule, local)) time = toUtc(startOfNextDay(local), offsetAt)
    else if (!allows(schedule, 1, local.getUTCHours())) time += (60 - local.getUTCMinutes()) * minute
    else if (!allows(schedule, 0, local.getUTCMinutes())) time += minute
    else return new Date(time)
  }
  return undefined
}

/** The offset of a day's start may be another than that of the day before. */
function toUtc(local: number, offsetAt: OffsetAt): number {
  const guess = local - offsetAt(new Date(local)) * minute
  return local - offsetAt(new Date(guess)) * minute
}

function startOfNextDay(local: Date): number {
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + 1)
}

function allows(schedule: CronSchedule, field: number, value: number): boolean {
  return schedule.allowed[field]?.has(value) ?? false
}

function matchesDay(schedule: CronSchedule, local: Date): boolean {
  if (!allows(schedule, 3, local.getUTCMonth() + 1)) return false
  const ofMonth = allows(schedule, 2, local.getUTCDate())
  const ofWeek = allows(schedule, 4, local.getUTCDay())
  return schedule.starred[2] || schedule.starred[4] ? ofMonth && ofWeek : ofMonth || ofWeek
}
