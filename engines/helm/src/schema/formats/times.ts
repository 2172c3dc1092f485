/** Dates and times of RFC 3339 (5.6), with the words of Go's `time.Parse`. @module */
import { goBytes } from '@sluice/gotemplate'
/** What is wrong with a text that has to be a date. */
export function checkDate(text: string): string | undefined {
  const whole = quoteBytes(text)
  const cannot = (at: number, what: string) =>
    `parsing time ${whole} as "2006-01-02": cannot parse ${quoteBytes(text.slice(at))} as "${what}"`
  if (!/^[0-9]{4}/.test(text)) return cannot(0, '2006')
  if (text[4] !== '-') return cannot(4, '-')
  if (!/^[0-9]{2}/.test(text.slice(5))) return cannot(5, '01')
  const month = Number(text.slice(5, 7))
  if (month < 1 || month > 12) return `parsing time ${whole}: month out of range`
  if (text[7] !== '-') return cannot(7, '-')
  if (!/^[0-9]{2}/.test(text.slice(8))) return cannot(8, '02')
  if (text.length > 10) return `parsing time ${whole}: extra text: ${quoteBytes(text.slice(10))}`
  const day = Number(text.slice(8, 10))
  const isDay = day >= 1 && day <= daysIn(Number(text.slice(0, 4)), month)
  return isDay ? undefined : `parsing time ${whole}: day out of range`
}

/** Go's package `time` quotes byte by byte. */
function quoteBytes(text: string): string {
  const quoted = [...goBytes(text)].map(byte => {
    if (byte < 0x20 || byte >= 0x7f) return `\\x${byte.toString(16).padStart(2, '0')}`
    const char = String.fromCharCode(byte)
    return char === '"' || char === '\\' ? `\\${char}` : char
  })
  return `"${quoted.join('')}"`
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** What is wrong with a text that has to be a time with its zone. */
export function checkTime(text: string): string | undefined {
  if (text.length < 9) return 'less than 9 characters long'
  if (text[2] !== ':' || text[5] !== ':') return 'missing colon in correct place'
  const parts = text.slice(0, 8).split(':')
  if (parts.some(part => !/^[-+]?[0-9]+$/.test(part))) return 'invalid hour/min/sec'
  const [hour = 0, minute = 0, second = 0] = parts.map(Number)
  if (hour < 0 || minute < 0 || second < 0) return 'non-positive hour/min/sec'
  if (hour > 23 || minute > 59 || second > 60) return 'hour/min/sec out of range'
  const fraction = /^\.[0-9]*/.exec(text.slice(8))?.[0] ?? ''
  if (fraction === '.') return 'no digits in second fraction'
  const offset = readOffset(text.slice(8 + fraction.length))
  if (typeof offset === 'string') return offset
  const minutes = hour * 60 + minute + offset
  const isLast = (minutes < 0 ? minutes + 24 * 60 : minutes) === 23 * 60 + 59
  return second >= 60 && !isLast ? 'invalid leap second' : undefined
}

/** Minutes to add for universal time, or what is wrong. */
function readOffset(text: string): number | string {
  if (text === 'z' || text === 'Z') return 0
  if (text.length !== 6) return 'offset must be 6 characters long'
  if (text[0] !== '+' && text[0] !== '-') return 'offset must begin with plus/minus'
  if (text[3] !== ':') return 'missing colon in offset in correct place'
  const parts = [text.slice(1, 3), text.slice(4)]
  if (parts.some(part => !/^[-+]?[0-9]+$/.test(part))) return 'invalid hour/min in offset'
  const [hour = 0, minute = 0] = parts.map(Number)
  if (hour < 0 || minute < 0) return 'non-positive hour/min in offset'
  if (hour > 23 || minute > 59) return 'hour/min in offset out of range'
  return (text[0] === '+' ? -1 : 1) * (hour * 60 + minute)
}

/** What is wrong with a text that has to be a date and a time. */
export function checkDateTime(text: string): string | undefined {
  if (text.length < 20) return 'less than 20 characters long'
  if (text[10] !== 't' && text[10] !== 'T') return '11th character must be t or T'
  return (
    about('invalid date element', checkDate(text.slice(0, 10))) ??
    about('invalid time element', checkTime(text.slice(11)))
  )
}

/** What is wrong with a text that has to be a duration (RFC 3339, appendix A). */
export function checkDuration(text: string): string | undefined {
  if (!text.startsWith('P')) return 'must start with P'
  const body = text.slice(1)
  if (body === '') return 'nothing after P'
  if (body.endsWith('W')) {
    const weeks = body.slice(0, -1)
    if (weeks === '') return 'no number in week'
    return /[^0-9]/.test(weeks) ? 'invalid week' : undefined
  }
  for (const [i, part] of body.split('T').entries()) {
    if (i > 0 && part === '') return 'no time elements'
    if (i > 1) return 'more than one T'
    const reason = checkUnits(part, i === 0 ? 'YMD' : 'HMS')
    if (reason) return reason
  }
  return undefined
}

function checkUnits(text: string, all: string): string | undefined {
  let left = all
  let rest = text
  while (rest !== '') {
    const digits = /^[0-9]*/.exec(rest)?.[0] ?? ''
    if (digits === '') return 'missing number'
    const unit = rest[digits.length]
    if (unit === undefined) return 'missing unit'
    const at = left.indexOf(unit)
    if (at < 0) return all.includes(unit) ? `unit '${unit}' out of order` : `invalid unit '${unit}'`
    left = left.slice(at + 1)
    rest = rest.slice(digits.length + 1)
  }
  return undefined
}

/** What is wrong with a text that has to be two times, or a time and a duration, with a slash between. */
export function checkPeriod(text: string): string | undefined {
  const slash = text.indexOf('/')
  if (slash < 0) return 'missing slash'
  const start = text.slice(0, slash)
  const end = text.slice(slash + 1)
  if (start.startsWith('P')) {
    return (
      about('invalid start duration', checkDuration(start)) ??
      about('invalid end date-time', checkDateTime(end))
    )
  }
  const wrongEnd = end.startsWith('P')
    ? about('invalid end duration', checkDuration(end))
    : about('invalid end date-time', checkDateTime(end))
  return about('invalid start date-time', checkDateTime(start)) ?? wrongEnd
}

function about(what: string, reason: string | undefined): string | undefined {
  return reason && `${what}: ${reason}`
}
