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
import { readQuickAction } from './quick-action.ts'
import { Scope } from './scope.ts'
import type { SharedAction, SharedActions } from './shared-actions.ts'
import { showToken, type Token, type TokenType } from './token.ts'
import { TokenStream } from './token-stream.ts'
import { unquote } from './unquote.ts'

/** What the trees of one file share. */
export interface FileParse {
  readonly source: Source
  readonly lexer: Lexer
  readonly trees: Map<string, Tree>
  readonly hasFunction: (name: string) => boolean
  readonly shared: SharedActions
}

/** What ends a list of statements. */
type Ending = { readonly type: 'end' } | { readonly type: 'else' }

const end: Ending = { type: 'end' }
const otherwise: Ending = { type: 'else' }

/** Parses one tree. */
export class TreeParser {
  readonly #file: FileParse
  readonly #tokens: TokenStream
  readonly #scope = new Scope()
  readonly #pipelines: PipelineParser
  /** Where the action began that errors may name; -1 if they name none. */
  #actionAt = -1
  #ranges = 0

  constructor(file: FileParse) {
    this.#file = file
    this.#tokens = new TokenStream(file.lexer)
    this.#pipelines = new PipelineParser({
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
    for (;;) {
      const known = this.#recall()
      if (!known && this.#tokens.peek().type === 'eof') break
      if (!known && this.#tokens.peek().type === 'leftDelim') {
        const delimiter = this.#tokens.next()
        const next = this.#tokens.nextNonSpace()
        if (next.type === 'define') {
          new TreeParser(this.#file).#definition()
          continue
        }
        this.#tokens.putBack(next)
        this.#tokens.putBack(delimiter)
      }
      const node = known ?? this.#statement()
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
    for (;;) {
      const known = this.#recall()
      if (!known && this.#tokens.peekNonSpace().type === 'eof') throw this.#fail('unexpected EOF')
      const node = known ?? this.#statement()
      if (node.type === 'end' || node.type === 'else') return { body, ending: node }
      body.push(node)
    }
  }

  #statement(): Statement | Ending {
    const token = this.#tokens.nextNonSpace()
    if (token.type === 'text') return { type: 'text', text: token.text }
    if (token.type !== 'leftDelim') throw this.#unexpected(token, 'input')
    this.#actionAt = token.at
    this.#tokens.actionAt = token.at
    const node = this.#action(token.at)
    this.#actionAt = -1
    return node
  }

  /** The action that begins here if its like was parsed before; undefined if it was not, or none begins here. */
  #recall(): Statement | Ending | undefined {
    const { lexer, shared } = this.#file
    if (!this.#tokens.isClear || this.#scope.hidesRoot) return undefined
    const text = lexer.actionHere()
    const action = text === undefined ? undefined : (shared.get(text) ?? this.#readQuickly(text))
    if (text === undefined || !action) return undefined
    const start = lexer.at
    this.#tokens.lastAt = lexer.pass(text)
    switch (action.type) {
      case 'end':
      case 'else':
        return action
      case 'action':
        return { type: 'action', pipe: action.pipe, at: action.pipe.at, start }
      case 'template':
        return { ...action, start }
      default: {
        this.#actionAt = start
        const node = this.#controlled(action.type, action.pipe, start)
        this.#actionAt = -1
        return node
      }
    }
  }

  #readQuickly(text: string): SharedAction | undefined {
    const { hasFunction, lexer, shared } = this.#file
    if (!lexer.isUsual) return undefined
    const action = readQuickAction(text, { scope: this.#scope, hasFunction })
    if (action?.pipe.isFree) shared.set(text, action)
    return action
  }

  /** Keeps the action that ends here for others of its text. */
  #remember(start: number, action: SharedAction): void {
    if (!this.#scope.hidesRoot) this.#file.shared.set(this.#file.lexer.actionSince(start), action)
  }

  #action(start: number): Statement | Ending {
    const token = this.#tokens.nextNonSpace()
    switch (token.type) {
      case 'block':
        return this.#block(start)
      case 'break':
      case 'continue':
        return this.#jump(token.type, token.at - start, start)
      case 'else':
        return this.#else(start)
      case 'end':
        this.#expect('rightDelim', 'end')
        this.#remember(start, end)
        return end
      case 'if':
      case 'range':
      case 'with':
        return this.#control(token.type, start)
      case 'template':
        return this.#template(start)
      default:
        this.#tokens.putBack(token)
        return this.#plainAction(start)
    }
  }

  #plainAction(start: number): Statement {
    const pipe = this.#pipelines.pipeline('command', 'rightDelim')
    if (pipe.isFree) this.#remember(start, { type: 'action', pipe })
    return { type: 'action', pipe, at: pipe.at, start }
  }

  #jump(type: 'break' | 'continue', at: number, start: number): Statement {
    const token = this.#tokens.nextNonSpace()
    if (token.type !== 'rightDelim') throw this.#unexpected(token, `{{${type}}}`)
    if (this.#ranges === 0) throw this.#fail(`{{${type}}} outside {{range}}`)
    return { type, at, start }
  }

  #control(type: ControlNode['type'], start: number, isElse = false): ControlNode {
    const mark = this.#scope.mark()
    const pipe = this.#pipelines.pipeline(type, 'rightDelim')
    if (pipe.isFree && !isElse) this.#remember(start, { type, pipe })
    const node = this.#controlled(type, pipe, start)
    this.#scope.reset(mark)
    return node
  }

  /** What a pipeline controls, which is gone through to its `{{end}}`. */
  #controlled(type: ControlNode['type'], pipe: PipeNode, start: number): ControlNode {
    const mark = this.#scope.mark()
    if (type === 'range') this.#ranges++
    const { body, ending } = this.#list()
    if (type === 'range') this.#ranges--
    const otherwise = ending.type === 'else' ? this.#otherwise(type) : undefined
    this.#scope.reset(mark)
    return { type, pipe, body, otherwise, at: pipe.at, start }
  }

  /** `{{else if}}` and `{{else with}}` share the `{{end}}` of what they belong to. */
  #otherwise(type: ControlNode['type']): Statement[] {
    if ((type === 'if' || type === 'with') && this.#tokens.peek().type === type) {
      this.#tokens.next()
      return [this.#control(type, this.#tokens.actionAt, true)]
    }
    const { body, ending } = this.#list()
    if (ending.type !== 'end') throw this.#fail('expected end; found {{else}}')
    return body
  }

  #else(start: number): Ending {
    const next = this.#tokens.peekNonSpace()
    if (next.type === 'if' || next.type === 'with') return otherwise
    this.#expect('rightDelim', 'else')
    this.#remember(start, otherwise)
    return otherwise
  }

  #block(start: number): Statement {
    const context = 'block clause'
    const token = this.#tokens.nextNonSpace()
    const name = this.#templateName(token, context)
    const pipe = this.#pipelines.pipeline(context, 'rightDelim')
    const inner = new TreeParser(this.#file)
    inner.#add(name, inner.#bodyOf(context))
    return { type: 'template', name, pipe, at: token.at - start, start }
  }

  #template(start: number): Statement {
    const context = 'template clause'
    const token = this.#tokens.nextNonSpace()
    const name = this.#templateName(token, context)
    let pipe: PipeNode | undefined
    const next = this.#tokens.nextNonSpace()
    if (next.type !== 'rightDelim') {
      this.#tokens.putBack(next)
      pipe = this.#pipelines.pipeline(context, 'rightDelim')
    }
    const action = { type: 'template', name, pipe, at: token.at - start } as const
    if (pipe?.isFree ?? true) this.#remember(start, action)
    return { ...action, start }
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
    const line = this.#lineAt(this.#actionAt)
    const isElsewhere = this.#actionAt >= 0 && line !== this.#lineAt(token.at)
    const started = `started at ${this.#file.source.name}:${line}`
    const where = token.text.endsWith(' action') ? ` ${started}` : ` in action ${started}`
    return this.#fail(`${token.text}${isElsewhere ? where : ''}`)
  }

  #fail(reason: string): ParseError {
    const line = this.#lineAt(this.#tokens.lastAt)
    return new ParseError(`template: ${this.#file.source.name}:${line}: ${reason}`)
  }

  #lineAt(at: number): number {
    return this.#file.source.text.slice(0, at).split('\n').length
  }
}
