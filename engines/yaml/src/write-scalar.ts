/**
 * The bytes of a string in each style, as libyaml writes them.
 * @module
 */

/** Where a scalar stands. */
export interface Place {
  /** How far its further lines are indented. */
  readonly indent: number
  /** Where its first character goes. */
  readonly column: number
  /** Past this column a line is folded at its next space. */
  readonly width: number
}

/** A string without quotes. */
export function writePlain(text: string, place: Place): string {
  if (place.column + text.length <= place.width || !text.includes(' ')) return text
  return fold(text, place, { mayBreakAt: (chars, i) => chars[i + 1] !== ' ' })
}

const separatorsInside = /[\u2028\u2029]+(?=[^\u2028\u2029])/g

/** A string in single quotes, quotes inside doubled. */
export function writeSingle(text: string, place: Place): string {
  // libyaml indents after these two, which it takes for line breaks.
  const pad = ' '.repeat(place.indent)
  const quoted = text.replaceAll("'", "''").replace(separatorsInside, breaks => breaks + pad)
  if (place.column + quoted.length + 2 <= place.width || !text.includes(' ')) return `'${quoted}'`
  const inner = { ...place, column: place.column + 1 }
  return `'${fold(text, inner, {
    mayBreakAt: (chars, i) => i > 0 && i < chars.length - 1 && chars[i + 1] !== ' ',
    write: char => (char === "'" ? "''" : char),
    indentsAfterSeparators: true,
  })}'`
}

// biome-ignore format: a table
const shortEscapes: Readonly<Record<string, string>> = {
  '\0': '\\0', '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r',
  '\x1B': '\\e', '"': '\\"', '\\': '\\\\', '\u0085': '\\N', '\u00A0': '\\_', '\u2028': '\\L', '\u2029': '\\P',
}

const escaped = /["\\]|[^\x20-\x7E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]|[\u2028\u2029]/u

/** A string in double quotes, whatever cannot be printed escaped. */
export function writeDouble(text: string, place: Place): string {
  // libyaml asks for a byte order mark at the start of the string, whatever character it is about to write.
  if (text.startsWith('\uFEFF')) return `"${[...text].map(escapeAlways).join('')}"`
  const inner = { ...place, column: place.column + 1 }
  return `"${fold(text, inner, {
    mayBreakAt: (chars, i) => i > 0 && i < chars.length - 1,
    write: escapeChar,
    afterBreak: next => (next === ' ' ? '\\' : ''),
  })}"`
}

function escapeChar(char: string): string {
  return escaped.test(char) ? escapeAlways(char) : char
}

function escapeAlways(char: string): string {
  const short = shortEscapes[char]
  if (short !== undefined) return short
  const code = char.codePointAt(0) ?? 0
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

const breakChars = '\n\u2028\u2029'

/**
 * A string of several lines after `|`, with the hints that keep its first indentation and last line breaks. Ends with
 * the string's own last line break, if it has one.
 */
export function writeLiteral(text: string, { indent }: Place): string {
  const lead = text.startsWith(' ') || breakChars.includes(text.charAt(0)) ? '2' : ''
  const pad = ' '.repeat(indent)
  return `|${lead}${chomping(text)}\n${text.replace(/[^\n\u2028\u2029]+/g, line => pad + line)}`
}

function chomping(text: string): string {
  if (!breakChars.includes(text.charAt(text.length - 1))) return '-'
  return text.length === 1 || breakChars.includes(text.charAt(text.length - 2)) ? '+' : ''
}

interface Folding {
  readonly mayBreakAt: (chars: readonly string[], i: number) => boolean
  readonly write?: (char: string) => string
  readonly afterBreak?: (next: string | undefined) => string
  readonly indentsAfterSeparators?: boolean
}

/** Copies the characters, starting a new line instead of a space where the line is too long. */
function fold(text: string, place: Place, folding: Folding): string {
  const { mayBreakAt, write, afterBreak } = folding
  const pad = ' '.repeat(place.indent)
  const chars = [...text]
  const out: string[] = []
  let column = place.column
  let previous = ''
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? ''
    const isSeparator = folding.indentsAfterSeparators && isLineSeparator(char)
    if (folding.indentsAfterSeparators && isLineSeparator(previous) && !isSeparator) {
      out.push(pad)
      column = place.indent
    }
    if (char === ' ' && previous !== ' ' && column > place.width && mayBreakAt(chars, i)) {
      const more = afterBreak?.(chars[i + 1]) ?? ''
      out.push(`\n${pad}${more}`)
      column = place.indent + more.length
    } else {
      const written = write ? write(char) : char
      out.push(written)
      column = isSeparator ? 0 : column + written.length
    }
    previous = char
  }
  return out.join('')
}

function isLineSeparator(char: string): boolean {
  return char === '\u2028' || char === '\u2029'
}
