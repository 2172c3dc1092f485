/**
 * What a plain scalar means. Go's two YAML generations differ only in which words are booleans.
 *
 * - `v2` (sigs.k8s.io/yaml: API objects, Helm): `y`, `yes`, `on` and their opposites are booleans, keys too.
 * - `v3` (kustomize): only `true` and `false` are.
 * @module
 */

/** Which generation of Go's YAML decides. */
export type Dialect = 'v2' | 'v3'

/** A resolved scalar; `<<` is a merge key where it stands as a key. */
export type Scalar = null | boolean | number | bigint | string

const nulls = new Set(['', '~', 'null', 'Null', 'NULL'])
const booleans = new Map<string, boolean>([
  ...['true', 'True', 'TRUE'].map(word => [word, true] as const),
  ...['false', 'False', 'FALSE'].map(word => [word, false] as const),
])
const oldBooleans = new Map<string, boolean>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map(word => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map(word => [word, false] as const),
])
const specialFloats = new Map<string, number>([
  ...['.nan', '.NaN', '.NAN'].map(word => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    word => [word, Number.POSITIVE_INFINITY] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map(word => [word, Number.NEGATIVE_INFINITY] as const),
])

const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
/** Go's own syntax of a float, which lets single underscores separate digits. */
const dotFloat = /^\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?$/
const decimal = /^[-+]?[1-9][0-9]*$/
const radix = /^([-+]?)0(?:([xX])([0-9a-fA-F]+)|([bB])([01]+)|[oO]?([0-7]+))$/
const maxUint64 = 2n ** 64n - 1n
const minInt64 = -(2n ** 63n)

/** What starts otherwise is a string. */
const mayBeSpecial = /^[-+.0-9~nNtTfFyYoO]/

/** The value of a plain scalar without a tag. */
export function resolveScalar(text: string, dialect: Dialect): Scalar {
  if (text !== '' && !mayBeSpecial.test(text)) return text
  if (nulls.has(text)) return null
  const bool = booleans.get(text) ?? (dialect === 'v2' ? oldBooleans.get(text) : undefined)
  if (bool !== undefined) return bool
  const first = text.charCodeAt(0)
  const isDigit = first >= 48 && first <= 57
  if (!isDigit && first !== 43 && first !== 45 && first !== 46) return text
  return resolveNumber(text) ?? text
}

/** The number a plain scalar denotes, if it denotes one. */
export function resolveNumber(text: string): number | bigint | undefined {
  const special = specialFloats.get(text)
  if (special !== undefined) return special
  if (text.startsWith('.')) return dotFloat.test(text) ? finite(text.replaceAll('_', '')) : undefined
  const plain = text.replaceAll('_', '')
  if (plain === '0' || plain === '-0' || plain === '+0') return 0
  if (decimal.test(plain))
    return fitInteger(BigInt(plain.startsWith('+') ? plain.slice(1) : plain)) ?? finite(plain)
  const based = radix.exec(plain)
  if (based) {
    const [, sign, x, hex, b, bin, oct] = based
    const digits = x ? `0x${hex}` : b ? `0b${bin}` : `0o${oct}`
    const value = fitInteger(sign === '-' ? -BigInt(digits) : BigInt(digits))
    if (value !== undefined) return value
  }
  return float.test(plain) ? finite(plain) : undefined
}

function fitInteger(value: bigint): number | bigint | undefined {
  if (value > maxUint64 || value < minInt64) return undefined
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

/** Go: a float out of range stays a string. */
function finite(text: string): number | undefined {
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

const timestamp =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[tT](\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?(?:Z|[-+](\d\d):(\d\d))| (\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?)?$/

/** Whether Go would take the text for a timestamp, and so quotes a string that looks like one. */
export function looksLikeTimestamp(text: string): boolean {
  // Asked of every string that is written, so the expression is spared what cannot match.
  if (text[4] !== '-') return false
  const parts = timestamp.exec(text)
  if (!parts) return false
  const at = (i: number) => Number(parts[i] ?? 0)
  return (
    inRange(at(2), 1, 12) &&
    inRange(at(3), 1, daysIn(at(1), at(2))) &&
    inRange(at(4) + at(9), 0, 23) &&
    inRange(at(5) + at(10), 0, 59) &&
    inRange(at(6) + at(11), 0, 59) &&
    inRange(at(7), 0, 24) &&
    inRange(at(8), 0, 60)
  )
}

const timeParts = /^(\d{4})-(\d\d?)-(\d\d?)(?:[tT ](\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?(Z|[-+]\d\d:\d\d)?)?$/

/** A timestamp in the form in which Go's JSON has it, or undefined for any other text. */
export function timestampText(text: string): string | undefined {
  const first = text.charCodeAt(0)
  if (first < 48 || first > 57 || text[4] !== '-' || !looksLikeTimestamp(text)) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = timeParts.exec(text) ?? []
  const two = (part = '0') => part.padStart(2, '0')
  const nanos = fraction.slice(0, 9).replace(/0+$/, '')
  const offset = /^[-+]00:00$/.test(zone) ? 'Z' : zone
  const time = `${two(hour)}:${two(minute)}:${two(second)}${nanos && `.${nanos}`}${offset}`
  return `${year}-${two(month)}-${two(day)}T${time}`
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function inRange(value: number, low: number, high: number): boolean {
  return value >= low && value <= high
}
