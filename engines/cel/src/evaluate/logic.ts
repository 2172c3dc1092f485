/** Operators that may leave out a side, or survive its failure: `&&`, `||`, `? :`. @module */
import type { Call } from '../ast.ts'
import { EvaluationError } from '../values.ts'
import { type Compilation, isAttribute, unreachable } from './compilation.ts'
import { Aborted, type Evaluator } from './run.ts'

/** Compiles `&&` or `||`: the side that decides the outcome makes an error of the other side harmless. */
export function compileLogical(expr: Call, decisive: boolean, compilation: Compilation): Evaluator {
  const [left = unreachable, right = unreachable] = expr.args.map(arg => compilation.compile(arg))
  return run => {
    let failure: EvaluationError | undefined
    for (const side of [left, right]) {
      try {
        const value = side(run)
        if (value === decisive) return decisive
        if (typeof value !== 'boolean') failure ??= new EvaluationError('no such overload')
      } catch (error) {
        if (!(error instanceof EvaluationError) || error instanceof Aborted) throw error
        failure ??= error
      }
    }
    if (failure) throw failure
    return !decisive
  }
}

/** Compiles `a ? b : c`. */
export function compileConditional(expr: Call, compilation: Compilation): Evaluator {
  const parts = expr.args.map(arg => compilation.compile(arg))
  const [condition = unreachable, whenTrue = unreachable, whenFalse = unreachable] = parts
  const isFree = (i: number) => isAttribute(expr.args[i]) && compilation.constantOf(parts[i]) === undefined
  const isFreeWhenTrue = isFree(1)
  const isFreeWhenFalse = isFree(2)
  return run => {
    const value = condition(run)
    if (typeof value !== 'boolean') throw new EvaluationError('no such overload')
    const result = value ? whenTrue(run) : whenFalse(run)
    if (value ? isFreeWhenTrue : isFreeWhenFalse) run.cost--
    return result
  }
}

/** Compiles the condition under which a comprehension goes on: an error counts as true. */
export function compileNotStrictlyFalse(expr: Call, compilation: Compilation): Evaluator {
  const [operand = unreachable] = expr.args.map(arg => compilation.compile(arg))
  return run => {
    run.cost++
    try {
      return operand(run) !== false
    } catch (error) {
      if (!(error instanceof EvaluationError) || error instanceof Aborted) throw error
      return true
    }
  }
}
