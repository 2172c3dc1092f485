/** Goes through the tokens of an expression and notes what is wrong, in the words of cel-go's parser. @module */
import type { Issue } from '../source.ts'
import { type Token, tokenize } from './lexer.ts'

/** Ends parsing; the issue is already noted. */
export class Stop extends Error {}

const operandStart =
  "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER"

/** The tokens of one expression, read from left to right. */
export class TokenReader {
  readonly #tokens: readonly Token[]
  readonly #issues: Issue[]
  #next = 0

  constructor(text: string) {
    const { tokens, issues } = tokenize(text)
    this.#tokens = tokens
    this.#issues = [...issues]
  }

  get issues(): readonly Issue[] {
    return this.#issues
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)]
    if (!token) throw new RangeError('no tokens')
    return token
  }

  take(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.#next++
    return token
  }

  isAt(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.text === text && (token.kind === 'operator' || token.kind === 'ident')
  }

  skip(text: string): Token | undefined {
    return this.isAt(text) ? this.take() : undefined
  }

  report(at: number, message: string): void {
    this.#issues.push({ at, message })
  }

  /** Notes a syntax error and ends parsing. @throws Stop always */
  fail(token: Token, message: string): never {
    this.report(token.at, `Syntax error: ${message}`)
    throw new Stop()
  }

  /** Notes what comes after the end of an expression. */
  end(): void {
    const token = this.peek()
    if (token.kind === 'end') return
    const isExtra = this.peek(1).kind === 'end'
    this.report(
      token.at,
      `Syntax error: ${isExtra ? 'extraneous' : 'mismatched'} input '${token.text}' expecting <EOF>`,
    )
  }

  /** Takes a token that must come; a missing one is noted, and parsing goes on as if it were there. */
  expect(text: string): Token {
    const found = this.skip(text)
    if (found) return found
    const token = this.peek()
    if (this.isAt(text, 1)) {
      this.report(token.at, `Syntax error: extraneous input '${token.text}' expecting '${text}'`)
      this.take()
      return this.take()
    }
    this.report(token.at, `Syntax error: missing '${text}' at '${token.text}'`)
    if (token.kind !== 'end' && !canFollow(token)) throw new Stop()
    return token
  }

  /** Looks whether an operand begins here; one token too many is noted and left out. */
  expectOperand(): void {
    this.#expectOneOf(operandStart)
  }

  /** The same behind the parenthesis that opens a call, where a closing one may come too. */
  expectArgument(): void {
    this.#expectOneOf(operandStart.replace("'(', ", "'(', ')', "))
  }

  #expectOneOf(expected: string): void {
    const token = this.peek()
    if (startsOperand(token)) return
    if (token.kind !== 'end' && startsOperand(this.peek(1))) {
      this.report(token.at, `Syntax error: extraneous input '${token.text}' expecting {${expected}}`)
      this.take()
      return
    }
    this.fail(token, `mismatched input '${token.text}' expecting {${expected}}`)
  }
}

function canFollow(token: Token): boolean {
  return token.kind === 'operator' && [')', ']', '}', ',', ':'].includes(token.text)
}

function startsOperand(token: Token): boolean {
  if (token.kind === 'operator') return ['[', '{', '(', '.', '-', '!'].includes(token.text)
  return token.kind !== 'end' && token.kind !== 'escaped' && token.text !== 'in'
}
