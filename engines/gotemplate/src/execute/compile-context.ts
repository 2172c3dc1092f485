import type { Operand, PipeNode } from '../parse/node.ts'
import type { GoFunction } from '../values/go-function.ts'
import type { Expression } from './frame.ts'

/** What a field access does with a key that a map lacks: Go's option `missingkey`. */
export type MissingKey = 'default' | 'zero' | 'error'

/** What the parts of a template that is being compiled share. */
export interface CompileContext {
  readonly missingKey: MissingKey
  /** The function of a name, Go's own ones aside. */
  readonly functionNamed: (name: string) => GoFunction | undefined
  /** Pipelines that mean the same in all places, compiled once. */
  readonly pipelines: Map<PipeNode, Expression>
  /** Compiles an operand that is no constant. */
  readonly operand: (context: CompileContext, node: Operand) => Expression
  /** Where the list is kept whose element the dot is; -1 if it is none. */
  dotElementOf: number
  /** Variables that hold elements, and where their lists are kept. */
  elementsOf: ReadonlyMap<number, number>
  /** A new place in the frame. */
  reserve(): number
}
