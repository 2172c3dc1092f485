/**
 * The nodes of a parsed template. `at` is how far a node begins behind its action, in UTF-16 units, and `start` where
 * the action begins in the text of its file: so places that say the same share their nodes.
 * @module
 */

/** A file's name and text, which errors point into. */
export interface Source {
  readonly name: string
  readonly text: string
}

interface Placed {
  readonly at: number
}

interface Started extends Placed {
  readonly start: number
}

/** Something between `{{` and `}}` that has a value. */
export type Operand =
  | (Placed & { readonly type: 'bool'; readonly value: boolean })
  | (Placed & { readonly type: 'dot' })
  | (Placed & { readonly type: 'nil' })
  | NumberNode
  | StringNode
  | (Placed & { readonly type: 'identifier'; readonly name: string })
  | FieldNode
  | VariableNode
  | ChainNode
  | PipeNode

/** `.a.b` */
export interface FieldNode extends Placed {
  readonly type: 'field'
  readonly names: readonly string[]
}

/** `$x.a`: the slot is the variable's place in its template's frame. */
export interface VariableNode extends Placed {
  readonly type: 'variable'
  readonly names: readonly string[]
  readonly slot: number
}

/** `(pipeline).a` */
export interface ChainNode extends Placed {
  readonly type: 'chain'
  readonly operand: Operand
  readonly names: readonly string[]
}

/** A constant, which may be taken for an integer, a float or both. */
export interface NumberNode extends Placed {
  readonly type: 'number'
  readonly text: string
  readonly int: bigint | undefined
  readonly float: number | undefined
  readonly isComplex: boolean
}

/** A string as written and as meant. */
export interface StringNode extends Placed {
  readonly type: 'string'
  readonly written: string
  readonly value: string
}

/** A function or value with arguments. */
export interface CommandNode extends Placed {
  readonly type: 'command'
  readonly args: readonly Operand[]
}

/** Commands, each of which is handed the value before. */
export interface PipeNode extends Placed {
  readonly type: 'pipe'
  readonly declares: readonly VariableNode[]
  readonly isAssignment: boolean
  readonly commands: readonly CommandNode[]
  /** Whether it knows no variable but `$`: then it means the same in all places. */
  readonly isFree: boolean
}

/** Text and actions. */
export type Statement =
  | { readonly type: 'text'; readonly text: string }
  | ActionNode
  | (Started & { readonly type: 'break' | 'continue' })
  | ControlNode
  | TemplateNode

/** `{{pipeline}}` */
export interface ActionNode extends Started {
  readonly type: 'action'
  readonly pipe: PipeNode
}

/** `if`, `with` and `range`. */
export interface ControlNode extends Started {
  readonly type: 'if' | 'with' | 'range'
  readonly pipe: PipeNode
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[] | undefined
}

/** `{{template "name" pipeline}}` */
export interface TemplateNode extends Started {
  readonly type: 'template'
  readonly name: string
  readonly pipe: PipeNode | undefined
}

/** Any node. */
export type AnyNode = Operand | CommandNode | Statement

/** What an error can be about. */
export type PlacedNode = Exclude<AnyNode, { readonly type: 'text' }>

/** One template: a file, or a definition in one. */
export interface Tree {
  readonly name: string
  readonly source: Source
  readonly body: readonly Statement[]
  /** How many variables it has at once, `$` among them. */
  readonly slots: number
}

/** Whether a tree prints nothing but white space: such a one does not replace another of its name. */
export function isEmptyTree({ body }: Tree): boolean {
  return body.every(node => node.type === 'text' && node.text.trim() === '')
}
