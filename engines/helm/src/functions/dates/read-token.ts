import { monthNames, weekdayNames } from './calendar.ts'
import type { LayoutPiece } from './layout.ts'
import { zoneNameLength } from './zone-name-length.ts'

/** What has been read of a time so far. */
export interface Fields {
  year: number
  month?: number
  day?: number
  yearDay?: number
  hour: number
  half?: 'am' | 'pm'
  minute: number
  second: number
  nanoseconds: number
  isUtc?: boolean
  offset?: number
  abbreviation?: string
}

/** The text is not what the layout says. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
}

/** The text is of the right form, but means no time; the message says of which part. */
export class OutOfRange extends Error {
  override readonly name = 'OutOfRange'
}

/** Where the token stands. */
export interface TokenContext {
  readonly fields: Fields
  readonly next: LayoutPiece | undefined
}

/** Skips a layout's literal text; a blank stands for any number of blanks. */
export function skipLiteral(
  text: string,
  literal: string,
): { readonly rest: string; readonly isComplete: boolean } {
  let rest = text
  let expected = literal
  while (expected !== '') {
    if (expected.startsWith(' ')) {
      if (rest !== '' && !rest.startsWith(' ')) return { rest, isComplete: false }
      expected = expected.replace(/^ +/, '')
      rest = rest.replace(/^ +/, '')
      continue
    }
    if (rest === '' || rest[0] !== expected[0]) return { rest, isComplete: false }
    expected = expected.slice(1)
    rest = rest.slice(1)
  }
  return { rest, isComplete: true }
}

/** Reads what a token stands for and gives what is left. @throws Mismatch or OutOfRange */
export function readToken(text: string, token: string, { fields, next }: TokenContext): string {
  switch (token) {
    case '06':
      return readShortYear(text, fields)
    case '2006':
      fields.year = number(match(text, /^\d[\d]{3}/))
      return text.slice(4)
    case 'Jan':
    case 'January':
      return readName(text, shorten(monthNames, token), index => {
        fields.month = index + 1
      })
    case '1':
    case '01': {
      const digits = readNumber(text, token === '01')
      fields.month = within(number(digits), { from: 1, to: 12, part: 'month' })
      return text.slice(digits.length)
    }
    case 'Mon':
    case 'Monday':
      return readName(text, shorten(weekdayNames, token), () => undefined)
    case '2':
    case '_2':
    case '02': {
      const start = token === '_2' && text.startsWith(' ') ? text.slice(1) : text
      const digits = readNumber(start, token === '02')
      fields.day = number(digits)
      return start.slice(digits.length)
    }
    case '__2':
    case '002': {
      const start = token === '__2' ? text.replace(/^ {1,2}/, '') : text
      const digits = match(start, token === '002' ? /^\d{3}/ : /^\d{1,3}/)
      fields.yearDay = number(digits)
      return start.slice(digits.length)
    }
    case '15':
    case '3':
    case '03': {
      const digits = readNumber(text, token === '03')
      fields.hour = within(number(digits), { from: 0, to: token === '15' ? 23 : 12, part: 'hour' })
      return text.slice(digits.length)
    }
    case '4':
    case '04': {
      const digits = readNumber(text, token === '04')
      fields.minute = within(number(digits), { from: 0, to: 59, part: 'minute' })
      return text.slice(digits.length)
    }
    case '5':
    case '05':
      return readSecond(text, token, { fields, next })
    case 'PM':
    case 'pm': {
      const half = match(text, token === 'PM' ? /^[AP]M/ : /^[ap]m/).toLowerCase()
      fields.half = half === 'am' ? 'am' : 'pm'
      return text.slice(2)
    }
    case 'MST':
      return readAbbreviation(text, fields)
    default:
      return /^[.,]/.test(token) ? readFraction(text, token, fields) : readOffset(text, token, fields)
  }
}

/** Go: the year of two digits may have a sign. */
function readShortYear(text: string, fields: Fields): string {
  const year = number(match(text, /^(?:\d\d|[+-]\d)/))
  fields.year = year >= 69 ? year + 1900 : year + 2000
  return text.slice(2)
}

function readSecond(text: string, token: string, { fields, next }: TokenContext): string {
  const digits = readNumber(text, token === '05')
  fields.second = within(number(digits), { from: 0, to: 59, part: 'second' })
  const rest = text.slice(digits.length)
  // Go: a fraction may follow seconds even if the layout has none.
  const fraction = /^[.,]\d+/.exec(rest)?.[0]
  if (fraction === undefined || /^[.,]/.test(next?.token ?? '')) return rest
  fields.nanoseconds = nanoseconds(fraction)
  return rest.slice(fraction.length)
}

function readFraction(text: string, token: string, fields: Fields): string {
  // Nines stand for a fraction that may be missing, zeros for one of so many digits.
  const isOptional = token.endsWith('9')
  const fraction = isOptional
    ? /^[.,]\d+/.exec(text)?.[0]
    : match(text, new RegExp(`^[.,]\\d{${token.length - 1}}`))
  if (fraction === undefined) return text
  fields.nanoseconds = nanoseconds(fraction)
  return text.slice(fraction.length)
}

function readAbbreviation(text: string, fields: Fields): string {
  if (text.startsWith('UTC')) {
    fields.isUtc = true
    return text.slice(3)
  }
  const length = zoneNameLength(text)
  if (length === 0) throw new Mismatch()
  fields.abbreviation = text.slice(0, length)
  return text.slice(length)
}

function readOffset(text: string, token: string, fields: Fields): string {
  if (token.startsWith('Z') && text.startsWith('Z')) {
    fields.isUtc = true
    return text.slice(1)
  }
  const count = token.replace(/\D/g, '').length / 2
  const separator = token.includes(':') ? ':' : ''
  const written = match(text, new RegExp(`^.${Array(count).fill('(..)').join(separator)}`, 'su'))
  const seconds = readOffsetParts(
    separator === '' ? (written.slice(1).match(/../gsu) ?? []) : written.slice(1).split(':'),
  )
  // Go: what is no sign is noticed last.
  match(written, /^[+-]/)
  fields.offset = written.startsWith('-') ? -seconds : seconds
  return text.slice(written.length)
}

const offsetParts = [
  { most: 24, part: 'time zone offset hour', seconds: 3600 },
  { most: 60, part: 'time zone offset minute', seconds: 60 },
  { most: 60, part: 'time zone offset second', seconds: 1 },
]

function readOffsetParts(written: readonly string[]): number {
  let total = 0
  for (const [i, { most, part, seconds }] of offsetParts.entries()) {
    if (i >= written.length) break
    total += within(number(match(written[i] ?? '', /^\d\d/)), { from: 0, to: most, part }) * seconds
  }
  return total
}

function readName(text: string, names: readonly string[], found: (index: number) => void): string {
  const index = names.findIndex(name => text.slice(0, name.length).toLowerCase() === name.toLowerCase())
  if (index < 0) throw new Mismatch()
  found(index)
  return text.slice(names[index]?.length)
}

function shorten(names: readonly string[], token: string): readonly string[] {
  return token.length === 3 ? names.map(name => name.slice(0, 3)) : names
}

function readNumber(text: string, isTwoDigits: boolean): string {
  return match(text, isTwoDigits ? /^\d\d/ : /^\d\d?/)
}

function match(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[0]
  if (found === undefined) throw new Mismatch()
  return found
}

function within(value: number, { from, to, part }: { from: number; to: number; part: string }): number {
  if (value < from || value > to) throw new OutOfRange(part)
  return value
}

/** The first nine digits of a fraction count. */
function nanoseconds(fraction: string): number {
  return number(fraction.slice(1, 10).padEnd(9, '0'))
}

function number(text: string): number {
  return Number(text)
}
