import { isJsonObject, type JsonValue } from '@sluice/base/json'

const shortEscapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
}

/** Quotes text as Go's `%q` verb does. */
export function goQuote(text: string): string {
  let out = '"'
  for (const char of text) out += shortEscapes[char] ?? (isPrintable(char) ? char : escapeCodePoint(char))
  return `${out}"`
}

/** Whether Go counts the character as printable: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintable(char: string): boolean {
  return char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)
}

function escapeCodePoint(char: string): string {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`
  return `\\U${code.toString(16).padStart(8, '0')}`
}

/** Writes a number as Go's `%v` verb does: exponents have at least two digits. */
export function goNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString()
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const size = Math.abs(value)
  if (size === 0) return Object.is(value, -0) ? '-0' : '0'
  const text = size < 1e-4 || size >= 1e21 ? value.toExponential() : String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** Writes JSON as Go's `json.Marshal` does for a map: members sorted, `<`, `>` and `&` escaped. */
export function goJson(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return goJsonString(value)
  if (typeof value === 'number' || typeof value === 'bigint') return goJsonNumber(value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  if (!isJsonObject(value)) return 'null'
  const members = Object.keys(value).filter(key => value[key] !== undefined)
  return `{${members
    .sort(byCodePoint)
    .map(key => `${goJsonString(key)}:${goJson(value[key])}`)
    .join(',')}}`
}

/** Writes JSON as `goJson` does, but members stay in the order they have: what Go writes for a struct. */
export function goStructJson(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(goStructJson).join(',')}]`
  if (!isJsonObject(value)) return goJson(value)
  const members = Object.keys(value).filter(key => value[key] !== undefined)
  return `{${members.map(key => `${goJsonString(key)}:${goStructJson(value[key])}`).join(',')}}`
}

function goJsonString(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, char => htmlEscapes[char] ?? char)
}

function goJsonNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString()
  const size = Math.abs(value)
  return size !== 0 && (size < 1e-6 || size >= 1e21)
    ? value.toExponential().replace('e-0', 'e-')
    : String(value)
}

/** Compares text as Go does, by bytes of UTF-8, which is the order of code points. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const surrogates = x >= 0xd800 && x <= 0xdfff !== (y >= 0xd800 && y <= 0xdfff)
    return surrogates ? (x >= 0xd800 && x <= 0xdfff ? 1 : -1) : x - y
  }
  return a.length - b.length
}
