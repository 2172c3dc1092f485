import { goString } from '../values/go-string.ts'

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
}

const encoder = new TextEncoder()

/** What a quoted string or character means; undefined if Go would not take it. */
export function unquote(written: string): string | undefined {
  const quote = written.charAt(0)
  const inner = written.slice(1, -1)
  if (quote === '`') return inner.replaceAll('\r', '')
  if (!inner.includes('\\')) return inner
  const bytes: number[] = []
  for (let at = 0; at < inner.length; ) {
    if (inner[at] !== '\\') {
      const next = inner.indexOf('\\', at)
      const end = next < 0 ? inner.length : next
      bytes.push(...encoder.encode(inner.slice(at, end)))
      at = end
      continue
    }
    const read = readEscape(inner, at + 1, quote)
    if (!read) return undefined
    bytes.push(...read.bytes)
    at = read.end
  }
  return goString(Uint8Array.from(bytes))
}

interface Escape {
  readonly bytes: Iterable<number>
  readonly end: number
}

function readEscape(text: string, at: number, quote: string): Escape | undefined {
  const letter = text[at] ?? ''
  const simple = escapes[letter]
  if (simple !== undefined) {
    if ((letter === '"' || letter === "'") && letter !== quote) return undefined
    return { bytes: encoder.encode(simple), end: at + 1 }
  }
  if (/[0-7]/.test(letter)) {
    const digits = /^[0-7]{3}/.exec(text.slice(at, at + 3))?.[0]
    const value = digits === undefined ? 256 : Number.parseInt(digits, 8)
    return value > 255 ? undefined : { bytes: [value], end: at + 3 }
  }
  const length = { x: 2, u: 4, U: 8 }[letter]
  if (length === undefined) return undefined
  const digits = text.slice(at + 1, at + 1 + length)
  if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) return undefined
  const value = Number.parseInt(digits, 16)
  const end = at + 1 + length
  if (letter === 'x')
    return { bytes: quote === "'" ? encoder.encode(String.fromCharCode(value)) : [value], end }
  if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return undefined
  return { bytes: encoder.encode(String.fromCodePoint(value)), end }
}
