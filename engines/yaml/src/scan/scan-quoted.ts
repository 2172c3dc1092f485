import { type Cursor, isBlank, isBreak, isSpaceOrEnd } from './cursor.ts'
import { foldBreaks } from './scan-plain.ts'

const single = 39
const double = 34
const backslash = 92

/** The text of a scalar in quotes, which start here. */
export function scanQuoted(cursor: Cursor): string {
  const quote = cursor.code()
  cursor.at++
  let text = ''
  for (;;) {
    if (cursor.isDocumentMark()) throw cursor.error('found unexpected document indicator')
    if (cursor.code() === 0) throw cursor.error('found unexpected end of stream')
    const run = takeRun(cursor, quote)
    text += run.text
    if (cursor.code() === quote) break
    text += takeSpace(cursor, run.endsInEscapedBreak)
  }
  cursor.at++
  return text
}

interface Run {
  readonly text: string
  readonly endsInEscapedBreak: boolean
}

/** Characters and escapes up to the closing quote, a blank or a line break. */
function takeRun(cursor: Cursor, quote: number): Run {
  let text = ''
  let start = cursor.at
  const upTo = () => cursor.text.slice(start, cursor.at)
  for (;;) {
    const code = cursor.code()
    if (isSpaceOrEnd(code)) break
    if (code === quote) {
      if (quote === double || cursor.code(1) !== single) break
      cursor.at++
      text += upTo()
      start = ++cursor.at
    } else if (quote === double && code === backslash) {
      text += upTo()
      cursor.at++
      if (isBreak(cursor.code())) {
        cursor.takeBreak()
        return { text, endsInEscapedBreak: true }
      }
      text += takeEscape(cursor)
      start = cursor.at
    } else cursor.at++
  }
  return { text: text + upTo(), endsInEscapedBreak: false }
}

/** Blanks as they are, or line breaks with the blanks around them folded. */
function takeSpace(cursor: Cursor, isAfterBreak: boolean): string {
  const start = cursor.at
  let isFolding = isAfterBreak
  let first = ''
  let more = ''
  for (;;) {
    const code = cursor.code()
    if (isBlank(code)) cursor.at++
    else if (!isBreak(code)) break
    else if (isFolding) more += cursor.takeBreak()
    else {
      first = cursor.takeBreak()
      isFolding = true
    }
  }
  if (!isFolding) return cursor.text.slice(start, cursor.at)
  return first === '' ? more : foldBreaks(first, more)
}

// biome-ignore format: a table
const escapes: Readonly<Record<string, string>> = {
  '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b', ' ': ' ', '"': '"',
  "'": "'", '\\': '\\', N: '\u0085', _: '\u00a0', L: '\u2028', P: '\u2029',
}
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** What follows a backslash. */
function takeEscape(cursor: Cursor): string {
  const char = cursor.text.charAt(cursor.at)
  const short = escapes[char]
  const count = digits[char]
  if (short === undefined && count === undefined) {
    cursor.at--
    throw cursor.error('found unknown escape character')
  }
  cursor.at++
  if (short !== undefined || count === undefined) return short ?? ''
  const hex = cursor.text.slice(cursor.at, cursor.at + count)
  if (hex.length < count || !/^[0-9a-fA-F]+$/.test(hex)) {
    throw cursor.error('did not find expected hexdecimal number')
  }
  const code = Number.parseInt(hex, 16)
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw cursor.error('found invalid Unicode character escape code')
  }
  cursor.at += count
  return String.fromCodePoint(code)
}
