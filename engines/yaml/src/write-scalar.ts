/**
 * The bytes of a string in each style. Lines are folded at a space once they are past the eightieth column,
 * as libyaml does.
 * @module
 */

/** Where a scalar starts (`column`), and how far its further lines are indented. */
export interface Place {
  readonly indent: number
  readonly column: number
}

const bestWidth = 80

/** A string without quotes. */
export function writePlain(text: string, place: Place): string {
  if (place.column + text.length <= bestWidth || !text.includes(' ')) return text
  return fold(text, place, { mayBreakAt: (chars, i) => chars[i + 1] !== ' ' })
}

/** A string in single quotes, quotes inside doubled. */
export function writeSingle(text: string, place: Place): string {
  const quoted = text.replaceAll("'", "''")
  if (place.column + quoted.length + 2 <= bestWidth || !text.includes(' ')) return `'${quoted}'`
  const inner = { indent: place.indent, column: place.column + 1 }
  return `'${fold(text, inner, {
    mayBreakAt: (chars, i) => i > 0 && i < chars.length - 1 && chars[i + 1] !== ' ',
    write: char => (char === "'" ? "''" : char),
  })}'`
}

// biome-ignore format: a table
const shortEscapes: Readonly<Record<string, string>> = {
  '\0': '\\0', '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r',
  '\x1B': '\\e', '"': '\\"', '\\': '\\\\', '\u0085': '\\N', '\u2028': '\\L', '\u2029': '\\P',
}

const escaped = /["\\]|[^\x20-\x7E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]|[\u2028\u2029]/u

/** A string in double quotes, whatever cannot be printed escaped. */
export function writeDouble(text: string, place: Place): string {
  const inner = { indent: place.indent, column: place.column + 1 }
  return `"${fold(text, inner, {
    mayBreakAt: (chars, i) => i > 0 && i < chars.length - 1,
    write: escapeChar,
    afterBreak: next => (next === ' ' ? '\\' : ''),
  })}"`
}

function escapeChar(char: string): string {
  if (!escaped.test(char)) return char
  const short = shortEscapes[char]
  if (short !== undefined) return short
  const code = char.codePointAt(0) ?? 0
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** A string of several lines after `|`, with the hints that keep its first indentation and last line breaks. */
export function writeLiteral(text: string, place: Place): string {
  const lead = /^[ \n]/.test(text) ? '2' : ''
  const trail = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : ''
  const pad = ' '.repeat(place.indent)
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
  return `|${lead}${trail}\n${lines.map(line => (line === '' ? '' : pad + line)).join('\n')}`
}

interface Folding {
  readonly mayBreakAt: (chars: readonly string[], i: number) => boolean
  readonly write?: (char: string) => string
  readonly afterBreak?: (next: string | undefined) => string
}

/** Copies the characters, starting a new line instead of a space where the line is too long. */
function fold(text: string, place: Place, { mayBreakAt, write, afterBreak }: Folding): string {
  const chars = [...text]
  const out: string[] = []
  let column = place.column
  let inSpaces = false
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? ''
    if (char === ' ' && !inSpaces && column > bestWidth && mayBreakAt(chars, i)) {
      const more = afterBreak?.(chars[i + 1]) ?? ''
      out.push(`\n${' '.repeat(place.indent)}${more}`)
      column = place.indent + more.length
    } else {
      const written = write ? write(char) : char
      out.push(written)
      column += written.length
    }
    inSpaces = char === ' '
  }
  return out.join('')
}
