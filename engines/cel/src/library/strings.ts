import { global, int, type Library, list, member, text } from '../functions.ts'
import { compileRegex } from '../regex.ts'
import { boolType, dynType, intType, listType, stringType } from '../types.ts'
import { EvaluationError, type Value } from '../values.ts'
import { formatString } from './format-string.ts'

/** Whether a pattern is found in text. */
export function matches(subject: Value | undefined, pattern: Value | undefined): boolean {
  const regex = compileRegex(text(pattern))
  if (regex.type === 'error') throw new EvaluationError(regex.message)
  return regex.find(text(subject)) !== undefined
}

/** What every environment has of text. */
export const basicStrings: Library = {
  contains: [
    member('contains_string', [stringType, stringType], boolType, (a, b) => text(a).includes(text(b))),
  ],
  startsWith: [
    member('starts_with_string', [stringType, stringType], boolType, (a, b) => text(a).startsWith(text(b))),
  ],
  endsWith: [
    member('ends_with_string', [stringType, stringType], boolType, (a, b) => text(a).endsWith(text(b))),
  ],
  matches: [
    global('matches', [stringType, stringType], boolType, matches),
    member('matches_string', [stringType, stringType], boolType, matches),
  ],
}

const outOfRange = (index: bigint) => new EvaluationError(`index out of range: ${index}`)

function charAt(value: Value | undefined, index: Value | undefined): Value {
  const chars = [...text(value)]
  const position = int(index)
  if (position < 0n || position > BigInt(chars.length)) throw outOfRange(position)
  return chars[Number(position)] ?? ''
}

function indexOf(value: Value | undefined, sought: Value | undefined, from?: Value): Value {
  const chars = [...text(value)]
  const part = [...text(sought)]
  const start = from === undefined ? 0n : int(from)
  if (part.length === 0) return start
  if (start < 0n) throw outOfRange(start)
  for (let i = Number(start); i <= chars.length - part.length; i++) {
    if (part.every((char, k) => chars[i + k] === char)) return BigInt(i)
  }
  return -1n
}

function lastIndexOf(value: Value | undefined, sought: Value | undefined, from?: Value): Value {
  const chars = [...text(value)]
  const part = [...text(sought)]
  const start = from === undefined ? BigInt(chars.length) : int(from)
  if (part.length === 0) return start
  if (start < 0n) throw outOfRange(start)
  if (from !== undefined && start >= BigInt(chars.length)) return -1n
  for (let i = Math.min(Number(start), chars.length - part.length); i >= 0; i--) {
    if (part.every((char, k) => chars[i + k] === char)) return BigInt(i)
  }
  return -1n
}

function substring(value: Value | undefined, from: Value | undefined, to?: Value): Value {
  const chars = [...text(value)]
  const start = int(from)
  const end = to === undefined ? BigInt(chars.length) : int(to)
  if (start > end && to !== undefined) {
    throw new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`)
  }
  if (start < 0n || start > BigInt(chars.length)) throw outOfRange(start)
  if (end < 0n || end > BigInt(chars.length)) throw outOfRange(end)
  return chars.slice(Number(start), Number(end)).join('')
}

function split(value: Value | undefined, separator: Value | undefined, limit?: Value): Value {
  const subject = text(value)
  const by = text(separator)
  const most = limit === undefined ? -1 : Number(int(limit))
  if (most === 0) return []
  const parts = by === '' ? [...subject] : subject.split(by)
  if (most < 0 || parts.length <= most) return parts
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join(by)]
}

function replace(
  value: Value | undefined,
  old: Value | undefined,
  by: Value | undefined,
  limit?: Value,
): Value {
  const subject = text(value)
  const most = limit === undefined ? -1 : Number(int(limit))
  if (most < 0) return replaceFirst(subject, text(old), text(by), Number.POSITIVE_INFINITY)
  return replaceFirst(subject, text(old), text(by), most)
}

/** An empty `old` is found before every character and at the end. */
function replaceFirst(subject: string, old: string, by: string, most: number): string {
  const parts = old === '' ? ['', ...subject] : subject.split(old)
  if (old === '') {
    const chars = [...subject]
    let result = ''
    for (let i = 0; i <= chars.length; i++) result += (i < most ? by : '') + (chars[i] ?? '')
    return result
  }
  let result = parts[0] ?? ''
  for (let i = 1; i < parts.length; i++) result += (i <= most ? by : old) + parts[i]
  return result
}

function join(value: Value | undefined, separator?: Value): Value {
  return list(value)
    .map(item => text(item))
    .join(separator === undefined ? '' : text(separator))
}

const quoteEscapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

function quote(value: Value | undefined): Value {
  return `"${text(value).replace(/["\\\x07-\x0d]/g, char => quoteEscapes[char] ?? char)}"`
}

const asciiCase = (value: Value | undefined, pattern: RegExp, change: (char: string) => string) =>
  text(value).replace(pattern, change)

/** Go's idea of white space. */
const trim = (value: Value | undefined) => text(value).replace(/^[\s\u0085]+|[\s\u0085]+$/g, '')

/** The `strings` extension, version 2. */
export const strings: Library = {
  charAt: [member('string_char_at_int', [stringType, intType], stringType, charAt)],
  indexOf: [
    member('string_index_of_string', [stringType, stringType], intType, indexOf),
    member('string_index_of_string_int', [stringType, stringType, intType], intType, indexOf),
  ],
  lastIndexOf: [
    member('string_last_index_of_string', [stringType, stringType], intType, lastIndexOf),
    member('string_last_index_of_string_int', [stringType, stringType, intType], intType, lastIndexOf),
  ],
  lowerAscii: [
    member('string_lower_ascii', [stringType], stringType, v =>
      asciiCase(v, /[A-Z]+/g, c => c.toLowerCase()),
    ),
  ],
  upperAscii: [
    member('string_upper_ascii', [stringType], stringType, v =>
      asciiCase(v, /[a-z]+/g, c => c.toUpperCase()),
    ),
  ],
  replace: [
    member('string_replace_string_string', [stringType, stringType, stringType], stringType, replace),
    member(
      'string_replace_string_string_int',
      [stringType, stringType, stringType, intType],
      stringType,
      replace,
    ),
  ],
  split: [
    member('string_split_string', [stringType, stringType], listType(stringType), split),
    member('string_split_string_int', [stringType, stringType, intType], listType(stringType), split),
  ],
  substring: [
    member('string_substring_int', [stringType, intType], stringType, substring),
    member('string_substring_int_int', [stringType, intType, intType], stringType, substring),
  ],
  trim: [member('string_trim', [stringType], stringType, trim)],
  join: [
    member('list_join', [listType(stringType)], stringType, join),
    member('list_join_string', [listType(stringType), stringType], stringType, join),
  ],
  format: [
    member('string_format', [stringType, listType(dynType)], stringType, (pattern, args) =>
      formatString(text(pattern), list(args)),
    ),
  ],
  'strings.quote': [global('strings_quote', [stringType], stringType, quote)],
}

/** What later versions of the extension add. */
export const reverseString: Library = {
  reverse: [member('string_reverse', [stringType], stringType, value => [...text(value)].reverse().join(''))],
}
