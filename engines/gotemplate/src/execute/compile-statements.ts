/**
 * Statements: text, actions, branches and calls of templates.
 * @module
 */

import { printValue } from '../format/format-value.ts'
import { quoteString } from '../format/quote.ts'
import type { ActionNode, ControlNode, Statement as Node, TemplateNode } from '../parse/node.ts'
import { printNode } from '../parse/print-node.ts'
import { GoFunction } from '../values/go-function.ts'
import { GoObject } from '../values/go-object.ts'
import type { GoValue } from '../values/go-value.ts'
import { isTrue } from '../values/kinds.ts'
import type { CompileContext } from './compile-context.ts'
import { compileShared } from './compile-pipeline.ts'
import { compileRange } from './compile-range.ts'
import { breakOut, type Frame, goOn, nextElement, type Statement } from './frame.ts'

/** How deep `{{template}}` may nest in Go; JavaScript's stack ends long before. */
const maxDepth = 100_000

/** Compiles statements that follow each other. */
export function compileBody(context: CompileContext, nodes: readonly Node[]): Statement {
  const statements = nodes.map(node => compileStatement(context, node))
  const [first, second] = statements
  if (!first) return () => goOn
  if (!second) return first
  return (frame, dot) => {
    for (const statement of statements) {
      const signal = statement(frame, dot)
      if (signal !== goOn) return signal
    }
    return goOn
  }
}

/** Compiles statements when they are first come to: most of what charts can do is never asked for. */
function compileLater(context: CompileContext, nodes: readonly Node[]): Statement {
  const [only] = nodes
  if (nodes.length === 1 && only?.type === 'text') return compileStatement(context, only)
  const here: CompileContext = { ...context }
  let compiled: Statement | undefined
  return (frame, dot) => {
    compiled ??= compileBody(here, nodes)
    return compiled(frame, dot)
  }
}

function compileStatement(context: CompileContext, node: Node): Statement {
  switch (node.type) {
    case 'text': {
      const { text } = node
      return frame => {
        frame.run.output += text
        return goOn
      }
    }
    case 'action':
      return compileAction(context, node)
    case 'break':
      return () => breakOut
    case 'continue':
      return () => nextElement
    case 'if':
      return compileIf(context, node)
    case 'with':
      return compileWith(context, node)
    case 'range':
      return compileRange(context, node, compileLater)
    case 'template':
      return compileTemplate(context, node)
  }
}

function compileAction(context: CompileContext, node: ActionNode): Statement {
  const { pipe, start } = node
  const value = compileShared(context, pipe)
  if (pipe.declares.length > 0) {
    return (frame, dot) => {
      frame.start = start
      value(frame, dot, undefined)
      return goOn
    }
  }
  return (frame, dot) => {
    frame.start = start
    const shown = value(frame, dot, undefined)
    frame.run.output += typeof shown === 'string' ? shown : textOf(frame, node, shown)
    return goOn
  }
}

/** What an action prints of a value. */
function textOf(frame: Frame, node: ActionNode, value: GoValue): string {
  if (value === undefined || value === null) return '<no value>'
  if (value instanceof GoObject) return value.printAction()
  if (value instanceof GoFunction) {
    frame.node = node
    throw frame.failure(`can't print ${printNode(node)} of type func()`)
  }
  return printValue(value)
}

function compileIf(context: CompileContext, node: ControlNode): Statement {
  const { start } = node
  const condition = compileShared(context, node.pipe)
  const body = compileLater(context, node.body)
  const otherwise = node.otherwise && compileLater(context, node.otherwise)
  return (frame, dot) => {
    frame.start = start
    if (isTrue(condition(frame, dot, undefined))) return body(frame, dot)
    return otherwise ? otherwise(frame, dot) : goOn
  }
}

function compileWith(context: CompileContext, node: ControlNode): Statement {
  const { start } = node
  const value = compileShared(context, node.pipe)
  const outer = context.dotElementOf
  context.dotElementOf = -1
  const body = compileLater(context, node.body)
  context.dotElementOf = outer
  const otherwise = node.otherwise && compileLater(context, node.otherwise)
  return (frame, dot) => {
    frame.start = start
    const inner = value(frame, dot, undefined)
    if (isTrue(inner)) return body(frame, inner)
    return otherwise ? otherwise(frame, dot) : goOn
  }
}

function compileTemplate(context: CompileContext, node: TemplateNode): Statement {
  const { name, pipe, start } = node
  const value = pipe && compileShared(context, pipe)
  return (frame, dot) => {
    frame.start = start
    frame.node = node
    const { run, depth } = frame
    const template = run.set.lookup(name)
    if (!template) throw frame.failure(`template ${quoteString(name)} not defined`)
    if (depth >= maxDepth) throw frame.failure(`exceeded maximum template depth (${maxDepth})`)
    const inner = value?.(frame, dot, undefined)
    run.set.spend(run.output.length)
    run.set.run(template, inner, run, depth + 1)
    return goOn
  }
}
