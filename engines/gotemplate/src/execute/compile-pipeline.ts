/**
 * Pipelines: commands, their operands and the variables that they set.
 * @module
 */

import { builtinFunctions } from '../builtins/builtin-functions.ts'
import { callFunction } from '../builtins/call.ts'
import { quoteString } from '../format/quote.ts'
import type { ChainNode, CommandNode, FieldNode, Operand, PipeNode, VariableNode } from '../parse/node.ts'
import { printNode } from '../parse/print-node.ts'
import type { GoValue } from '../values/go-value.ts'
import { compileCall } from './compile-call.ts'
import type { CompileContext } from './compile-context.ts'
import { compileFields } from './compile-fields.ts'
import { compileJunction } from './compile-junction.ts'
import { constant } from './convert.ts'
import type { Expression, Frame } from './frame.ts'

/** Compiles the pipeline of a statement, or finds it compiled. */
export function compileShared(context: CompileContext, pipe: PipeNode): Expression {
  // What an error says of the dot depends on what it is an element of.
  if (!pipe.isFree || context.dotElementOf >= 0) return compilePipeline(context, pipe)
  const known = context.pipelines.get(pipe)
  if (known) return known
  const compiled = compilePipeline(context, pipe)
  context.pipelines.set(pipe, compiled)
  return compiled
}

/** Compiles a pipeline. A nil that comes out of one has no type any more: it is undefined. */
export function compilePipeline(context: CompileContext, pipe: PipeNode): Expression {
  const value = compileCommands(context, pipe)
  if (pipe.declares.length === 0) return value
  if (pipe.declares.some(({ slot }) => context.elementsOf.has(slot))) {
    const declared = new Set(pipe.declares.map(({ slot }) => slot))
    context.elementsOf = new Map([...context.elementsOf].filter(([slot]) => !declared.has(slot)))
  }
  const slots = pipe.declares.map(({ slot }) => slot)
  const unknown = pipe.declares.find(({ slot }) => slot < 0)
  return (frame, dot, final) => {
    const result = value(frame, dot, final)
    if (unknown) throw frame.failure(`undefined variable: ${unknown.names[0]}`)
    for (const slot of slots) frame.vars[slot] = result
    return result
  }
}

function compileCommands(context: CompileContext, pipe: PipeNode): Expression {
  const [first, ...others] = pipe.commands.map((command, i) => compileCommand(context, command, i > 0))
  const start = first ?? (() => undefined)
  if (others.length === 0) {
    return (frame, dot) => {
      frame.node = pipe
      const value = start(frame, dot, undefined)
      return value === null ? undefined : value
    }
  }
  return (frame, dot) => {
    frame.node = pipe
    let value = start(frame, dot, undefined)
    for (const command of others) value = command(frame, dot, value === null ? undefined : value)
    return value === null ? undefined : value
  }
}

function compileCommand(context: CompileContext, command: CommandNode, hasFinal: boolean): Expression {
  const { args } = command
  const [first] = args
  if (!first) throw new Error('a command has at least one operand')
  const hasArgs = args.length > 1 || hasFinal
  switch (first.type) {
    case 'field':
      return compileField(context, first, args, hasFinal)
    case 'chain':
      return compileChain(context, first, args, hasFinal)
    case 'identifier':
      return compileFunction(context, first, command, hasFinal)
    case 'variable':
      return compileVariable(context, first, args, hasFinal)
    case 'pipe':
      return hasArgs ? refusal(undefined, notAFunction(first)) : compilePipeline(context, first)
    case 'nil':
      return refusal(first, hasArgs ? notAFunction(first) : 'nil is not a command')
    case 'dot':
      if (hasArgs) return refusal(first, notAFunction(first))
      return compileDot(first)
    default:
      if (hasArgs) return refusal(first, notAFunction(first))
      return compileConstant(first)
  }
}

function notAFunction(node: Operand): string {
  return `can't give argument to non-function ${printNode(node)}`
}

function refusal(node: Operand | undefined, reason: string): Expression {
  return frame => {
    if (node) frame.node = node
    throw frame.failure(reason)
  }
}

function compileDot(node: Operand): Expression {
  return (frame, dot) => {
    frame.node = node
    return dot
  }
}

function compileConstant(node: Operand): Expression {
  const found = constant(node)
  if (typeof found === 'string') return refusal(node, found)
  const { value } = found
  return frame => {
    frame.node = node
    return value
  }
}

/** Compiles an operand that stands alone: an argument, or what fields are taken of. */
export function compileOperand(context: CompileContext, node: Operand): Expression {
  switch (node.type) {
    case 'field':
      return compileField(context, node, [node], false)
    case 'variable':
      return compileVariable(context, node, [node], false)
    case 'chain':
      return compileChain(context, node, [node], false)
    case 'identifier':
      return compileFunction(context, node, { ...node, type: 'command', args: [node] }, false)
    case 'pipe':
      return entering(node, compilePipeline(context, node))
    case 'dot':
      return compileDot(node)
    default:
      return compileConstant(node)
  }
}

function entering(node: Operand, value: Expression): Expression {
  return (frame, dot, final) => {
    frame.node = node
    return value(frame, dot, final)
  }
}

function dotOf(_frame: Frame, dot: GoValue): GoValue {
  return dot
}

function compileField(
  context: CompileContext,
  node: FieldNode,
  args: readonly Operand[],
  hasFinal: boolean,
): Expression {
  const elementOf = context.dotElementOf
  return compileFields(context, { node, names: node.names, args, hasFinal, elementOf }, dotOf)
}

function compileChain(
  context: CompileContext,
  node: ChainNode,
  args: readonly Operand[],
  hasFinal: boolean,
): Expression {
  if (node.operand.type === 'nil') {
    return refusal(node, `indirection through explicit nil in ${printNode(node)}`)
  }
  const operand = compileOperand(context, node.operand)
  return compileFields(context, { node, names: node.names, args, hasFinal, elementOf: -1 }, operand)
}

function compileVariable(
  context: CompileContext,
  node: VariableNode,
  args: readonly Operand[],
  hasFinal: boolean,
): Expression {
  const { slot } = node
  if (slot < 0) return refusal(node, `undefined variable: ${node.names[0]}`)
  if (node.names.length > 1) {
    const elementOf = context.elementsOf.get(slot) ?? -1
    const names = node.names.slice(1)
    return compileFields(context, { node, names, args, hasFinal, elementOf }, frame => frame.vars[slot])
  }
  if (args.length > 1 || hasFinal) return refusal(node, notAFunction(node))
  return frame => {
    frame.node = node
    return frame.vars[slot]
  }
}

function compileFunction(
  context: CompileContext,
  node: Extract<Operand, { type: 'identifier' }>,
  command: CommandNode,
  hasFinal: boolean,
): Expression {
  const { name } = node
  const args = command.args.slice(1)
  const own = context.functionNamed(name)
  const fn = own ?? (Object.hasOwn(builtinFunctions, name) ? builtinFunctions[name] : undefined)
  if (!fn) return refusal(node, `${quoteString(name)} is not a defined function`)
  if (!own && (name === 'and' || name === 'or')) {
    return entering(node, compileJunction(context, { fn, name, node: command, args, hasFinal }))
  }
  // The function that `call` calls is named as the template writes it.
  const callee = !own && name === 'call' && args[0] ? callFunction(printNode(args[0])) : fn
  return entering(node, compileCall(context, { fn: callee, name, node: command, args, hasFinal }))
}
