import { quoteString } from '../format/quote.ts'
import { characterAt, isDigit, isSpace, skipSpace, skipWord, unicodeName } from './characters.ts'
import { scanNumber } from './scan-number.ts'
import { isKeyword, type Token, type TokenType } from './token.ts'

/** What stands around actions, and which words are the language's. */
export interface LexerOptions {
  readonly left: string
  readonly right: string
  /** `break` and `continue` are functions if there are such. */
  readonly breakIsWord: boolean
  readonly continueIsWord: boolean
}

const minus = 0x2d

/** Takes a template apart. As in Go, after an error there is nothing more. */
export class Lexer {
  readonly #text: string
  readonly #options: LexerOptions
  readonly #left: string
  readonly #right: string
  #at = 0
  #isInAction = false
  /** Where the last action ended, before blanks that it trims. */
  #actionEnd = 0
  #parens = 0
  #isBroken = false

  constructor(text: string, options: LexerOptions) {
    this.#text = text
    this.#options = options
    this.#left = options.left
    this.#right = options.right
  }

  /**
   * The action that begins here as far as its first closing delimiter, which may lie within a string of it; undefined
   * if none begins here.
   */
  actionHere(): string | undefined {
    const text = this.#text
    const at = this.#at
    if (this.#isInAction || this.#isBroken || !text.startsWith(this.#left, at)) return undefined
    const start = at + this.#left.length
    const close = text.indexOf(this.#right, text[start] === '`' ? text.indexOf('`', start + 1) + 1 : start)
    return close < start ? undefined : text.slice(at, close + this.#right.length)
  }

  /** The text of the action that was taken last, from the place where it began. */
  actionSince(start: number): string {
    return this.#text.slice(start, this.#actionEnd)
  }

  /** Passes over an action that `actionHere` gave; where its last delimiter stands. */
  pass(action: string): number {
    const end = this.#at + action.length
    const delimiter = end - this.#right.length
    this.#actionEnd = end
    this.#at = this.#trimsRight(delimiter - 2) ? skipSpace(this.#text, end) : end
    return delimiter
  }

  /** Whether the delimiters are Go's own. */
  get isUsual(): boolean {
    return this.#left === '{{' && this.#right === '}}'
  }

  /** Where the next token begins, or the blanks before it. */
  get at(): number {
    return this.#at
  }

  next(): Token {
    if (this.#isBroken) return { type: 'eof', text: 'EOF', at: this.#at }
    return this.#isInAction ? this.#actionToken() : this.#textToken()
  }

  /** Text up to the next action, or the delimiter that begins it; comments are passed over. */
  #textToken(): Token {
    const text = this.#text
    for (;;) {
      const start = this.#at
      const open = text.indexOf(this.#left, start)
      const end = open < 0 ? text.length : open
      if (end > start) {
        const raw = text.slice(start, end)
        const isTrimmed = open >= 0 && this.#trimsLeft(open + this.#left.length)
        const kept = isTrimmed ? raw.slice(0, trimmedLength(raw)) : raw
        this.#at = end
        if (kept !== '') return { type: 'text', text: kept, at: start }
      }
      if (open < 0) return { type: 'eof', text: 'EOF', at: this.#at }
      const delimiter = this.#leftDelim()
      if (delimiter) return delimiter
    }
  }

  /** The delimiter, or undefined after a comment. */
  #leftDelim(): Token | undefined {
    const at = this.#at
    const after = at + this.#left.length
    const inside = this.#trimsLeft(after) ? after + 2 : after
    this.#at = inside
    if (this.#text.startsWith('/*', inside)) return this.#comment(inside)
    this.#isInAction = true
    this.#parens = 0
    return { type: 'leftDelim', text: this.#left, at }
  }

  #comment(start: number): Token | undefined {
    const close = this.#text.indexOf('*/', start + 2)
    if (close < 0) return this.#error('unclosed comment')
    const end = close + 2
    const isTrimmed = this.#trimsRight(end)
    if (!isTrimmed && !this.#text.startsWith(this.#right, end)) {
      return this.#error('comment ends before closing delimiter')
    }
    const after = end + this.#right.length
    this.#at = isTrimmed ? skipSpace(this.#text, after + 2) : after
    return undefined
  }

  #trimsLeft(at: number): boolean {
    return this.#text.charCodeAt(at) === minus && isSpace(this.#text.charCodeAt(at + 1))
  }

  /** Whether ` -}}` stands here. */
  #trimsRight(at: number): boolean {
    const text = this.#text
    return (
      text.charCodeAt(at + 1) === minus &&
      isSpace(text.charCodeAt(at)) &&
      text.startsWith(this.#right, at + 2)
    )
  }

  #actionToken(): Token {
    const text = this.#text
    const at = this.#at
    const isTrimmed = this.#trimsRight(at)
    if (isTrimmed || text.startsWith(this.#right, at)) return this.#rightDelim(isTrimmed)
    const code = text.charCodeAt(at)
    if (isSpace(code)) return this.#space()
    switch (text[at]) {
      case undefined:
        return this.#error('unclosed action')
      case '=':
        return this.#take('assign', at + 1)
      case ':':
        if (text[at + 1] !== '=') return this.#error('expected :=')
        return this.#take('declare', at + 2)
      case '|':
        return this.#take('pipe', at + 1)
      case '"':
        return this.#quoted('string', code, 'unterminated quoted string')
      case "'":
        return this.#quoted('charConstant', code, 'unterminated character constant')
      case '`':
        return this.#rawString()
      case '$':
        return this.#name('variable', at + 1)
      case '(':
        this.#parens++
        return this.#take('leftParen', at + 1)
      case ')':
        if (--this.#parens < 0) return this.#error('unexpected right paren')
        return this.#take('rightParen', at + 1)
      case '.':
        if (at + 1 < text.length && !isDigit(text.charCodeAt(at + 1))) return this.#name('field', at + 1)
        return this.#number()
      case '+':
      case '-':
        return this.#number()
      default:
        return isDigit(code) ? this.#number() : this.#word()
    }
  }

  #rightDelim(isTrimmed: boolean): Token {
    if (this.#parens > 0) return this.#error('unclosed left paren')
    if (isTrimmed) this.#at += 2
    const token = this.#take('rightDelim', this.#at + this.#right.length)
    this.#actionEnd = this.#at
    if (isTrimmed) this.#at = skipSpace(this.#text, this.#at)
    this.#isInAction = false
    return token
  }

  /** A run of blanks; the last one may belong to the delimiter behind it. */
  #space(): Token {
    const end = skipSpace(this.#text, this.#at)
    return this.#take('space', this.#trimsRight(end - 1) ? end - 1 : end)
  }

  #quoted(type: TokenType, quote: number, problem: string): Token {
    const text = this.#text
    for (let at = this.#at + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) return this.#take(type, at + 1)
      if (code === 0x0a) break
      if (code === 0x5c && text.charCodeAt(++at) === 0x0a) break
    }
    return this.#error(problem)
  }

  #rawString(): Token {
    const close = this.#text.indexOf('`', this.#at + 1)
    return close < 0 ? this.#error('unterminated raw quoted string') : this.#take('rawString', close + 1)
  }

  /** `.name` or `$name`; the dot or dollar may stand alone. */
  #name(type: 'field' | 'variable', from: number): Token {
    const end = skipWord(this.#text, from)
    if (!this.#isTerminator(end)) return this.#badCharacter(end)
    return this.#take(end === from && type === 'field' ? 'dot' : type, end)
  }

  #word(): Token {
    const at = this.#at
    const text = this.#text
    const end = skipWord(text, at)
    if (end === at) {
      const code = text.charCodeAt(at)
      if (code > 0x20 && code < 0x7f) return this.#take('char', at + 1)
      return this.#error(`unrecognized character in action: ${unicodeName(text, at)}`)
    }
    if (!this.#isTerminator(end)) return this.#badCharacter(end)
    return this.#take(this.#typeOfWord(text.slice(at, end)), end)
  }

  #typeOfWord(word: string): TokenType {
    if (word === 'true' || word === 'false') return 'bool'
    if (!isKeyword(word)) return 'identifier'
    if (word === 'break' && !this.#options.breakIsWord) return 'identifier'
    if (word === 'continue' && !this.#options.continueIsWord) return 'identifier'
    return word
  }

  #badCharacter(at: number): Token {
    return this.#error(`bad character ${unicodeName(this.#text, at)}`)
  }

  #isTerminator(at: number): boolean {
    const code = this.#text.charCodeAt(at)
    return (
      Number.isNaN(code) ||
      isSpace(code) ||
      '.,|:)('.includes(characterAt(this.#text, at)) ||
      this.#text.startsWith(this.#right, at)
    )
  }

  #number(): Token {
    const text = this.#text
    const first = scanNumber(text, this.#at)
    if (!first.isWhole) return this.#badNumber(first.at)
    const sign = text[first.at]
    if (sign !== '+' && sign !== '-') return this.#take('number', first.at)
    const second = scanNumber(text, first.at)
    if (!second.isWhole || text[second.at - 1] !== 'i') return this.#badNumber(second.at)
    return this.#take('complex', second.at)
  }

  #badNumber(end: number): Token {
    return this.#error(`bad number syntax: ${quoteString(this.#text.slice(this.#at, end))}`)
  }

  #take(type: TokenType, end: number): Token {
    const token = { type, text: this.#text.slice(this.#at, end), at: this.#at }
    this.#at = end
    return token
  }

  #error(problem: string): Token {
    this.#isBroken = true
    return { type: 'error', text: problem, at: this.#at }
  }
}

/** The length of a text without the blanks at its end. */
function trimmedLength(text: string): number {
  let end = text.length
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  return end
}
