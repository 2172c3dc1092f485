import { dayFromDays, daysFromDay, daysInMonth } from './calendar.ts'
import type { Instant } from './format-time.ts'
import { readLayout } from './layout.ts'
import { quoteTime } from './quote-time.ts'
import { type Fields, Mismatch, OutOfRange, readToken, skipLiteral } from './read-token.ts'
import { fixedZone, secondsInZone, utc, type Zone } from './zone.ts'

/**
 * Go's `time.ParseInLocation`.
 *
 * @param local the zone of times that name none, whose abbreviations are known
 * @throws Error in Go's words
 */
export function parseTime(layout: string, text: string, local: Zone): Instant {
  const fields: Fields = { year: 0, hour: 0, minute: 0, second: 0, nanoseconds: 0 }
  const fail = (message: string) => new Error(`parsing time ${quoteTime(text)}${message}`)
  const cannot = (part: string, token: string) =>
    fail(` as ${quoteTime(layout)}: cannot parse ${quoteTime(part)} as ${quoteTime(token)}`)
  let rest = text
  const pieces = readLayout(layout)
  for (const [i, { literal, token }] of pieces.entries()) {
    const skipped = skipLiteral(rest, literal)
    if (!skipped.isComplete) throw cannot(skipped.rest, literal)
    rest = skipped.rest
    if (token === '') break
    try {
      rest = readToken(rest, token, { fields, next: pieces[i + 1] })
    } catch (error) {
      if (error instanceof OutOfRange) throw fail(`: ${error.message} out of range`)
      throw error instanceof Mismatch ? cannot(rest, token) : error
    }
  }
  if (rest !== '') throw fail(`: extra text: ${quoteTime(rest)}`)
  const day = dayOf(fields, problem => fail(`: ${problem}`))
  return instantOf(fields, { days: daysFromDay({ year: fields.year, ...day }), local })
}

/** The month and day; a day of the year must agree with them. */
function dayOf(fields: Fields, fail: (problem: string) => Error): { month: number; day: number } {
  const { year, yearDay } = fields
  if (yearDay === undefined) {
    const month = fields.month ?? 1
    const day = fields.day ?? 1
    if (day < 1 || day > daysInMonth(year, month)) throw fail('day out of range')
    return { month, day }
  }
  const yearLength =
    daysFromDay({ year: year + 1, month: 1, day: 1 }) - daysFromDay({ year, month: 1, day: 1 })
  if (yearDay < 1 || yearDay > yearLength) throw fail('day-of-year out of range')
  const { month, day } = dayFromDays(daysFromDay({ year, month: 1, day: yearDay }))
  if (fields.month !== undefined && fields.month !== month) throw fail('day-of-year does not match month')
  if (fields.day !== undefined && fields.day !== day) throw fail('day-of-year does not match day')
  return { month, day }
}

function instantOf(fields: Fields, { days, local }: { days: number; local: Zone }): Instant {
  const utcSeconds = days * 86_400 + hourOf(fields) * 3600 + fields.minute * 60 + fields.second
  const at = (seconds: number, zone: Zone): Instant => ({ seconds, nanoseconds: fields.nanoseconds, zone })
  if (fields.isUtc) return at(utcSeconds, utc)
  const { offset, abbreviation = '' } = fields
  // Go: an offset of a second west stands for none.
  if (offset !== undefined && offset !== -1) {
    const seconds = utcSeconds - offset
    const found = local.at(seconds)
    const isLocal = found.offset === offset && (abbreviation === '' || found.abbreviation === abbreviation)
    return at(seconds, isLocal ? local : fixedZone(abbreviation, offset))
  }
  if (abbreviation === '') return at(secondsInZone(utcSeconds, local), local)
  const known = local.offsetNamed(abbreviation, utcSeconds)
  if (known !== undefined) return at(utcSeconds - known, local)
  // Go: an abbreviation that is not known here counts as UTC, so the offset it is given changes nothing but the print.
  const shown = abbreviation.startsWith('GMT') ? Number(abbreviation.slice(3) || 0) * 3600 : 0
  return at(utcSeconds, fixedZone(abbreviation, shown))
}

function hourOf({ hour, half }: Fields): number {
  if (half === 'pm' && hour < 12) return hour + 12
  return half === 'am' && hour === 12 ? 0 : hour
}
