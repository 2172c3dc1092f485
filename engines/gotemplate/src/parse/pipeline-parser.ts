/**
 * What stands inside an action: pipelines of commands, their operands, and variables that they set.
 * @module
 */
import { quoteString } from '../format/quote.ts'
import type { CommandNode, Operand, PipeNode, VariableNode } from './node.ts'
import { readNumber } from './number.ts'
import type { ParseError } from './parse-error.ts'
import { printNode } from './print-node.ts'
import type { Scope } from './scope.ts'
import type { Token, TokenType } from './token.ts'
import type { TokenStream } from './token-stream.ts'
import { unquote } from './unquote.ts'

/** What a tree lends its pipelines. */
export interface PipelineHost {
  readonly tokens: TokenStream
  readonly scope: Scope
  readonly hasFunction: (name: string) => boolean
  fail(reason: string): ParseError
  unexpected(token: Token, context: string): ParseError
}

/** helm: Go allows ten thousand, which a stack of JavaScript does not hold. */
const maxParens = 1000

const operandStarts: ReadonlySet<TokenType> = new Set<TokenType>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
])

/** What follows a first command may not be a constant. */
const constants: ReadonlySet<Operand['type']> = new Set<Operand['type']>([
  'bool',
  'dot',
  'nil',
  'number',
  'string',
])

/** Variables in front of a pipeline. */
interface Declarations {
  readonly variables: readonly Token[]
  readonly isAssignment: boolean
}

const noDeclarations: Declarations = { variables: [], isAssignment: false }

/** Parses pipelines. */
export class PipelineParser {
  readonly #host: PipelineHost
  #parens = 0
  /** How many variables besides `$` were met. */
  #bound = 0
  /** Variables whose values are being read: Go knows their names already, and fails when it runs. */
  #pending: readonly string[] = []

  constructor(host: PipelineHost) {
    this.#host = host
  }

  /** A pipeline up to the token that ends it; `context` names it in error texts. */
  pipeline(context: string, end: TokenType): PipeNode {
    const { tokens } = this.#host
    const { at } = tokens.peekNonSpace()
    const bound = this.#bound
    const { variables, isAssignment } = this.#declarations(context)
    const pending = this.#pending
    if (variables.length > 0) this.#pending = [...pending, ...variables.map(variable => variable.text)]
    const commands: CommandNode[] = []
    for (;;) {
      const token = tokens.nextNonSpace()
      if (token.type === end) break
      if (!operandStarts.has(token.type)) throw this.#host.unexpected(token, context)
      tokens.putBack(token)
      commands.push(this.#command())
    }
    this.#pending = pending
    if (commands.length === 0) throw this.#host.fail(`missing value for ${context}`)
    const stage = commands.findIndex((command, i) => i > 0 && constants.has(command.args[0]?.type ?? 'nil'))
    if (stage > 0) throw this.#host.fail(`non executable command in pipeline stage ${stage + 1}`)
    const declares = variables.map(token => this.#declare(token, isAssignment))
    const isFree = this.#bound === bound
    return { type: 'pipe', declares, isAssignment, commands, isFree, at: at - tokens.actionAt }
  }

  /** `$x :=`, `$x =`, and in a range `$i, $x :=`. */
  #declarations(context: string): Declarations {
    const { tokens } = this.#host
    if (tokens.peekNonSpace().type !== 'variable') return noDeclarations
    const variables: Token[] = []
    while (tokens.peekNonSpace().type === 'variable') {
      const variable = tokens.nextNonSpace()
      const after = tokens.next()
      const blank = after.type === 'space' ? after : undefined
      const next = blank ? tokens.nextNonSpace() : after
      if (next.type === 'assign' || next.type === 'declare') {
        return { variables: [...variables, variable], isAssignment: next.type === 'assign' }
      }
      if (next.type !== 'char' || next.text !== ',') {
        tokens.putBack(next)
        if (blank) tokens.putBack(blank)
        tokens.putBack(variable)
        break
      }
      variables.push(variable)
      if (context !== 'range' || variables.length >= 2)
        throw this.#host.fail(`too many declarations in ${context}`)
      const { type } = tokens.peekNonSpace()
      if (type !== 'variable' && type !== 'rightDelim' && type !== 'rightParen') {
        throw this.#host.fail('range can only initialize variables')
      }
    }
    return { variables, isAssignment: false }
  }

  /** An assignment to a variable that is not there makes its name known, and fails when it runs: it has no slot. */
  #declare(token: Token, isAssignment: boolean): VariableNode {
    this.#bound++
    const known = isAssignment ? this.#host.scope.find(token.text) : -1
    const declared = known < 0 ? this.#host.scope.declare(token.text) : known
    const slot = isAssignment && known < 0 ? -1 : declared
    return { type: 'variable', names: [token.text], slot, at: this.#placeOf(token) }
  }

  #command(): CommandNode {
    const { tokens } = this.#host
    const at = this.#placeOf(tokens.peekNonSpace())
    const args: Operand[] = []
    for (;;) {
      tokens.peekNonSpace()
      const operand = this.#operand()
      if (operand) args.push(operand)
      const token = tokens.next()
      if (token.type === 'space') continue
      if (token.type === 'rightDelim' || token.type === 'rightParen') tokens.putBack(token)
      else if (token.type !== 'pipe') throw this.#host.unexpected(token, 'operand')
      break
    }
    if (args.length === 0) throw this.#host.fail('empty command')
    return { type: 'command', args, at }
  }

  /** A term, and fields of it. */
  #operand(): Operand | undefined {
    const { tokens } = this.#host
    const term = this.#term()
    if (!term) return undefined
    const next = tokens.peek()
    if (next.type !== 'field') return term
    const at = this.#placeOf(next)
    const names: string[] = []
    while (tokens.peek().type === 'field') names.push(tokens.next().text.slice(1))
    switch (term.type) {
      case 'field':
      case 'variable':
        return { ...term, names: [...term.names, ...names], at }
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        throw this.#host.fail(`unexpected . after term ${quoteString(printNode(term))}`)
      default:
        return { type: 'chain', operand: term, names, at }
    }
  }

  #term(): Operand | undefined {
    const { tokens, hasFunction } = this.#host
    const token = tokens.nextNonSpace()
    const at = this.#placeOf(token)
    switch (token.type) {
      case 'identifier':
        if (!hasFunction(token.text)) throw this.#host.fail(`function ${quoteString(token.text)} not defined`)
        return { type: 'identifier', name: token.text, at }
      case 'dot':
      case 'nil':
        return { type: token.type, at }
      case 'variable':
        return this.#variable(token)
      case 'field':
        return { type: 'field', names: [token.text.slice(1)], at }
      case 'bool':
        return { type: 'bool', value: token.text === 'true', at }
      case 'charConstant':
      case 'complex':
      case 'number':
        return this.#number(token)
      case 'leftParen':
        return this.#parenthesized()
      case 'string':
      case 'rawString': {
        const value = unquote(token.text)
        if (value === undefined) throw this.#host.fail('invalid syntax')
        return { type: 'string', written: token.text, value, at }
      }
      default:
        tokens.putBack(token)
        return undefined
    }
  }

  #parenthesized(): PipeNode {
    if (++this.#parens > maxParens) throw this.#host.fail('max expression depth exceeded')
    const pipe = this.pipeline('parenthesized pipeline', 'rightParen')
    this.#parens--
    return pipe
  }

  #variable(token: Token): VariableNode {
    const { text } = token
    if (text !== '$') this.#bound++
    const slot = this.#host.scope.find(text)
    if (slot < 0 && !this.#pending.includes(text))
      throw this.#host.fail(`undefined variable ${quoteString(text)}`)
    return { type: 'variable', names: [text], slot, at: this.#placeOf(token) }
  }

  #number(token: Token): Operand {
    const { text } = token
    const number = readNumber(text)
    if (typeof number === 'string') throw this.#host.fail(number)
    const { int, float, isComplex } = number
    return { type: 'number', text, int, float, isComplex, at: this.#placeOf(token) }
  }

  /** How far behind the beginning of its action a token stands. */
  #placeOf({ at }: Token): number {
    return at - this.#host.tokens.actionAt
  }
}
