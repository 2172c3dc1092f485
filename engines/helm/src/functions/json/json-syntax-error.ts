import { goBytes } from '@sluice/gotemplate'

/** What is wrong with a text that is not JSON, as Go's encoding/json says it. */
export function jsonSyntaxError(text: string): string {
  try {
    new Scanner(goBytes(text)).document()
  } catch (error) {
    if (error instanceof Wrong) return error.message
    throw error
  }
  return 'unexpected end of JSON input'
}

class Wrong extends Error {}

const maxDepth = 10_000
const space = 0x20
const quote = 0x22
const backslash = 0x5c

/** Reads a document byte by byte, only to find where it goes wrong. */
class Scanner {
  readonly #bytes: Uint8Array
  #at = 0
  #depth = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  document(): void {
    this.#value()
    this.#skipSpace()
    if (this.#at < this.#bytes.length) throw this.#wrong('after top-level value')
  }

  #value(): void {
    this.#skipSpace()
    const char = this.#char()
    if (char === '{') this.#nested(() => this.#object())
    else if (char === '[') this.#nested(() => this.#array())
    else if (char === '"') this.#string()
    else if (/[-0-9]/.test(char)) this.#number()
    else this.#literal(char)
  }

  #nested(content: () => void): void {
    if (++this.#depth > maxDepth) throw this.#wrong('exceeded max depth')
    this.#at++
    content()
    this.#at++
    this.#depth--
  }

  #object(): void {
    this.#skipSpace()
    if (this.#char() === '}') return
    for (;;) {
      this.#skipSpace()
      if (this.#char() !== '"') throw this.#wrong('looking for beginning of object key string')
      this.#string()
      this.#skipSpace()
      if (this.#char() !== ':') throw this.#wrong('after object key')
      this.#at++
      if (this.#endsAfterItem('}', 'after object key:value pair')) return
    }
  }

  #array(): void {
    this.#skipSpace()
    if (this.#char() === ']') return
    while (!this.#endsAfterItem(']', 'after array element'));
  }

  /** Reads a value and what must follow it: the end of the collection, or a comma. */
  #endsAfterItem(end: string, context: string): boolean {
    this.#value()
    this.#skipSpace()
    if (this.#char() === end) return true
    if (this.#char() !== ',') throw this.#wrong(context)
    this.#at++
    return false
  }

  #string(): void {
    this.#at++
    for (;;) {
      const byte = this.#byte()
      if (byte === quote) break
      if (byte < space) throw this.#wrong('in string literal')
      this.#at++
      if (byte === backslash) this.#escape()
    }
    this.#at++
  }

  #escape(): void {
    const char = this.#char()
    if (!/[bfnrtu\\/"]/.test(char)) throw this.#wrong('in string escape code')
    this.#at++
    if (char !== 'u') return
    for (let i = 0; i < 4; i++) this.#expect(/[0-9a-fA-F]/, 'in \\u hexadecimal character escape')
  }

  #number(): void {
    if (this.#char() === '-') this.#at++
    if (this.#char() === '0') this.#at++
    else this.#digits('in numeric literal')
    if (this.#is('.')) {
      this.#at++
      this.#digits('after decimal point in numeric literal')
    }
    if (this.#is('e') || this.#is('E')) {
      this.#at++
      if (this.#is('+') || this.#is('-')) this.#at++
      this.#digits('in exponent of numeric literal')
    }
  }

  #digits(context: string): void {
    this.#expect(/[0-9]/, context)
    while (this.#at < this.#bytes.length && /[0-9]/.test(this.#char())) this.#at++
  }

  #literal(first: string): void {
    const word = first === 't' ? 'true' : first === 'f' ? 'false' : first === 'n' ? 'null' : undefined
    if (!word) throw this.#wrong('looking for beginning of value')
    this.#at++
    for (const letter of word.slice(1)) {
      if (this.#char() !== letter) throw this.#wrong(`in literal ${word} (expecting '${letter}')`)
      this.#at++
    }
  }

  #expect(allowed: RegExp, context: string): void {
    if (!allowed.test(this.#char())) throw this.#wrong(context)
    this.#at++
  }

  #is(char: string): boolean {
    return this.#at < this.#bytes.length && this.#char() === char
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(String.fromCharCode(this.#bytes[this.#at] ?? 0))) this.#at++
    if (this.#at > this.#bytes.length) this.#at = this.#bytes.length
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new Wrong('unexpected end of JSON input')
    return byte
  }

  /** Go looks at the end of the text as at a blank. */
  #char(): string {
    return String.fromCharCode(this.#bytes[this.#at] ?? space)
  }

  #wrong(context: string): Wrong {
    const byte = this.#bytes[this.#at]
    if (byte === undefined && !/literal|escape/.test(context))
      return new Wrong('unexpected end of JSON input')
    return new Wrong(`invalid character ${quoteByte(byte ?? space)} ${context}`)
  }
}

// biome-ignore format: a table
const shortEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', "'": "\\'",
}

/** As `%q` prints the character of this code. */
function quoteByte(byte: number): string {
  const char = String.fromCharCode(byte)
  const hex = byte.toString(16).padStart(2, '0')
  if (shortEscapes[char]) return `'${shortEscapes[char]}'`
  if (byte < space || byte === 0x7f) return `'\\x${hex}'`
  return (byte > 0x7f && byte <= 0xa0) || byte === 0xad ? `'\\u00${hex}'` : `'${char}'`
}
