import { goBytes } from '../values/go-string.ts'

const named: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/
const printable = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u

/** Go's `strconv.Quote`, and its `%q`. `quote` is what stands around the text. */
export function quoteString(text: string, quote: '"' | "'" = '"', isAscii = false): string {
  if (quote === '"' && plain.test(text)) return `"${text}"`
  let out = ''
  for (const char of text) out += quoteCharacter(char, quote, isAscii)
  return `${quote}${out}${quote}`
}

function quoteCharacter(char: string, quote: string, isAscii: boolean): string {
  if (char === quote || char === '\\') return `\\${char}`
  const code = char.codePointAt(0) ?? 0
  if (code < 0x7f && code >= 0x20) return char
  const name = named[char]
  if (name !== undefined) return name
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(goBytes(char)[0] ?? 0, 2)}`
  if (!isAscii && code > 0x7f && isPrintable(char)) return char
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

/** Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintable(char: string): boolean {
  return printable.test(char)
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
