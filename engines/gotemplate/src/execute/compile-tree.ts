import type { PipeNode, Tree } from '../parse/node.ts'
import type { GoFunction } from '../values/go-function.ts'
import type { CompileContext, MissingKey } from './compile-context.ts'
import { compileOperand } from './compile-pipeline.ts'
import { compileBody } from './compile-statements.ts'
import type { Compiled, Expression } from './frame.ts'

/** What a tree is compiled for. */
export interface CompileOptions {
  readonly missingKey: MissingKey
  readonly functionNamed: (name: string) => GoFunction | undefined
  readonly pipelines: Map<PipeNode, Expression>
}

const noElements: ReadonlyMap<number, number> = new Map()

/** Compiles a parsed template into closures. */
export function compileTree(tree: Tree, { missingKey, functionNamed, pipelines }: CompileOptions): Compiled {
  let { slots } = tree
  const context: CompileContext = {
    missingKey,
    functionNamed,
    pipelines,
    operand: compileOperand,
    dotElementOf: -1,
    elementsOf: noElements,
    reserve: () => slots++,
  }
  const body = compileBody(context, tree.body)
  return { name: tree.name, source: tree.source, slots, body }
}
