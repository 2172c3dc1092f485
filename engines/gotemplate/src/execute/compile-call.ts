/**
 * Calls of functions and methods: how many arguments, of what types, and what an error in them is.
 * @module
 */
import type { AnyNode, Operand } from '../parse/node.ts'
import { printNode } from '../parse/print-node.ts'
import { GoFunction } from '../values/go-function.ts'
import type { GoValue } from '../values/go-value.ts'
import { isTrue, typeName } from '../values/kinds.ts'
import { compileArgument, type Scope } from './compile-operand.ts'
import { convert } from './convert.ts'
import { Interruption } from './exec-error.ts'
import { SetFunction } from './set-function.ts'
import type { State } from './state.ts'

/** There is no value from the command before. */
export const none: unique symbol = Symbol('none')

/** The value from the command before, if there is one. */
export type Final = GoValue | typeof none

/** What is evaluated with the value from the command before. */
export type EvaluateWith = (state: State, dot: GoValue, final: Final) => GoValue

/** A call as it is written. `node` is what an error of the function is about. */
export interface CallSite {
  readonly name: string
  readonly node: AnyNode
  readonly args: readonly Operand[]
  readonly scope: Scope
}

/** A call of a function that is known. */
export function compileCall(fn: GoFunction, site: CallSite): EvaluateWith {
  const { params, rest } = fn
  const count = site.args.length
  const args = site.args.map((arg, i) => compileArgument(arg, params[i] ?? rest ?? 'any', site.scope))
  const finalType = params[count] ?? rest ?? 'any'
  const [withoutFinal, withFinal] = [arityProblem(fn, site, 0), arityProblem(fn, site, 1)]
  return (state, dot, final) => {
    const problem = final === none ? withoutFinal : withFinal
    if (problem !== undefined) throw state.fail(problem)
    const values = new Array<unknown>(count)
    for (let i = 0; i < count; i++) values[i] = args[i]?.(state, dot)
    if (final !== none) values.push(convert(state, final, finalType))
    return invoke(state, fn, values, site)
  }
}

function arityProblem(
  { params, rest }: GoFunction,
  { name, args }: CallSite,
  finals: number,
): string | undefined {
  const given = args.length + finals
  if (rest !== undefined) {
    if (given >= params.length) return undefined
    return `wrong number of args for ${name}: want at least ${params.length} got ${args.length}`
  }
  if (given === params.length) return undefined
  return `wrong number of args for ${name}: want ${params.length} got ${given}`
}

function invoke(state: State, fn: GoFunction, values: unknown[], { name, node }: CallSite): GoValue {
  try {
    if (fn instanceof SetFunction) return fn.callIn(state.set, values)
    return (fn.call as (...args: unknown[]) => GoValue)(...values)
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Interruption || isOverflow(error)) throw error
    state.node = node
    throw state.fail(`error calling ${name}: ${error.message}`, error)
  }
}

/** The stack is at its end: no time to build messages. */
export function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}

/** `and` and `or` evaluate only what they need. */
export function compileLogic(word: 'and' | 'or', site: CallSite): EvaluateWith {
  const args = site.args.map(arg => compileArgument(arg, 'value', site.scope))
  return (state, dot, final) => {
    if (args.length === 0 && final === none) {
      throw state.fail(`wrong number of args for ${word}: want at least 1 got 0`)
    }
    let value: GoValue
    for (const arg of args) {
      value = arg(state, dot) as GoValue
      if (isTrue(value) === (word === 'or')) return value
    }
    return final === none ? value : final
  }
}

/** `call f x`: a function that is a value. */
export function compileIndirectCall(site: CallSite): EvaluateWith {
  const args = site.args.map(arg => compileArgument(arg, 'value', site.scope))
  const [first] = site.args
  return (state, dot, final) => {
    if (args.length === 0 && final === none)
      throw state.fail('wrong number of args for call: want at least 1 got 0')
    const values = args.map(arg => arg(state, dot) as GoValue)
    if (final !== none) values.push(final)
    const callee = first ? printNode(first) : '<reflect.Value>'
    const [fn, ...rest] = values
    const fail = (reason: string, cause?: unknown) => {
      state.node = site.node
      return state.fail(`error calling call: ${reason}`, cause)
    }
    if (fn === null || fn === undefined) throw fail('call of nil')
    if (!(fn instanceof GoFunction)) throw fail(`non-function ${callee} of type ${typeName(fn)}`)
    if (fn.rest === undefined ? rest.length !== fn.params.length : rest.length < fn.params.length) {
      const want = fn.rest === undefined ? fn.params.length : `at least ${fn.params.length}`
      throw fail(`wrong number of args for ${callee}: got ${rest.length} want ${want}`)
    }
    const converted = rest.map((value, i) => convert(state, value, fn.params[i] ?? fn.rest ?? 'any'))
    return invoke(state, fn, converted, site)
  }
}
