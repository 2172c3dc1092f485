/**
 * Statements: text, actions, control structures and definitions. Follows Go's parser in what it looks at when, as
 * that shows in error texts.
 * @module
 */
import { quoteString } from '../format/quote.ts'
import type { Lexer } from './lexer.ts'
import {
  type ControlNode,
  isEmptyTree,
  type PipeNode,
  type Source,
  type Statement,
  type Tree,
} from './node.ts'
import { ParseError } from './parse-error.ts'
import { PipelineParser } from './pipeline-parser.ts'
import { Scope } from './scope.ts'
import { showToken, type Token, type TokenType } from './token.ts'
import { TokenStream } from './token-stream.ts'
import { unquote } from './unquote.ts'

/** What the trees of one file share. */
export interface FileParse {
  readonly source: Source
  readonly lexer: Lexer
  readonly trees: Map<string, Tree>
  readonly hasFunction: (name: string) => boolean
}

/** What ends a list of statements. */
type Ending = { readonly type: 'end' } | { readonly type: 'else'; readonly at: number }

/** Parses one tree. */
export class TreeParser {
  readonly #file: FileParse
  readonly #tokens: TokenStream
  readonly #scope = new Scope()
  readonly #pipelines: PipelineParser
  #actionLine = 0
  #ranges = 0

  constructor(file: FileParse) {
    this.#file = file
    this.#tokens = new TokenStream(file.lexer)
    this.#pipelines = new PipelineParser({
      source: file.source,
      tokens: this.#tokens,
      scope: this.#scope,
      hasFunction: file.hasFunction,
      fail: reason => this.#fail(reason),
      unexpected: (token, context) => this.#unexpected(token, context),
    })
  }

  /** The whole file. */
  file(): void {
    const body: Statement[] = []
    while (this.#tokens.peek().type !== 'eof') {
      if (this.#tokens.peek().type === 'leftDelim') {
        const delimiter = this.#tokens.next()
        const next = this.#tokens.nextNonSpace()
        if (next.type === 'define') {
          new TreeParser(this.#file).#definition()
          continue
        }
        this.#tokens.putBack(delimiter, next)
      }
      const node = this.#statement()
      if (node.type === 'end' || node.type === 'else') throw this.#fail(`unexpected {{${node.type}}}`)
      body.push(node)
    }
    this.#add(this.#file.source.name, body)
  }

  #definition(): void {
    const context = 'define clause'
    const token = this.#tokens.nextNonSpace()
    if (token.type !== 'string' && token.type !== 'rawString') throw this.#unexpected(token, context)
    const name = this.#unquoted(token)
    this.#expect('rightDelim', context)
    this.#add(name, this.#bodyOf(context))
  }

  /** Statements up to their `{{end}}`. */
  #bodyOf(context: string): Statement[] {
    const { body, ending } = this.#list()
    if (ending.type !== 'end') throw this.#fail(`unexpected {{else}} in ${context}`)
    return body
  }

  #add(name: string, body: readonly Statement[]): void {
    const { source, trees } = this.#file
    const tree: Tree = { name, source, body, slots: this.#scope.size }
    const known = trees.get(name)
    if (!known || isEmptyTree(known)) trees.set(name, tree)
    else if (!isEmptyTree(tree)) {
      throw this.#fail(`template: multiple definition of template ${quoteString(name)}`)
    }
  }

  #list(): { readonly body: Statement[]; readonly ending: Ending } {
    const body: Statement[] = []
    while (this.#tokens.peekNonSpace().type !== 'eof') {
      const node = this.#statement()
      if (node.type === 'end' || node.type === 'else') return { body, ending: node }
      body.push(node)
    }
    throw this.#fail('unexpected EOF')
  }

  #statement(): Statement | Ending {
    const token = this.#tokens.nextNonSpace()
    if (token.type === 'text') {
      return { type: 'text', text: token.text, at: token.at, source: this.#file.source }
    }
    if (token.type !== 'leftDelim') throw this.#unexpected(token, 'input')
    this.#actionLine = token.line
    const node = this.#action()
    this.#actionLine = 0
    return node
  }

  #action(): Statement | Ending {
    const { source } = this.#file
    const token = this.#tokens.nextNonSpace()
    const { at } = token
    switch (token.type) {
      case 'block':
        return this.#block()
      case 'break':
      case 'continue':
        return this.#jump(token.type, at)
      case 'else':
        return this.#else()
      case 'end':
        this.#expect('rightDelim', 'end')
        return { type: 'end' }
      case 'if':
      case 'range':
      case 'with':
        return this.#control(token.type)
      case 'template':
        return this.#template()
      default:
        this.#tokens.putBack(token)
        return { type: 'action', pipe: this.#pipelines.pipeline('command', 'rightDelim'), at, source }
    }
  }

  #jump(type: 'break' | 'continue', at: number): Statement {
    const token = this.#tokens.nextNonSpace()
    if (token.type !== 'rightDelim') throw this.#unexpected(token, `{{${type}}}`)
    if (this.#ranges === 0) throw this.#fail(`{{${type}}} outside {{range}}`)
    return { type, at, source: this.#file.source }
  }

  #control(type: ControlNode['type']): ControlNode {
    const mark = this.#scope.mark()
    const pipe = this.#pipelines.pipeline(type, 'rightDelim')
    if (type === 'range') this.#ranges++
    const { body, ending } = this.#list()
    if (type === 'range') this.#ranges--
    const otherwise = ending.type === 'else' ? this.#otherwise(type) : undefined
    this.#scope.reset(mark)
    return { type, pipe, body, otherwise, at: pipe.at, source: this.#file.source }
  }

  /** `{{else if}}` and `{{else with}}` share the `{{end}}` of what they belong to. */
  #otherwise(type: ControlNode['type']): Statement[] {
    if ((type === 'if' || type === 'with') && this.#tokens.peek().type === type) {
      this.#tokens.next()
      return [this.#control(type)]
    }
    const { body, ending } = this.#list()
    if (ending.type !== 'end') throw this.#fail('expected end; found {{else}}')
    return body
  }

  #else(): Ending {
    const next = this.#tokens.peekNonSpace()
    if (next.type === 'if' || next.type === 'with') return { type: 'else', at: next.at }
    return { type: 'else', at: this.#expect('rightDelim', 'else').at }
  }

  #block(): Statement {
    const context = 'block clause'
    const token = this.#tokens.nextNonSpace()
    const name = this.#templateName(token, context)
    const pipe = this.#pipelines.pipeline(context, 'rightDelim')
    const inner = new TreeParser(this.#file)
    inner.#add(name, inner.#bodyOf(context))
    return { type: 'template', name, pipe, at: token.at, source: this.#file.source }
  }

  #template(): Statement {
    const context = 'template clause'
    const token = this.#tokens.nextNonSpace()
    const name = this.#templateName(token, context)
    let pipe: PipeNode | undefined
    const next = this.#tokens.nextNonSpace()
    if (next.type !== 'rightDelim') {
      this.#tokens.putBack(next)
      pipe = this.#pipelines.pipeline(context, 'rightDelim')
    }
    return { type: 'template', name, pipe, at: token.at, source: this.#file.source }
  }

  #templateName(token: Token, context: string): string {
    if (token.type !== 'string' && token.type !== 'rawString') throw this.#unexpected(token, context)
    return this.#unquoted(token)
  }

  #unquoted(token: Token): string {
    const value = unquote(token.text)
    if (value === undefined) throw this.#fail('invalid syntax')
    return value
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#tokens.nextNonSpace()
    if (token.type !== type) throw this.#unexpected(token, context)
    return token
  }

  #unexpected(token: Token, context: string): ParseError {
    if (token.type !== 'error') return this.#fail(`unexpected ${showToken(token)} in ${context}`)
    const isElsewhere = this.#actionLine !== 0 && this.#actionLine !== token.line
    const started = `started at ${this.#file.source.name}:${this.#actionLine}`
    const where = token.text.endsWith(' action') ? ` ${started}` : ` in action ${started}`
    return this.#fail(`${token.text}${isElsewhere ? where : ''}`)
  }

  #fail(reason: string): ParseError {
    return new ParseError(`template: ${this.#file.source.name}:${this.#tokens.last.line}: ${reason}`)
  }
}
