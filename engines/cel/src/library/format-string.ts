/** `'…%s…'.format([…])`: the clauses of the strings extension and how each writes its value. @module */
import { formatDouble } from '../go-text.ts'
import type { Type } from '../types.ts'
import {
  CelMap,
  compareText,
  Duration,
  EvaluationError,
  isList,
  Timestamp,
  TypeValue,
  typeNameOf,
  Uint,
  type Value,
} from '../values.ts'
import { textOf } from './conversions.ts'

/** A part of a format: text, or a clause for the next argument. */
type Part = { readonly text: string } | { readonly clause: string; readonly precision: number | undefined }

const defaultPrecision = 6
const maxPrecision = 1000

/** Writes `args` into a format. */
export function formatString(format: string, args: readonly Value[]): string {
  let next = 0
  let result = ''
  const requireArgument = () => {
    if (next >= args.length) throw new EvaluationError(`index ${next} out of range`)
  }
  for (const part of parseFormat(format, requireArgument)) {
    if ('text' in part) result += part.text
    else result += inFormatting(() => writeClause(part.clause, part.precision, args[next++] ?? null))
  }
  return result
}

function inFormatting(write: () => string): string {
  try {
    return write()
  } catch (error) {
    if (error instanceof EvaluationError)
      throw new EvaluationError(`error during formatting: ${error.message}`)
    throw error
  }
}

/**
 * The parts of a format, one by one; `beforeClause` is called before each clause is read.
 * @throws EvaluationError for an unknown clause
 */
export function* parseFormat(format: string, beforeClause: () => void): Generator<Part> {
  const pattern = /%(%|(?:\.(\d*))?([^%]?))|[^%]+/gsu
  for (const match of format.matchAll(pattern)) {
    if (!match[0].startsWith('%')) yield { text: match[0] }
    else if (match[1] === '%') yield { text: '%' }
    else {
      beforeClause()
      yield parseClause(match[3] ?? '', match[2])
    }
  }
}

/** A format ends in a single percent sign. */
export class UnfinishedFormat extends EvaluationError {}

function parseClause(clause: string, digits: string | undefined): Part {
  const fail = (why: string) => new EvaluationError(`could not parse formatting clause: ${why}`)
  if (clause === '') {
    if (digits === undefined) throw new UnfinishedFormat('unexpected end of string')
    throw fail('error while parsing precision: could not find end of precision specifier')
  }
  const precision = digits === undefined ? undefined : Number(digits)
  if (digits === '')
    throw fail(
      'error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax',
    )
  if (precision !== undefined && precision > maxPrecision) {
    throw fail(`error while parsing precision: precision of ${precision} exceeds maximum of ${maxPrecision}`)
  }
  if (!'sdfebxXo'.includes(clause)) throw fail(`unrecognized formatting clause "${clause}"`)
  return { clause, precision }
}

/** Writes one value by one clause. */
export function writeClause(clause: string, precision: number | undefined, value: Value): string {
  switch (clause) {
    case 's':
      return asText(value)
    case 'd':
      return asDecimal(value)
    case 'f':
      return asFixed(value, precision ?? defaultPrecision)
    case 'e':
      return asScientific(value)
    case 'b':
      return inBase(value, 2, 'only integers and bools can be formatted as binary')
    case 'o':
      return inBase(value, 8, 'octal clause can only be used on integers')
    default:
      return asHex(value, clause === 'X')
  }
}

const refusals: Readonly<Record<string, { what: string; kinds: readonly string[] }>> = {
  s: {
    what: 'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
    kinds: [
      'string',
      'bool',
      'bytes',
      'int',
      'uint',
      'double',
      'map',
      'list',
      'type',
      'duration',
      'timestamp',
      'null',
    ],
  },
  d: { what: 'decimal clause can only be used on integers', kinds: ['int', 'uint'] },
  f: { what: 'fixed-point clause can only be used on doubles', kinds: ['double', 'string'] },
  e: { what: 'scientific clause can only be used on doubles', kinds: ['double', 'string'] },
  b: { what: 'only integers and bools can be formatted as binary', kinds: ['int', 'uint', 'bool'] },
  o: { what: 'octal clause can only be used on integers', kinds: ['int', 'uint'] },
  x: {
    what: 'only integers, byte buffers, and strings can be formatted as hex',
    kinds: ['int', 'uint', 'string', 'bytes'],
  },
}

/** Why a clause cannot write values of a type. */
export function clauseProblem(clause: string, type: Type): string | undefined {
  const refusal = refusals[clause.toLowerCase()]
  if (!refusal || type.kind === 'dyn' || refusal.kinds.includes(type.kind)) return undefined
  return `${refusal.what}, was given ${runtimeName(type)}`
}

function runtimeName(type: Type): string {
  if (type.kind === 'null') return 'null_type'
  if (type.kind === 'duration') return 'google.protobuf.Duration'
  if (type.kind === 'timestamp') return 'google.protobuf.Timestamp'
  return type.kind === 'opaque' || type.kind === 'object' ? type.name : type.kind
}

function given(value: Value): string {
  return `was given ${typeNameOf(value)}`
}

function asText(value: Value): string {
  if (value === null) return 'null'
  if (isList(value)) return `[${value.map(inside).join(', ')}]`
  if (value instanceof CelMap) return asMap(value)
  const text = textOf(value)
  if (text !== undefined) return text
  throw new EvaluationError(
    `string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, ${given(value)}`,
  )
}

function asMap(map: CelMap): string {
  const pairs = [...map.entries].map(([key, value]): readonly [string, string] => [
    typeof key === 'string' ? JSON.stringify(key) : String(key),
    inside(value),
  ])
  pairs.sort((a, b) => compareText(a[0], b[0]))
  return `{${pairs.map(([key, value]) => `${key}:${value}`).join(', ')}}`
}

/** A value inside a list or map: text in quotes, doubles with six decimals. */
function inside(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Uint8Array) return `b${JSON.stringify(asText(value))}`
  if (value instanceof Timestamp) return `timestamp(${JSON.stringify(asText(value))})`
  if (value instanceof Duration) return `duration(${JSON.stringify(asText(value))})`
  if (typeof value === 'number') {
    return Number.isFinite(value) ? fixed(value, defaultPrecision) : JSON.stringify(formatDouble(value))
  }
  if (value === null || isList(value) || value instanceof CelMap || value instanceof TypeValue)
    return asText(value)
  if (typeof value === 'bigint' || typeof value === 'boolean' || value instanceof Uint) return asText(value)
  throw new EvaluationError(`no formatting function for ${typeNameOf(value)}`)
}

function integerOf(value: Value): bigint | undefined {
  return typeof value === 'bigint' ? value : value instanceof Uint ? value.value : undefined
}

function asDecimal(value: Value): string {
  const integer = integerOf(value)
  if (integer !== undefined) return String(integer)
  throw new EvaluationError(`decimal clause can only be used on integers, ${given(value)}`)
}

function doubleOf(value: Value, what: string): number {
  if (typeof value === 'number') return value
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY
  throw new EvaluationError(`${what} clause can only be used on doubles, ${given(value)}`)
}

function notFinite(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? undefined : value > 0 ? '∞' : '-∞'
}

function fixed(value: number, precision: number): string {
  if (Math.abs(value) >= 1e21) {
    const whole = String(BigInt(value))
    return precision === 0 ? whole : `${whole}.${'0'.repeat(precision)}`
  }
  if (precision > 70) return value.toFixed(Math.min(precision, 100))
  const exact = value.toFixed(precision + 30)
  const isTie = /50{29}$/.test(exact) && Number(exact) === value
  const down = exact.slice(0, -30).replace(/\.$/, '')
  // Of two numbers equally near, the even one.
  return isTie && /[02468]$/.test(down) ? down : value.toFixed(precision)
}

/** As the English locale writes it, digits in groups of three. */
function asFixed(value: Value, precision: number): string {
  const number = doubleOf(value, 'fixed-point')
  const text = notFinite(number) ?? fixed(number, precision)
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** cel-go: a precision is read, and six digits are written. */
function asScientific(value: Value): string {
  const number = doubleOf(value, 'scientific')
  const special = notFinite(number)
  if (special !== undefined) return special
  const [mantissa = '', exponent = ''] = number.toExponential(defaultPrecision).split('e')
  const digits = exponent.replace(/^[+-]/, '').padStart(2, '0')
  const raised = [...digits].map(digit => superscripts[Number(digit)]).join('')
  return `${mantissa}×10${exponent.startsWith('-') ? '⁻' : ''}${raised}`
}

function inBase(value: Value, base: number, refusal: string): string {
  if (base === 2 && typeof value === 'boolean') return value ? '1' : '0'
  const integer = integerOf(value)
  if (integer !== undefined) return integer.toString(base)
  throw new EvaluationError(`${refusal}, ${given(value)}`)
}

function asHex(value: Value, isUpper: boolean): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  const integer = integerOf(value)
  const hex =
    bytes instanceof Uint8Array
      ? [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
      : integer?.toString(16)
  if (hex === undefined) {
    throw new EvaluationError(
      `only integers, byte buffers, and strings can be formatted as hex, ${given(value)}`,
    )
  }
  return isUpper ? hex.toUpperCase() : hex
}
