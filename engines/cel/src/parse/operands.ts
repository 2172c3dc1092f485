/** Operands: literals, names, lists, maps, and what is in parentheses. @module */
import type { Expr } from '../ast.ts'
import { Uint, type Value } from '../values.ts'
import type { Token } from './lexer.ts'
import { unescapeLiteral } from './literals.ts'
import { parseCall, parseMembers } from './members.ts'
import type { Parsing } from './parsing.ts'
import { Stop } from './token-reader.ts'

const reserved = new Set([
  'as', 'break', 'const', 'continue', 'else', 'false', 'for', 'function', 'if', 'import', 'in', 'let', 'loop',
  'namespace', 'null', 'package', 'return', 'true', 'var', 'void', 'while',
]) // biome-ignore format: one word after the other

/** Parses an operand, and the members, calls and indices behind it. */
export function parseOperand(parsing: Parsing): Expr {
  return parseMembers(parsing, primary(parsing))
}

function primary(parsing: Parsing): Expr {
  const token = parsing.tokens.take()
  switch (token.kind) {
    case 'int':
    case 'uint':
    case 'double':
      return numberLiteral(parsing, token)
    case 'string':
    case 'bytes':
      return quoted(parsing, token)
    case 'ident':
      return identifier(parsing, token)
    default:
      return bracketed(parsing, token)
  }
}

function bracketed(parsing: Parsing, token: Token): Expr {
  const { tokens } = parsing
  if (token.text === '[') return list(parsing, token)
  if (token.text === '{') return map(parsing, token)
  if (token.text === '(') {
    const inner = parsing.expression()
    tokens.expect(')')
    return inner
  }
  if (token.text === '.' && tokens.peek().kind === 'ident') return identifier(parsing, tokens.take())
  return tokens.fail(token, `no viable alternative at input '${token.text}'`)
}

/** Makes a literal of a number; `minus` is the sign before it. */
export function numberLiteral({ tokens, make }: Parsing, token: Token, minus?: Token): Expr {
  const text = `${minus ? '-' : ''}${token.text}`
  const at = minus?.at ?? token.at
  const value = token.kind === 'double' ? Number(text) : integerValue(text, token.kind === 'uint')
  if (value === undefined) {
    tokens.report(token.at, `Syntax error: invalid ${token.kind} literal`)
    return make.literal(0n, at)
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    tokens.report(token.at, 'Syntax error: invalid double literal')
  }
  return make.literal(value, at)
}

function integerValue(text: string, isUint: boolean): Value | undefined {
  const digits = isUint ? text.slice(0, -1) : text
  const value = digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits)
  if (isUint) return BigInt.asUintN(64, value) === value ? new Uint(value) : undefined
  return BigInt.asIntN(64, value) === value ? value : undefined
}

function quoted({ tokens, make }: Parsing, token: Token): Expr {
  const value = unescapeLiteral(token.text, token.kind === 'bytes')
  if (value !== undefined) return make.literal(value, token.at)
  tokens.report(token.at, 'unable to unescape string')
  return make.literal('', token.at)
}

function identifier(parsing: Parsing, token: Token): Expr {
  const { tokens, make } = parsing
  const constants: Readonly<Record<string, Value>> = { true: true, false: false, null: null }
  const constant = constants[token.text]
  if (constant !== undefined) return make.literal(constant, token.at)
  if (reserved.has(token.text)) {
    tokens.report(token.at, `Syntax error: reserved identifier: ${token.text}`)
    throw new Stop()
  }
  const open = tokens.skip('(')
  if (open) return parseCall(parsing, { name: token.text, at: open.at })
  return make.ident(token.text, token.at)
}

function list(parsing: Parsing, open: Token): Expr {
  const { tokens, make } = parsing
  const items: Expr[] = []
  const optionals = new Set<number>()
  while (!tokens.isAt(']')) {
    if (tokens.skip('?')) optionals.add(items.length)
    items.push(parsing.expression())
    if (!tokens.skip(',')) break
  }
  tokens.expect(']')
  return make.list(items, open.at, optionals)
}

function map(parsing: Parsing, open: Token): Expr {
  const { tokens, make } = parsing
  const entries: { key: Expr; value: Expr; isOptional: boolean }[] = []
  while (!tokens.isAt('}')) {
    const isOptional = tokens.skip('?') !== undefined
    const key = parsing.expression()
    tokens.expect(':')
    entries.push({ key, value: parsing.expression(), isOptional })
    if (!tokens.skip(',')) break
  }
  tokens.expect('}')
  return make.map(entries, open.at)
}
