/** Operators, from those that bind least (`? :`) to those that bind most (`!`, `-`). @module */
import type { Expr } from '../ast.ts'
import type { Token } from './lexer.ts'
import { parseMembers } from './members.ts'
import { numberLiteral, parseOperand } from './operands.ts'
import type { Parsing } from './parsing.ts'

const relations = new Set(['<', '<=', '>=', '>', '==', '!=', 'in'])

/** Parses a whole expression; `deeper` counts how deep its first part is nested. */
export function parseCondition(parsing: Parsing, deeper: (parsePart: () => Expr) => Expr): Expr {
  const { tokens, make } = parsing
  const condition = deeper(() => logical(parsing, '_||_'))
  const question = tokens.skip('?')
  if (!question) return condition
  const whenTrue = logical(parsing, '_||_')
  tokens.expect(':')
  return make.call('_?_:_', [condition, whenTrue, parsing.expression()], question.at)
}

function logical(parsing: Parsing, name: '_||_' | '_&&_'): Expr {
  const { tokens, make } = parsing
  const operator = name === '_||_' ? '||' : '&&'
  const term = () => (name === '_||_' ? logical(parsing, '_&&_') : relation(parsing))
  const terms = [term()]
  const ats: number[] = []
  for (let token = tokens.skip(operator); token; token = tokens.skip(operator)) {
    ats.push(token.at)
    terms.push(term())
  }
  return make.balanced(name, terms, ats)
}

function relation(parsing: Parsing): Expr {
  const { tokens, make } = parsing
  let left = sum(parsing)
  while (relations.has(tokens.peek().text) && tokens.peek().kind !== 'string') {
    const token = tokens.take()
    const name = token.text === 'in' ? '@in' : `_${token.text}_`
    left = make.call(name, [left, sum(parsing)], token.at)
  }
  return left
}

function sum(parsing: Parsing): Expr {
  const { tokens, make } = parsing
  let left = product(parsing)
  while (tokens.isAt('+') || tokens.isAt('-')) {
    const token = tokens.take()
    left = make.call(`_${token.text}_`, [left, product(parsing)], token.at)
  }
  return left
}

function product(parsing: Parsing): Expr {
  const { tokens, make } = parsing
  let left = unary(parsing)
  while (tokens.isAt('*') || tokens.isAt('/') || tokens.isAt('%')) {
    const token = tokens.take()
    left = make.call(`_${token.text}_`, [left, unary(parsing)], token.at)
  }
  return left
}

function unary(parsing: Parsing): Expr {
  const { tokens } = parsing
  tokens.expectOperand()
  const sign = tokens.peek()
  if (tokens.isAt('!') || tokens.isAt('-')) return negations(parsing, sign)
  return parseOperand(parsing)
}

/** Pairs of the same sign cancel out; a minus before a number belongs to the number. */
function negations(parsing: Parsing, sign: Token): Expr {
  const { tokens, make } = parsing
  let count = 0
  while (tokens.isAt(sign.text)) {
    tokens.take()
    count++
  }
  const token = tokens.peek()
  const isNumber = token.kind === 'int' || token.kind === 'double'
  if (sign.text === '-' && isNumber && count % 2 === 1) {
    return parseMembers(parsing, numberLiteral(parsing, tokens.take(), sign))
  }
  const operand = unary(parsing)
  return count % 2 === 0 ? operand : make.call(sign.text === '!' ? '!_' : '-_', [operand], sign.at)
}
