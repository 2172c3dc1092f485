import { type GoValue, int64 } from '@sluice/gotemplate'
import type { Instant } from '../dates/format-time.ts'
import { parseTime } from '../dates/parse-time.ts'
import { TimeObject } from '../dates/time-object.ts'
import { fixedZone, utc } from '../dates/zone.ts'
import type { TomlReader } from './toml-reader.ts'

/** A number, a date, a time of day, or both. */
export function parseTomlNumber(reader: TomlReader): GoValue {
  const time = reader.take(moment)
  if (time !== '') return readTime(reader, time)
  const word = reader.take(/[-+]?(?:inf|nan)/y)
  if (word !== '') return word.endsWith('nan') ? Number.NaN : word.startsWith('-') ? -Infinity : Infinity
  const based = reader.take(/0(?:x[0-9a-fA-F_]+|o[0-7_]+|b[01_]+)/y)
  if (based !== '') return readInteger(reader, based)
  const text = reader.take(/[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?/y)
  if (text === '') {
    reader.take(/[-+]/y)
    throw reader.error(`expected a digit but got ${reader.shown()}`)
  }
  return /[.eE]/.test(text) ? readFloat(reader, text) : readInteger(reader, text)
}

const leadingZero = /^(?:0[0-9_]|[-+]0[0-9_])/
const looseUnderscore = /^[-+]?_|_$|__|_[.eE+-]|[.eE+-]_/

function readInteger(reader: TomlReader, text: string): GoValue {
  checkUnderscores(reader, 'integer', text)
  if (leadingZero.test(text)) throw reader.error(`Invalid integer "${text}": cannot have leading zeroes`)
  const digits = text.replaceAll('_', '').replace(/^\+/, '')
  const value = digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits)
  if (BigInt.asIntN(64, value) !== value) throw reader.error(`${text} is out of range for int64`)
  return int64(value)
}

function readFloat(reader: TomlReader, text: string): number {
  checkUnderscores(reader, 'float', text)
  if (leadingZero.test(text)) throw reader.error(`Invalid float "${text}": cannot have leading zeroes`)
  if (/\.(?![0-9])/.test(text)) {
    throw reader.error(`Invalid float "${text}": '.' must be followed by one or more digits`)
  }
  const value = Number(text.replaceAll('_', ''))
  if (Number.isNaN(value)) throw reader.error(`Invalid float value: "${text}"`)
  if (!Number.isFinite(value)) throw reader.error(`${text} is out of range for float64`)
  return value
}

function checkUnderscores(reader: TomlReader, kind: string, text: string): void {
  if (looseUnderscore.test(text)) {
    throw reader.error(`Invalid ${kind} "${text}": underscores must be surrounded by digits`)
  }
}

const moment =
  /\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[-+]\d\d:\d\d)?)?|\d\d:\d\d(?::\d\d(?:\.\d+)?)?/y

/** What has no offset belongs to a zone of Go's own making, by which it is told apart. */
const forms = [
  { layout: '2006-01-02T15:04:05.999999999Z07:00', zone: utc },
  { layout: '2006-01-02T15:04:05.999999999', zone: fixedZone('datetime-local', 0) },
  { layout: '2006-01-02', zone: fixedZone('date-local', 0) },
  { layout: '15:04:05.999999999', zone: fixedZone('time-local', 0) },
  { layout: '2006-01-02T15:04Z07:00', zone: utc },
  { layout: '2006-01-02T15:04', zone: fixedZone('datetime-local', 0) },
  { layout: '15:04', zone: fixedZone('time-local', 0) },
] as const

function readTime(reader: TomlReader, text: string): TimeObject {
  const normal = text.replace(/[tT ]/, 'T').replace('z', 'Z')
  for (const { layout, zone } of forms) {
    const instant = tryTime(layout, normal, zone)
    if (instant) return new TimeObject(instant, utc)
  }
  throw reader.error(`invalid datetime: "${normal}"`)
}

function tryTime(layout: string, text: string, zone: typeof utc): Instant | undefined {
  try {
    return parseTime(layout, text, zone)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}
