/** An evaluation under way, and the ways in which it ends early. @module */
import { EvaluationError, type Value } from '../values.ts'

/** One evaluation under way. */
export interface Run {
  readonly variable: (name: string) => Value | undefined
  /** Values of the variables that comprehensions declare; a failed one holds its error. */
  readonly locals: (Value | EvaluationError | Pending)[]
  cost: number
  readonly costLimit: number
}

/** One part of an expression, ready to run. */
export type Evaluator = (run: Run) => Value

/** An evaluation that ends at once: nothing makes the error harmless. */
export class Aborted extends EvaluationError {}

/** An evaluation that became too expensive. */
export class CostExceeded extends Aborted {
  constructor() {
    super('operation cancelled: actual cost limit exceeded')
  }
}

/** A constant of the expression that cannot be converted. */
export class ConstantError extends Error {}

/** Adds to the cost of a run. @throws CostExceeded where that is too much */
export function charge(run: Run, cost: number): void {
  run.cost += cost
  if (run.cost > run.costLimit) throw new CostExceeded()
}

/** An accumulator that is made when it is first read. */
export class Pending {
  readonly #init: Evaluator

  constructor(init: Evaluator) {
    this.#init = init
  }

  resolve(run: Run, slot: number): Value | EvaluationError {
    const value = attempt(this.#init, run)
    run.locals[slot] = value
    return value
  }
}

/** The value, or the error that came instead: a later step may make it harmless. */
export function attempt(evaluate: Evaluator, run: Run): Value | EvaluationError {
  try {
    return evaluate(run)
  } catch (error) {
    if (error instanceof EvaluationError && !(error instanceof Aborted)) return error
    throw error
  }
}
