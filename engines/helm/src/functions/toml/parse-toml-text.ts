import type { TomlReader } from './toml-reader.ts'

/** A string in quotes, of one line or, after three quotes, of several. */
export function parseTomlText(reader: TomlReader): string {
  const quote = reader.next()
  if (reader.accept(quote + quote)) {
    reader.take(/\r?\n/y)
    return readText(reader, quote.repeat(3))
  }
  return readText(reader, quote)
}

/** What follows the opening quotes, up to the closing ones. */
function readText(reader: TomlReader, quotes: string): string {
  const quote = quotes.charAt(0)
  const isLong = quotes.length === 3
  let text = ''
  while (!reader.accept(quotes)) {
    if (!isLong && reader.peek() === '\n') throw reader.error('strings cannot contain newlines')
    const char = reader.next()
    if (char === '')
      throw reader.error(`unexpected EOF; expected ${quote === '"' ? `'${quotes}'` : `"${quotes}"`}`)
    text += char === '\\' && quote === '"' ? readEscape(reader, isLong) : char
  }
  // Up to two quotes may stand right before the closing ones.
  for (let i = 0; i < 2 && isLong && reader.peek() === quote; i++) text += reader.next()
  return isLong ? text.replaceAll('\r\n', '\n') : text
}

const shortEscapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
}
const digitsAfter: Readonly<Record<string, readonly [number, string]>> = {
  x: [2, 'two'],
  u: [4, 'four'],
  U: [8, 'eight'],
}

function readEscape(reader: TomlReader, isLong: boolean): string {
  // A backslash at the end of a line joins it to the next that is not blank.
  if (isLong && reader.take(/[ \t]*\r?\n[ \t\r\n]*/y) !== '') return ''
  const char = reader.next()
  const short = shortEscapes[char]
  if (short !== undefined) return short
  const digits = digitsAfter[char]
  if (!digits) throw reader.error(`invalid escape in string '\\${char}'`)
  const [count, word] = digits
  const hex = reader.take(new RegExp(`[0-9a-fA-F]{0,${count}}`, 'y'))
  if (hex.length < count) {
    const found = JSON.stringify(`\\${char}${hex}${reader.next()}`)
    throw reader.error(`expected ${word} hexadecimal digits after '\\${char}', but got ${found} instead`)
  }
  const code = Number.parseInt(hex, 16)
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
    throw reader.error(`Escaped character '\\u${hex}' is not valid UTF-8.`)
  }
  return String.fromCodePoint(code)
}
