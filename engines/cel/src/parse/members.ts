/** What follows an operand: `.field`, `.call()`, `[index]`, `{fields}`. @module */
import { type Expr, qualifiedName, type StructField } from '../ast.ts'
import type { Token } from './lexer.ts'
import { expandMacro, MacroError } from './macros.ts'
import type { Parsing } from './parsing.ts'

/** Parses everything that follows an operand. */
export function parseMembers(parsing: Parsing, start: Expr): Expr {
  const { tokens } = parsing
  let expr = start
  for (;;) {
    const dot = tokens.skip('.')
    if (dot) {
      expr = afterDot(parsing, expr, dot)
      continue
    }
    const bracket = tokens.skip('[')
    if (bracket) {
      expr = index(parsing, expr, bracket)
      continue
    }
    const brace = tokens.isAt('{') ? qualifiedName(expr) : undefined
    if (brace === undefined) return expr
    expr = message(parsing, brace, tokens.take())
  }
}

function afterDot(parsing: Parsing, operand: Expr, dot: Token): Expr {
  const { tokens, make } = parsing
  const isOptional = tokens.skip('?') !== undefined
  const name = fieldName(parsing, isOptional)
  const field = unquoted(name)
  if (isOptional) return optional(parsing, '_?._', [operand, make.literal(field, name.at)], dot.at)
  const open = tokens.skip('(')
  if (open) return parseCall(parsing, { name: field, at: open.at, target: operand })
  return make.select(operand, field, dot.at)
}

function fieldName({ tokens }: Parsing, isOptional: boolean): Token {
  const name = tokens.peek()
  if (name.kind === 'ident' || name.kind === 'escaped') return tokens.take()
  const expected = isOptional ? '{IDENTIFIER, ESC_IDENTIFIER}' : "{'?', IDENTIFIER, ESC_IDENTIFIER}"
  // cel-go: two rules begin with `.`, and where neither goes on with a parenthesis its parser names what it saw.
  if (!isOptional && name.text === '(') tokens.fail(name, `no viable alternative at input '.('`)
  if (!isOptional && name.kind === 'end') tokens.fail(name, "no viable alternative at input '.'")
  return tokens.fail(name, `mismatched input '${name.text}' expecting ${expected}`)
}

function unquoted(name: Token): string {
  return name.kind === 'escaped' ? name.text.slice(1, -1) : name.text
}

function optional(
  { tokens, make, macros }: Parsing,
  name: string,
  [operand, arg]: readonly [Expr, Expr],
  at: number,
): Expr {
  if (macros.optionals) return make.call(name, [operand, arg], at)
  tokens.report(at, "Syntax error: unsupported syntax '.?'")
  return operand
}

function index(parsing: Parsing, operand: Expr, bracket: Token): Expr {
  const { tokens, make } = parsing
  const isOptional = tokens.skip('?') !== undefined
  const key = parsing.expression()
  tokens.expect(']')
  if (isOptional) return optional(parsing, '_[?_]', [operand, key], bracket.at)
  return make.call('_[_]', [operand, key], bracket.at)
}

/** Parses the arguments of a call whose parenthesis is open, and expands macros. */
export function parseCall(parsing: Parsing, call: { name: string; at: number; target?: Expr }): Expr {
  const { tokens } = parsing
  const args: Expr[] = []
  if (!tokens.skip(')')) {
    tokens.expectArgument()
    do args.push(parsing.expression())
    while (tokens.skip(','))
    tokens.expect(')')
  }
  return expanded(parsing, { ...call, args })
}

function expanded(
  { tokens, make, macros }: Parsing,
  call: { name: string; args: readonly Expr[]; at: number; target?: Expr },
): Expr {
  try {
    const expansion = expandMacro(call, make, macros)
    if (expansion) return expansion
  } catch (error) {
    if (!(error instanceof MacroError)) throw error
    tokens.report(error.at, error.message)
  }
  return call.target
    ? make.memberCall(call.target, call.name, call.args, call.at)
    : make.call(call.name, call.args, call.at)
}

function message(parsing: Parsing, name: string, open: Token): Expr {
  const { tokens, make } = parsing
  const fields: StructField[] = []
  while (!tokens.isAt('}') && tokens.peek().kind !== 'end') {
    const isOptional = tokens.skip('?') !== undefined
    const field = tokens.take()
    const colon = tokens.peek()
    tokens.expect(':')
    fields.push({ name: unquoted(field), value: parsing.expression(), isOptional, at: colon.at })
    if (!tokens.skip(',')) break
  }
  tokens.expect('}')
  return make.struct(name, fields, open.at)
}
