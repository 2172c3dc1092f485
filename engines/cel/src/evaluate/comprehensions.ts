/** Comprehensions, which macros such as `all` and `map` become. @module */
import type { Comprehension } from '../ast.ts'
import { iterate } from './aggregates.ts'
import type { Compilation } from './compilation.ts'
import { attempt, type Evaluator, Pending } from './run.ts'

/** Compiles a comprehension; its variables have slots of their own among the run's locals. */
export function compileComprehension(expr: Comprehension, compilation: Compilation): Evaluator {
  const range = compilation.compile(expr.range)
  const init = compilation.compile(expr.init)
  const [accumulator, variable, variable2] = [
    compilation.newSlot(),
    compilation.newSlot(),
    compilation.newSlot(),
  ]
  const isPair = expr.variable2 !== undefined
  const iterated: (readonly [string, number])[] = [[expr.variable, variable]]
  if (expr.variable2 !== undefined) iterated.push([expr.variable2, variable2])
  const { condition, step, result } = compilation.withVariables([[expr.accumulator, accumulator]], () => ({
    ...compilation.withVariables(iterated, () => ({
      condition: compilation.compile(expr.condition),
      step: compilation.compile(expr.step),
    })),
    result: compilation.compile(expr.result),
  }))
  return run => {
    const { locals } = run
    const items = range(run)
    locals[accumulator] = new Pending(init)
    for (const [key, value] of iterate(items, isPair)) {
      locals[variable] = key
      if (value !== undefined) locals[variable2] = value
      if (condition(run) !== true) break
      locals[accumulator] = attempt(step, run)
    }
    return result(run)
  }
}
