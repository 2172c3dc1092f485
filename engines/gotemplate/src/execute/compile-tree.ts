import type { Tree } from '../parse/node.ts'
import type { GoFunction } from '../values/go-function.ts'
import type { CompileContext, MissingKey } from './compile-context.ts'
import { compileOperand } from './compile-pipeline.ts'
import { compileBody } from './compile-statements.ts'
import type { Compiled } from './frame.ts'

/** What a tree is compiled for. */
export interface CompileOptions {
  readonly missingKey: MissingKey
  readonly functionNamed: (name: string) => GoFunction | undefined
}

/** Compiles a parsed template into closures. */
export function compileTree(tree: Tree, { missingKey, functionNamed }: CompileOptions): Compiled {
  let { slots } = tree
  const context: CompileContext = {
    missingKey,
    functionNamed,
    operand: node => compileOperand(context, node),
    dotElementOf: -1,
    elementsOf: new Map(),
    reserve: () => slots++,
  }
  const body = compileBody(context, tree.body)
  return { name: tree.name, slots, body }
}
