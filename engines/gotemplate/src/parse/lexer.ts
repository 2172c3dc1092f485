import { isKeyword, type Token, type TokenType } from './token.ts'

const space = /[ \t\r\n]*/y
const alphanumeric = /[\p{L}\p{Nd}_]*/uy
const trailingSpace = /[ \t\r\n]*$/
const quoted = /"(?:[^"\\\n]|\\[^\n])*"/y
const charConstant = /'(?:[^'\\\n]|\\[^\n])*'/y

/** Takes a template apart. As in Go, after an error there is nothing more. */
export class Lexer {
  readonly #text: string
  #at = 0
  #line = 1
  #isInAction = false
  #parens = 0
  #isBroken = false

  constructor(text: string) {
    this.#text = text
  }

  next(): Token {
    if (this.#isBroken) return this.#end()
    return this.#isInAction ? this.#actionToken() : this.#textToken()
  }

  #end(): Token {
    return { type: 'eof', text: 'EOF', at: this.#at, line: this.#line }
  }

  /** Text up to the next action, or the delimiter that begins it; comments are passed over. */
  #textToken(): Token {
    for (;;) {
      const start = this.#at
      const open = this.#text.indexOf('{{', start)
      const end = open < 0 ? this.#text.length : open
      if (end > start) {
        const raw = this.#text.slice(start, end)
        const kept = open >= 0 && this.#trimsLeft(open + 2) ? raw.replace(trailingSpace, '') : raw
        const line = this.#line
        this.#move(end)
        if (kept !== '') return { type: 'text', text: kept, at: start, line }
      }
      if (open < 0) return this.#end()
      const delimiter = this.#leftDelim()
      if (delimiter) return delimiter
    }
  }

  /** The delimiter, or undefined after a comment. */
  #leftDelim(): Token | undefined {
    const at = this.#at
    const line = this.#line
    const inside = this.#trimsLeft(at + 2) ? at + 4 : at + 2
    if (this.#text.startsWith('/*', inside)) return this.#comment(inside)
    this.#move(inside)
    this.#isInAction = true
    this.#parens = 0
    return { type: 'leftDelim', text: '{{', at, line }
  }

  #comment(start: number): Token | undefined {
    this.#move(start)
    const close = this.#text.indexOf('*/', start + 2)
    if (close < 0) return this.#error(start, 'unclosed comment')
    const end = close + 2
    const isTrimmed = this.#trimsRight(end)
    if (!isTrimmed && !this.#text.startsWith('}}', end)) {
      return this.#error(start, 'comment ends before closing delimiter')
    }
    this.#move(isTrimmed ? this.#skipSpace(end + 4) : end + 2)
    return undefined
  }

  #trimsLeft(at: number): boolean {
    return this.#text[at] === '-' && isSpace(this.#text.charCodeAt(at + 1))
  }

  /** Whether ` -}}` stands here. */
  #trimsRight(at: number): boolean {
    return isSpace(this.#text.charCodeAt(at)) && this.#text.startsWith('-}}', at + 1)
  }

  #actionToken(): Token {
    const at = this.#at
    const isTrimmed = this.#trimsRight(at)
    if (isTrimmed || this.#text.startsWith('}}', at)) return this.#rightDelim(isTrimmed)
    const char = this.#text[at]
    if (char === undefined) return this.#error(at, 'unclosed action')
    if (isSpace(char.charCodeAt(0))) return this.#space()
    switch (char) {
      case '=':
        return this.#take('assign', at + 1)
      case ':':
        if (this.#text[at + 1] !== '=') return this.#error(at, 'expected :=')
        return this.#take('declare', at + 2)
      case '|':
        return this.#take('pipe', at + 1)
      case '"':
        return this.#matching('string', quoted, 'unterminated quoted string')
      case '`':
        return this.#rawString()
      case "'":
        return this.#matching('charConstant', charConstant, 'unterminated character constant')
      case '$':
        return this.#name('variable', at + 1)
      case '(':
        this.#parens++
        return this.#take('leftParen', at + 1)
      case ')':
        if (--this.#parens < 0) return this.#error(at, 'unexpected right paren')
        return this.#take('rightParen', at + 1)
    }
    if (char === '.' && !isDigit(this.#text.charCodeAt(at + 1)) && at + 1 < this.#text.length) {
      return this.#name('field', at + 1)
    }
    if (char === '.' || char === '+' || char === '-' || isDigit(char.charCodeAt(0))) return this.#number()
    return this.#word()
  }

  #rightDelim(isTrimmed: boolean): Token {
    if (this.#parens > 0) return this.#error(this.#at, 'unclosed left paren')
    if (isTrimmed) this.#move(this.#at + 2)
    const token = this.#take('rightDelim', this.#at + 2)
    if (isTrimmed) this.#move(this.#skipSpace(this.#at))
    this.#isInAction = false
    return token
  }

  /** A run of blanks; the last one may belong to the delimiter behind it. */
  #space(): Token {
    const end = this.#skipSpace(this.#at)
    if (this.#text.startsWith('-}}', end)) {
      if (end - this.#at === 1) return this.#rightDelim(true)
      return this.#take('space', end - 1)
    }
    return this.#take('space', end)
  }

  #matching(type: TokenType, pattern: RegExp, problem: string): Token {
    pattern.lastIndex = this.#at
    return pattern.test(this.#text) ? this.#take(type, pattern.lastIndex) : this.#error(this.#at, problem)
  }

  #rawString(): Token {
    const close = this.#text.indexOf('`', this.#at + 1)
    return close < 0
      ? this.#error(this.#at, 'unterminated raw quoted string')
      : this.#take('rawString', close + 1)
  }

  /** `.name` or `$name`; the dot or dollar may stand alone. */
  #name(type: 'field' | 'variable', from: number): Token {
    if (this.#isTerminator(from)) return this.#take(type === 'field' ? 'dot' : 'variable', from)
    const end = skip(alphanumeric, this.#text, from)
    return this.#isTerminator(end) ? this.#take(type, end) : this.#badCharacter(end)
  }

  #word(): Token {
    const at = this.#at
    const end = skip(alphanumeric, this.#text, at)
    if (end === at) {
      const code = this.#text.codePointAt(at) ?? 0
      if (code > 0x20 && code < 0x7f) return this.#take('char', at + 1)
      return this.#error(at, `unrecognized character in action: ${unicodeName(code)}`)
    }
    if (!this.#isTerminator(end)) return this.#badCharacter(end)
    const word = this.#text.slice(at, end)
    if (isKeyword(word)) return this.#take(word, end)
    return this.#take(word === 'true' || word === 'false' ? 'bool' : 'identifier', end)
  }

  #badCharacter(at: number): Token {
    return this.#error(this.#at, `bad character ${unicodeName(this.#text.codePointAt(at) ?? 0)}`)
  }

  #isTerminator(at: number): boolean {
    const char = this.#text[at]
    return (
      char === undefined ||
      isSpace(char.charCodeAt(0)) ||
      '.,|:)('.includes(char) ||
      this.#text.startsWith('}}', at)
    )
  }

  #number(): Token {
    const at = this.#at
    const end = scanNumber(this.#text, at)
    if (!end.isWhole) return this.#badNumber(end.at)
    const sign = this.#text[end.at]
    if (sign !== '+' && sign !== '-') return this.#take('number', end.at)
    const imaginary = scanNumber(this.#text, end.at)
    if (!imaginary.isWhole || this.#text[imaginary.at - 1] !== 'i') return this.#badNumber(imaginary.at)
    return this.#take('complex', imaginary.at)
  }

  #badNumber(end: number): Token {
    return this.#error(this.#at, `bad number syntax: ${JSON.stringify(this.#text.slice(this.#at, end))}`)
  }

  #take(type: TokenType, end: number): Token {
    const token = { type, text: this.#text.slice(this.#at, end), at: this.#at, line: this.#line }
    this.#move(end)
    return token
  }

  #error(at: number, problem: string): Token {
    this.#isBroken = true
    return { type: 'error', text: problem, at, line: this.#line }
  }

  #move(to: number): void {
    for (
      let at = this.#text.indexOf('\n', this.#at);
      at >= 0 && at < to;
      at = this.#text.indexOf('\n', at + 1)
    ) {
      this.#line++
    }
    this.#at = to
  }

  #skipSpace(at: number): number {
    return skip(space, this.#text, at)
  }
}

/** Where a number ends, and whether nothing that could be part of it follows. */
function scanNumber(text: string, at: number): { readonly at: number; readonly isWhole: boolean } {
  let end = at
  const accept = (pattern: RegExp) => {
    const next = skip(pattern, text, end)
    const has = next > end
    end = next
    return has
  }
  accept(/[+-]?/y)
  let digits = /[0-9_]*/y
  let exponent: RegExp | undefined = /(?:[eE][+-]?[0-9_]*)?/y
  if (accept(/0?/y)) {
    if (accept(/[xX]?/y)) {
      digits = /[0-9a-fA-F_]*/y
      exponent = /(?:[pP][+-]?[0-9_]*)?/y
    } else if (accept(/[oO]?/y)) {
      digits = /[0-7_]*/y
      exponent = undefined
    } else if (accept(/[bB]?/y)) {
      digits = /[01_]*/y
      exponent = undefined
    }
  }
  accept(digits)
  if (accept(/\.?/y)) accept(digits)
  if (exponent) accept(exponent)
  accept(/i?/y)
  const rest = skip(alphanumeric, text, end)
  if (rest === end) return { at: end, isWhole: true }
  return { at: end + String.fromCodePoint(text.codePointAt(end) ?? 0).length, isWhole: false }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Go's `%#U`. */
function unicodeName(code: number): string {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(String.fromCodePoint(code))
    ? `${name} '${String.fromCodePoint(code)}'`
    : name
}
