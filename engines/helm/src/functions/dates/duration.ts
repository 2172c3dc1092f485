import { quoteTime } from './quote-time.ts'

/** Nanoseconds, within 64 bits: Go's `time.Duration`. */
export type Nanoseconds = bigint

/** A second. */
export const second = 1_000_000_000n
/** An hour. */
export const hour = 3600n * second
/** The longest duration there is. */
export const maxDuration = 2n ** 63n - 1n
/** The longest duration into the past. */
export const minDuration = -(2n ** 63n)

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  '\u00b5s': 1000n,
  '\u03bcs': 1000n,
  ms: 1_000_000n,
  s: second,
  m: 60n * second,
  h: hour,
}

/** Go's `time.ParseDuration`. @throws Error in Go's words */
export function parseDuration(text: string): Nanoseconds {
  const isNegative = text.startsWith('-')
  let rest = /^[+-]/.test(text) ? text.slice(1) : text
  if (rest === '0') return 0n
  const invalid = new Error(`time: invalid duration ${quoteTime(text)}`)
  if (rest === '') throw invalid
  let total = 0n
  while (rest !== '') {
    const [matched, whole = '', , fraction = ''] = /^(\d*)(\.(\d*))?/.exec(rest) ?? ['']
    if ((whole === '' && fraction === '') || BigInt(whole || 0) > -minDuration) throw invalid
    const name = /^[^.\d]*/.exec(rest.slice(matched.length))?.[0] ?? ''
    if (name === '') throw new Error(`time: missing unit in duration ${quoteTime(text)}`)
    const unit = Object.hasOwn(units, name) ? units[name] : undefined
    if (unit === undefined)
      throw new Error(`time: unknown unit ${quoteTime(name)} in duration ${quoteTime(text)}`)
    total += BigInt(whole || 0) * unit + fractionOf(fraction, unit)
    if (total > -minDuration) throw invalid
    rest = rest.slice(matched.length + name.length)
  }
  if (!isNegative && total > maxDuration) throw invalid
  return isNegative ? -total : total
}

/** Go computes fractions in floating point, after as many digits as fit an int64. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n
  let scale = 1
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit)
    if (value > maxDuration / 10n || next > -minDuration) break
    value = next
    scale *= 10
  }
  return value === 0n ? 0n : BigInt(Math.trunc(Number(value) * (Number(unit) / scale)))
}

/** Go's `Duration.String`: `1h30m0s`, `1.5s`, `250ms`. */
export function formatDuration(duration: Nanoseconds): string {
  if (duration === 0n) return '0s'
  if (duration < 0n) return `-${formatDuration(-duration)}`
  if (duration < 1000n) return `${duration}ns`
  if (duration < 1_000_000n) return `${withFraction(duration, 3)}\u00b5s`
  if (duration < second) return `${withFraction(duration, 6)}ms`
  const minutes = duration / (60n * second)
  const seconds = `${withFraction(duration % (60n * second), 9)}s`
  if (minutes === 0n) return seconds
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`
}

function withFraction(value: bigint, decimals: number): string {
  const digits = value.toString().padStart(decimals + 1, '0')
  const fraction = digits.slice(-decimals).replace(/0+$/, '')
  return digits.slice(0, -decimals) + (fraction && `.${fraction}`)
}

/** Go's `Duration.Round`: to the nearest multiple of `unit`, halves away from zero. */
export function roundDuration(duration: Nanoseconds, unit: Nanoseconds): Nanoseconds {
  if (unit <= 0n) return duration
  const size = duration < 0n ? -duration : duration
  const rest = size % unit
  const rounded = rest + rest < unit ? size - rest : size + unit - rest
  return clampDuration(duration < 0n ? -rounded : rounded)
}

/** The nearest duration that 64 bits can hold. */
export function clampDuration(nanoseconds: bigint): Nanoseconds {
  if (nanoseconds > maxDuration) return maxDuration
  return nanoseconds < minDuration ? minDuration : nanoseconds
}
