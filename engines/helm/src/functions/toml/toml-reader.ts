import { TomlError } from './toml-error.ts'

/** The end of the text, where a character is asked for. */
const end = ''

const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/

/** Walks over a text and says where in it something is wrong. */
export class TomlReader {
  readonly #text: string
  /** The names of the table that is being read. */
  table: readonly string[] = []
  /** The name of its member that is being read. */
  member = ''
  at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The next character, which is not taken; empty at the end. */
  peek(ahead = 0): string {
    return this.#text.charAt(this.at + ahead)
  }

  /** Takes a character, whatever it is. */
  next(): string {
    const code = this.#text.codePointAt(this.at)
    const char = code === undefined ? end : String.fromCodePoint(code)
    if (control.test(char)) throw this.controlError(char)
    if (/^[\udc80-\udcff]$/.test(char)) {
      throw this.error(`invalid UTF-8 byte: 0x${(char.charCodeAt(0) - 0xdc00).toString(16)}`)
    }
    this.at += char.length
    return char
  }

  /** Takes `word` if it comes next. */
  accept(word: string): boolean {
    if (!this.#text.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }

  /** Takes what the sticky pattern matches. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const [match = ''] = pattern.exec(this.#text) ?? []
    this.at += match.length
    return match
  }

  /** Blanks and tabs. */
  skipBlanks(): void {
    this.take(/[ \t]*/y)
  }

  /** Blanks, line breaks and comments. */
  skipSpace(): void {
    for (;;) {
      this.take(/[ \t\r\n]*/y)
      if (this.peek() !== '#') return
      this.skipComment()
    }
  }

  /** The rest of the line. */
  skipComment(): void {
    const comment = this.take(/#[^\n]*/y)
    const [wrong] = control.exec(comment.replace(/\r$/, '')) ?? []
    if (wrong !== undefined) throw this.controlError(wrong)
  }

  controlError(char: string): TomlError {
    return this.error(`TOML files cannot contain control characters: '0x${hex(char)}'`)
  }

  /** The character that comes next as messages quote it. */
  shown(): string {
    const char = this.peek()
    return `'${escapes[char] ?? char}'`
  }

  /** An error here, with the key that is being read. */
  error(message: string): TomlError {
    const line = this.#text.slice(0, this.at).split('\n').length
    const table = this.table.map(bareOrQuoted).join('.')
    const key = table !== '' && this.member !== '' ? `${table}.${this.member}` : table + this.member
    const last = key === '' ? '' : ` (last key ${JSON.stringify(key)})`
    return new TomlError(`toml: line ${line}${last}: ${message}`)
  }
}

const escapes: Readonly<Record<string, string>> = {
  [end]: '\\x00',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
  "'": "\\'",
}

function bareOrQuoted(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name)
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(2, '0')
}
