/**
 * A short cut past the lexer: most actions are fields, names of functions, plain strings, variables and parentheses.
 * Of those the parser's nodes are made at once; whatever else an action holds, be it wrong or only rare, is left to it.
 * @module
 */
import type { CommandNode, ControlNode, Operand, PipeNode } from './node.ts'
import { readNumber } from './number.ts'
import type { Scope } from './scope.ts'
import { isKeyword } from './token.ts'

/** What actions refer to. */
export interface QuickContext {
  readonly scope: Scope
  readonly hasFunction: (name: string) => boolean
}

/** An action that consists of a pipeline, or begins a control structure with one. */
export interface QuickAction {
  readonly type: 'action' | ControlNode['type']
  readonly pipe: PipeNode
}

/** Blanks, and one of: fields, a variable with fields, a string, a word, an integer, a closing or opening mark. */
const piece =
  /[ \t\r\n]*(?:(?:((?:\.[A-Za-z_][A-Za-z0-9_]*)+|\.)|(\$[A-Za-z0-9_]*)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)|("[^"\\\n]*"|`[^`\r]*`)|([A-Za-z_][A-Za-z0-9_]*)|(-?(?:0|[1-9][0-9]{0,14}))|(\)))(?=[ \t\r\n|)]|$)|([(|]))/y
const start = /^\{\{(?:-[ \t\r\n])?[ \t\r\n]*(?:(if|with|range)[ \t\r\n]+)?/
const end = /[ \t\r\n]*(?:[ \t\r\n]-)?\}\}$/
const maxDepth = 50

/** The nodes of an action in the usual delimiters, or undefined if only the parser can tell. */
export function readQuickAction(text: string, context: QuickContext): QuickAction | undefined {
  const opening = start.exec(text)
  const closing = end.exec(text)
  if (!opening || !closing || opening[0].length >= closing.index) return undefined
  const reader = new QuickReader(text.slice(0, closing.index), opening[0].length, context)
  const pipe = reader.pipeline(0)
  const type = (opening[1] ?? 'action') as QuickAction['type']
  return pipe && { type, pipe }
}

/** Methods give undefined where the parser must look. */
class QuickReader {
  readonly #text: string
  readonly #context: QuickContext
  #at: number
  #isFree = true

  constructor(text: string, at: number, context: QuickContext) {
    this.#text = text
    this.#at = at
    this.#context = context
  }

  /** Commands up to the end, or to the parenthesis that closes what is `depth` deep. */
  pipeline(depth: number): PipeNode | undefined {
    const text = this.#text
    const commands: CommandNode[] = []
    let args: Operand[] = []
    let first = -1
    let commandAt = -1
    let mayFollow = true
    while (this.#at < text.length) {
      const from = this.#at
      piece.lastIndex = from
      const found = piece.exec(text)
      if (!found) return undefined
      this.#at = piece.lastIndex
      const mark = found[7] ?? found[8]
      if (mark === ')') {
        if (depth === 0 || args.length === 0) return undefined
        commands.push({ type: 'command', args, at: commandAt })
        return this.#finish(commands, first)
      }
      if (mark === '|') {
        if (args.length === 0) return undefined
        commands.push({ type: 'command', args, at: commandAt })
        args = []
        mayFollow = true
        continue
      }
      const at = this.#at - lengthOf(found)
      if (!mayFollow && at === from) return undefined
      if (args.length === 0) commandAt = at
      if (first < 0) first = at
      const operand = mark === '(' ? this.#nested(depth) : this.#operand(found, at)
      if (!operand) return undefined
      args.push(operand)
      mayFollow = false
    }
    if (depth > 0 || args.length === 0) return undefined
    commands.push({ type: 'command', args, at: commandAt })
    return this.#finish(commands, first)
  }

  #nested(depth: number): PipeNode | undefined {
    return depth < maxDepth ? this.pipeline(depth + 1) : undefined
  }

  #finish(commands: readonly CommandNode[], at: number): PipeNode | undefined {
    for (let i = 1; i < commands.length; i++) {
      // Constants take no value: an error.
      if (commands[i]?.args[0]?.type !== 'identifier') return undefined
    }
    return { type: 'pipe', declares: [], isAssignment: false, commands, isFree: this.#isFree, at }
  }

  #operand(found: RegExpExecArray, at: number): Operand | undefined {
    const [, fields, variable, members = '', string, word, number] = found
    if (fields !== undefined) return fields === '.' ? { type: 'dot', at } : fieldsOf(fields, at)
    if (variable !== undefined) return this.#variable(variable, members, at)
    if (string !== undefined) return { type: 'string', written: string, value: string.slice(1, -1), at }
    if (word !== undefined) return this.#word(word, at)
    const read = number === undefined ? '' : readNumber(number)
    return typeof read === 'string' ? undefined : { type: 'number', text: number ?? '', ...read, at }
  }

  #word(name: string, at: number): Operand | undefined {
    if (name === 'true' || name === 'false') return { type: 'bool', value: name === 'true', at }
    if (isKeyword(name) || !this.#context.hasFunction(name)) return undefined
    return { type: 'identifier', name, at }
  }

  #variable(name: string, members: string, at: number): Operand | undefined {
    const slot = this.#context.scope.find(name)
    if (slot < 0) return undefined
    if (name !== '$') this.#isFree = false
    if (members === '') return { type: 'variable', names: [name], slot, at }
    return { type: 'variable', names: [name, ...members.slice(1).split('.')], slot, at: at + name.length }
  }
}

/** As in the parser, several fields in a row are placed where the second one stands. */
function fieldsOf(fields: string, at: number): Operand {
  const names = fields.slice(1).split('.')
  return { type: 'field', names, at: names.length > 1 ? at + 1 + (names[0] ?? '').length : at }
}

function lengthOf(found: RegExpExecArray): number {
  return found[0].trimStart().length
}
