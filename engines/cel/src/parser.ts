/**
 * Tokens to a tree. Syntax errors are worded and placed as cel-go's parser (made by ANTLR) words them, for the
 * mistakes people make; after the first mistake that it cannot repair by leaving out one token it stops.
 * @module
 */
import type { Expr, StructField } from './ast.ts'
import { Builder } from './builder.ts'
import { type Token, tokenize } from './lexer.ts'
import { unescapeLiteral } from './literals.ts'
import { expandMacro, MacroError, type MacroOptions } from './macros.ts'
import type { Issue } from './source.ts'
import { Uint, type Value } from './values.ts'

export type ParseResult =
  | { readonly type: 'parsed'; readonly expr: Expr; readonly builder: Builder }
  | { readonly type: 'failed'; readonly issues: readonly Issue[] }

/** Parses an expression. */
export function parse(text: string, macros: MacroOptions): ParseResult {
  const { tokens, issues } = tokenize(text)
  const parser = new Parser(tokens, [...issues], macros)
  return parser.parse()
}

/** Ends parsing; the issue is already noted. */
class Stop extends Error {}

const operandStart =
  "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER"

const reserved = new Set([
  'as', 'break', 'const', 'continue', 'else', 'false', 'for', 'function', 'if', 'import', 'in', 'let', 'loop',
  'namespace', 'null', 'package', 'return', 'true', 'var', 'void', 'while',
]) // biome-ignore format: one word after the other

const relations = new Set(['<', '<=', '>=', '>', '==', '!=', 'in'])
/** Expressions nested deeper than this are refused rather than overflowing the stack. */
const deepest = 250

class Parser {
  readonly #tokens: readonly Token[]
  readonly #issues: Issue[]
  readonly #macros: MacroOptions
  readonly #make = new Builder()
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[], issues: Issue[], macros: MacroOptions) {
    this.#tokens = tokens
    this.#issues = issues
    this.#macros = macros
  }

  parse(): ParseResult {
    try {
      const expr = this.#expression()
      this.#end()
      if (this.#issues.length === 0) return { type: 'parsed', expr, builder: this.#make }
    } catch (error) {
      if (!(error instanceof Stop)) throw error
    }
    return { type: 'failed', issues: this.#issues }
  }

  #peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)]
    if (!token) throw new RangeError('no tokens')
    return token
  }

  #take(): Token {
    const token = this.#peek()
    if (token.kind !== 'end') this.#next++
    return token
  }

  #isAt(text: string, ahead = 0): boolean {
    const token = this.#peek(ahead)
    return token.text === text && (token.kind === 'operator' || token.kind === 'ident')
  }

  #skip(text: string): Token | undefined {
    return this.#isAt(text) ? this.#take() : undefined
  }

  #report(at: number, message: string): void {
    this.#issues.push({ at, message })
  }

  #fail(token: Token, message: string): never {
    this.#report(token.at, `Syntax error: ${message}`)
    throw new Stop()
  }

  #end(): void {
    const token = this.#peek()
    if (token.kind === 'end') return
    const isExtra = this.#peek(1).kind === 'end'
    this.#report(
      token.at,
      `Syntax error: ${isExtra ? 'extraneous' : 'mismatched'} input '${token.text}' expecting <EOF>`,
    )
  }

  /** Takes a token that must come; a missing one is noted, and parsing goes on as if it were there. */
  #expect(text: string): Token {
    const found = this.#skip(text)
    if (found) return found
    const token = this.#peek()
    if (this.#isAt(text, 1)) {
      this.#report(token.at, `Syntax error: extraneous input '${token.text}' expecting '${text}'`)
      this.#take()
      return this.#take()
    }
    this.#report(token.at, `Syntax error: missing '${text}' at '${token.text}'`)
    if (token.kind !== 'end' && !this.#canFollow(token)) throw new Stop()
    return token
  }

  #canFollow(token: Token): boolean {
    return token.kind === 'operator' && [')', ']', '}', ',', ':'].includes(token.text)
  }

  #expression(): Expr {
    if (++this.#depth > deepest) {
      this.#report(this.#peek().at, 'expression recursion limit exceeded: 250')
      throw new Stop()
    }
    const condition = this.#logical('_||_')
    const question = this.#skip('?')
    this.#depth--
    if (!question) return condition
    const whenTrue = this.#logical('_||_')
    this.#expect(':')
    return this.#make.call('_?_:_', [condition, whenTrue, this.#expression()], question.at)
  }

  #logical(name: '_||_' | '_&&_'): Expr {
    const operator = name === '_||_' ? '||' : '&&'
    const term = () => (name === '_||_' ? this.#logical('_&&_') : this.#relation())
    const terms = [term()]
    const ats: number[] = []
    for (let token = this.#skip(operator); token; token = this.#skip(operator)) {
      ats.push(token.at)
      terms.push(term())
    }
    return this.#make.balanced(name, terms, ats)
  }

  #relation(): Expr {
    let left = this.#sum()
    while (relations.has(this.#peek().text) && this.#peek().kind !== 'string') {
      const token = this.#take()
      const name = token.text === 'in' ? '@in' : `_${token.text}_`
      left = this.#make.call(name, [left, this.#sum()], token.at)
    }
    return left
  }

  #sum(): Expr {
    let left = this.#product()
    while (this.#isAt('+') || this.#isAt('-')) {
      const token = this.#take()
      left = this.#make.call(`_${token.text}_`, [left, this.#product()], token.at)
    }
    return left
  }

  #product(): Expr {
    let left = this.#unary()
    while (this.#isAt('*') || this.#isAt('/') || this.#isAt('%')) {
      const token = this.#take()
      left = this.#make.call(`_${token.text}_`, [left, this.#unary()], token.at)
    }
    return left
  }

  #unary(): Expr {
    this.#sync(operandStart)
    const sign = this.#peek()
    if (this.#isAt('!') || this.#isAt('-')) return this.#negations(sign)
    return this.#member(this.#primary())
  }

  /** Pairs of the same sign cancel out; a minus before a number belongs to the number. */
  #negations(sign: Token): Expr {
    let count = 0
    while (this.#isAt(sign.text)) {
      this.#take()
      count++
    }
    const token = this.#peek()
    const isNumber = token.kind === 'int' || token.kind === 'double'
    if (sign.text === '-' && isNumber && count % 2 === 1) {
      return this.#member(this.#number(this.#take(), sign.at, true))
    }
    this.#sync(operandStart)
    if (this.#isAt('!') || this.#isAt('-')) {
      const inner = this.#negations(this.#peek())
      return count % 2 === 0 ? inner : this.#make.call(sign.text === '!' ? '!_' : '-_', [inner], sign.at)
    }
    const operand = this.#member(this.#primary())
    return count % 2 === 0 ? operand : this.#make.call(sign.text === '!' ? '!_' : '-_', [operand], sign.at)
  }

  /** Looks whether an operand begins here; one token too many is noted and left out. */
  #sync(expected: string): void {
    if (this.#startsOperand(this.#peek())) return
    const token = this.#peek()
    if (token.kind !== 'end' && this.#startsOperand(this.#peek(1))) {
      this.#report(token.at, `Syntax error: extraneous input '${token.text}' expecting {${expected}}`)
      this.#take()
      return
    }
    this.#fail(token, `mismatched input '${token.text}' expecting {${expected}}`)
  }

  #startsOperand(token: Token): boolean {
    if (token.kind === 'operator') return ['[', '{', '(', '.', '-', '!'].includes(token.text)
    return token.kind !== 'end' && token.kind !== 'escaped' && token.text !== 'in'
  }

  #primary(): Expr {
    const token = this.#take()
    switch (token.kind) {
      case 'int':
      case 'uint':
      case 'double':
        return this.#number(token, token.at, false)
      case 'string':
      case 'bytes':
        return this.#quoted(token)
      case 'ident':
        return this.#identifier(token)
      default:
        return this.#bracketed(token)
    }
  }

  #bracketed(token: Token): Expr {
    if (token.text === '[') return this.#list(token)
    if (token.text === '{') return this.#map(token)
    if (token.text === '(') {
      const inner = this.#expression()
      this.#expect(')')
      return inner
    }
    if (token.text === '.' && this.#peek().kind === 'ident') {
      const name = this.#take()
      return this.#identifier({ ...name, text: name.text })
    }
    return this.#fail(token, `no viable alternative at input '${token.text}'`)
  }

  #number(token: Token, at: number, isNegative: boolean): Expr {
    const text = `${isNegative ? '-' : ''}${token.text}`
    const value = token.kind === 'double' ? Number(text) : integerValue(text, token.kind === 'uint')
    if (value === undefined) {
      this.#report(token.at, `Syntax error: invalid ${token.kind} literal`)
      return this.#make.literal(0n, at)
    }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#report(token.at, 'Syntax error: invalid double literal')
    }
    return this.#make.literal(value, at)
  }

  #quoted(token: Token): Expr {
    const value = unescapeLiteral(token.text, token.kind === 'bytes')
    if (value !== undefined) return this.#make.literal(value, token.at)
    this.#report(token.at, 'unable to unescape string')
    return this.#make.literal('', token.at)
  }

  #identifier(token: Token): Expr {
    const constants: Readonly<Record<string, Value>> = { true: true, false: false, null: null }
    const constant = constants[token.text]
    if (constant !== undefined) return this.#make.literal(constant, token.at)
    if (reserved.has(token.text)) {
      this.#report(token.at, `Syntax error: reserved identifier: ${token.text}`)
      throw new Stop()
    }
    const open = this.#skip('(')
    if (open) return this.#call(undefined, token.text, open.at)
    return this.#make.ident(token.text, token.at)
  }

  /** Everything that follows an operand: `.field`, `.call()`, `[index]`, `{fields}`. */
  #member(start: Expr): Expr {
    let expr = start
    for (;;) {
      const dot = this.#skip('.')
      if (dot) {
        expr = this.#afterDot(expr, dot)
        continue
      }
      const bracket = this.#skip('[')
      if (bracket) {
        expr = this.#index(expr, bracket)
        continue
      }
      const brace = this.#isAt('{') ? messageName(expr) : undefined
      if (brace === undefined) return expr
      expr = this.#message(brace, this.#take())
    }
  }

  #afterDot(operand: Expr, dot: Token): Expr {
    const optional = this.#skip('?')
    const name = this.#peek()
    if (name.kind !== 'ident' && name.kind !== 'escaped') {
      const expected = optional ? '{IDENTIFIER, ESC_IDENTIFIER}' : "{'?', IDENTIFIER, ESC_IDENTIFIER}"
      // cel-go: two rules begin with `.`, and where neither goes on with a parenthesis its parser names what it saw.
      if (!optional && name.text === '(') this.#fail(name, `no viable alternative at input '.('`)
      if (!optional && name.kind === 'end') this.#fail(name, "no viable alternative at input '.'")
      this.#fail(name, `mismatched input '${name.text}' expecting ${expected}`)
    }
    this.#take()
    const field = name.kind === 'escaped' ? name.text.slice(1, -1) : name.text
    if (optional) return this.#optional('_?._', operand, this.#make.literal(field, name.at), dot.at)
    const open = this.#skip('(')
    if (open) return this.#call(operand, field, open.at)
    return this.#make.select(operand, field, dot.at)
  }

  #optional(name: string, operand: Expr, arg: Expr, at: number): Expr {
    if (!this.#macros.optionals) {
      this.#report(at, "Syntax error: unsupported syntax '.?'")
      return operand
    }
    return this.#make.call(name, [operand, arg], at)
  }

  #index(operand: Expr, bracket: Token): Expr {
    const optional = this.#skip('?')
    const index = this.#expression()
    this.#expect(']')
    if (optional) return this.#optional('_[?_]', operand, index, bracket.at)
    return this.#make.call('_[_]', [operand, index], bracket.at)
  }

  #call(target: Expr | undefined, name: string, at: number): Expr {
    const args: Expr[] = []
    if (!this.#skip(')')) {
      if (!this.#startsOperand(this.#peek())) this.#sync(operandStart.replace("'(', ", "'(', ')', "))
      do args.push(this.#expression())
      while (this.#skip(','))
      this.#expect(')')
    }
    return this.#expanded({ name, args, at, ...(target ? { target } : {}) })
  }

  #expanded(call: { name: string; args: readonly Expr[]; at: number; target?: Expr }): Expr {
    try {
      const expanded = expandMacro(call, this.#make, this.#macros)
      if (expanded) return expanded
    } catch (error) {
      if (!(error instanceof MacroError)) throw error
      this.#report(error.at, error.message)
    }
    return call.target
      ? this.#make.memberCall(call.target, call.name, call.args, call.at)
      : this.#make.call(call.name, call.args, call.at)
  }

  #list(open: Token): Expr {
    const items: Expr[] = []
    const optionals = new Set<number>()
    while (!this.#isAt(']')) {
      if (this.#skip('?')) optionals.add(items.length)
      items.push(this.#expression())
      if (!this.#skip(',')) break
    }
    this.#expect(']')
    return this.#make.list(items, open.at, optionals)
  }

  #map(open: Token): Expr {
    const entries: { key: Expr; value: Expr; isOptional: boolean }[] = []
    while (!this.#isAt('}')) {
      const isOptional = this.#skip('?') !== undefined
      const key = this.#expression()
      this.#expect(':')
      entries.push({ key, value: this.#expression(), isOptional })
      if (!this.#skip(',')) break
    }
    this.#expect('}')
    return this.#make.map(entries, open.at)
  }

  #message(name: string, open: Token): Expr {
    const fields: StructField[] = []
    while (!this.#isAt('}') && this.#peek().kind !== 'end') {
      const isOptional = this.#skip('?') !== undefined
      const field = this.#take()
      const colon = this.#peek()
      this.#expect(':')
      fields.push({
        name: field.kind === 'escaped' ? field.text.slice(1, -1) : field.text,
        value: this.#expression(),
        isOptional,
        at: colon.at,
      })
      if (!this.#skip(',')) break
    }
    this.#expect('}')
    return this.#make.struct(name, fields, open.at)
  }
}

function messageName(expr: Expr): string | undefined {
  if (expr.type === 'ident') return expr.name
  if (expr.type !== 'select' || expr.isTest) return undefined
  const prefix = messageName(expr.operand)
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`
}

function integerValue(text: string, isUint: boolean): Value | undefined {
  const digits = isUint ? text.slice(0, -1) : text
  const value = digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits)
  if (isUint) return BigInt.asUintN(64, value) === value ? new Uint(value) : undefined
  return BigInt.asIntN(64, value) === value ? value : undefined
}
