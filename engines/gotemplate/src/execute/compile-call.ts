/**
 * Calls of functions and methods: the number of arguments, each by its parameter's type, then the call.
 * @module
 */
import type { Operand, PlacedNode } from '../parse/node.ts'
import type { GoFunction, ParamType } from '../values/go-function.ts'
import type { GoValue } from '../values/go-value.ts'
import type { CompileContext } from './compile-context.ts'
import { constantFor, convert } from './convert.ts'
import { Interruption } from './exec-error.ts'
import type { Expression, Frame } from './frame.ts'
import { SetFunction } from './set-function.ts'

/** A call as the template writes it. */
export interface Call {
  readonly fn: GoFunction
  readonly name: string
  /** What an error of the function is about. */
  readonly node: PlacedNode
  readonly args: readonly Operand[]
  readonly hasFinal: boolean
}

/** An argument, ready to be handed over. */
type Argument = (frame: Frame, dot: GoValue, final: GoValue) => unknown

/** Compiles a call. */
export function compileCall(context: CompileContext, call: Call): Expression {
  const { fn, args, hasFinal } = call
  const problem = wrongNumber(call)
  if (problem !== undefined) {
    return frame => {
      throw frame.failure(problem)
    }
  }
  const given: Argument[] = args.map((arg, i) => compileArgument(context, arg, paramAt(fn, i)))
  if (hasFinal) given.push(finalArgument(paramAt(fn, args.length)))
  return invocation(call, given)
}

/** One function for each small number of arguments spares an array at every call. */
function invocation({ fn, name, node }: Call, given: readonly Argument[]): Expression {
  const failed = (frame: Frame, error: unknown) => callFailure(frame, node, name, error)
  if (fn instanceof SetFunction) {
    return (frame, dot, final) => {
      const values = given.map(argument => argument(frame, dot, final))
      try {
        return fn.callIn(frame.run.set, values)
      } catch (error) {
        throw failed(frame, error)
      }
    }
  }
  const target = fn as { call(...args: unknown[]): GoValue }
  const [first, second, third] = given
  if (first && second && given.length === 2) {
    return (frame, dot, final) => {
      const a = first(frame, dot, final)
      const b = second(frame, dot, final)
      try {
        return target.call(a, b)
      } catch (error) {
        throw failed(frame, error)
      }
    }
  }
  if (first && given.length === 1) {
    return (frame, dot, final) => {
      const a = first(frame, dot, final)
      try {
        return target.call(a)
      } catch (error) {
        throw failed(frame, error)
      }
    }
  }
  if (first && second && third && given.length === 3) {
    return (frame, dot, final) => {
      const a = first(frame, dot, final)
      const b = second(frame, dot, final)
      const c = third(frame, dot, final)
      try {
        return target.call(a, b, c)
      } catch (error) {
        throw failed(frame, error)
      }
    }
  }
  return (frame, dot, final) => {
    const values = given.map(argument => argument(frame, dot, final))
    try {
      return target.call(...values)
    } catch (error) {
      throw failed(frame, error)
    }
  }
}

/** The error of a function that threw; what is none of the template's passes as it is. */
export function callFailure(frame: Frame, node: PlacedNode, name: string, error: unknown): unknown {
  if (error instanceof Interruption || isOverflow(error) || !(error instanceof Error)) return error
  frame.node = node
  return frame.failure(`error calling ${name}: ${error.message}`, error)
}

/** Whether JavaScript's stack is full. */
export function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}

function wrongNumber({ fn, name, args, hasFinal }: Call): string | undefined {
  const count = args.length + (hasFinal ? 1 : 0)
  const wanted = fn.params.length
  if (fn.rest !== undefined) {
    return count < wanted
      ? `wrong number of args for ${name}: want at least ${wanted} got ${args.length}`
      : undefined
  }
  return count === wanted ? undefined : `wrong number of args for ${name}: want ${wanted} got ${count}`
}

function paramAt(fn: GoFunction, i: number): ParamType {
  return fn.params[i] ?? fn.rest ?? 'any'
}

function finalArgument(type: ParamType): Argument {
  if (type === 'any') return (_frame, _dot, final) => (final === undefined ? null : final)
  return (frame, _dot, final) => convert(frame, final, type)
}

/** Compiles an operand for a parameter. */
export function compileArgument(context: CompileContext, node: Operand, type: ParamType): Argument {
  switch (node.type) {
    case 'bool':
    case 'string':
    case 'number':
    case 'nil':
      return constantArgument(node, type)
  }
  const operand = context.operand(context, node)
  if (type === 'value') return (frame, dot) => operand(frame, dot, undefined)
  if (type === 'any') {
    return (frame, dot) => {
      const value = operand(frame, dot, undefined)
      return value === undefined ? null : value
    }
  }
  if (type === 'string') {
    return (frame, dot) => {
      const value = operand(frame, dot, undefined)
      return typeof value === 'string' ? value : convert(frame, value, type)
    }
  }
  return (frame, dot) => convert(frame, operand(frame, dot, undefined), type)
}

function constantArgument(node: Operand, type: ParamType): Argument {
  const found = constantFor(node, type)
  return frame => {
    frame.node = node
    if (typeof found === 'string') throw frame.failure(found)
    return found.value
  }
}
