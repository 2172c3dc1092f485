/** Durations, times and numbers as Go reads and writes them. @module */
import { Timestamp } from './values.ts'

const unitNs: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
}

/** Nanoseconds of a duration such as `1h30m` or `-1.5s`; undefined where the text is none. */
export function parseDuration(text: string): bigint | undefined {
  const signed = /^([+-]?)(.+)$/.exec(text)
  if (!signed) return undefined
  const [, sign = '', rest = ''] = signed
  if (rest === '0') return 0n
  let total = 0n
  let position = 0
  const part = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y
  while (position < rest.length) {
    part.lastIndex = position
    const match = part.exec(rest)
    const [all, whole = '', fraction = '', unit = ''] = match ?? []
    if (all === undefined || (whole === '' && fraction === '')) return undefined
    const ns = BigInt(unitNs[unit] ?? 0)
    total +=
      BigInt(whole || '0') * ns +
      (fraction === '' ? 0n : (BigInt(fraction) * ns) / 10n ** BigInt(fraction.length))
    position += all.length
  }
  const value = sign === '-' ? -total : total
  return BigInt.asIntN(64, value) === value ? value : undefined
}

/** A duration in seconds: `5400s`, `1.5s`. */
export function formatSeconds(ns: bigint): string {
  const size = ns < 0n ? -ns : ns
  const fraction = String(size % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${ns < 0n ? '-' : ''}${size / 1_000_000_000n}${fraction === '' ? '' : `.${fraction}`}s`
}

/** A time of RFC 3339; undefined where the text is none. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(Z|[+-]\d{2}:\d{2})$/.exec(
    text,
  )
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const zone = match[8] ?? 'Z'
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined
  // Go takes up to 24 hours and 60 minutes.
  if (Number(zone.slice(1, 3)) > 24 || Number(zone.slice(4)) > 60) return undefined
  const offset = zone === 'Z' ? 0 : (offsetMinutes(zone) ?? 0)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute - offset, second)
  const fraction = BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'))
  return new Timestamp(BigInt(date.getTime()) * 1_000_000n + fraction, offset)
}

function daysOf(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, 0)
  return date.getUTCDate()
}

/** Minutes east of UTC that `+02:00` means. */
export function offsetMinutes(zone: string): number | undefined {
  const match = /^([+-])?(\d{2}):(\d{2})$/.exec(zone)
  if (!match) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -minutes : minutes
}

/** A time as RFC 3339 writes it where it is kept, with the fraction of a second that it has. */
export function formatTimestamp({ ns, offset }: Timestamp): string {
  const ms = floorDivide(ns, 1_000_000n) + BigInt(offset * 60_000)
  const fraction = String(ns - floorDivide(ns, 1_000_000_000n) * 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  const seconds = new Date(Number(ms)).toISOString().slice(0, 19)
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}${formatOffset(offset)}`
}

function formatOffset(offset: number): string {
  if (offset === 0) return 'Z'
  const minutes = Math.abs(offset)
  const part = (value: number) => String(value).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${part(Math.floor(minutes / 60))}:${part(minutes % 60)}`
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

/** A double as text: the shortest that reads back the same. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const size = Math.abs(value)
  const text = size !== 0 && (size < 1e-4 || size >= 1e21) ? value.toExponential() : String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

/** A double as Go's `%g` writes it: from a million on with an exponent. */
export function formatShortest(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(value) || size < 1e6) return formatDouble(value)
  return value.toExponential().replace(/e\+(\d)$/, 'e+0$1')
}

/** The double that text stands for, as Go reads it; undefined where it stands for none. */
export function parseDouble(text: string): number | undefined {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text)
  if (special) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}
