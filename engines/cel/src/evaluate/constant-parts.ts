/** Parts of an expression that are made once, and calls that constants make cheaper. @module */
import { compileRegex } from '../regex.ts'
import { EvaluationError, Uint, type Value } from '../values.ts'
import { Aborted, ConstantError, type Evaluator, type Run } from './run.ts'

/** A conversion of a constant is done once; if it fails, the expression is wrong. */
export function converted(call: (args: readonly Value[]) => Value, values: readonly Value[]): Value {
  try {
    return call(values)
  } catch (error) {
    if (error instanceof EvaluationError) throw new ConstantError(error.message, { cause: error })
    throw error
  }
}

/** A constant pattern is compiled with the expression. */
export function checkPattern(pattern: string): void {
  const regex = compileRegex(pattern)
  if (regex.type === 'error') throw new ConstantError(regex.message)
}

/** cel-go: whether something is one of several constants is looked up, which costs nothing. */
export function isMember(
  item: Evaluator,
  call: (args: readonly Value[]) => Value,
  items: readonly Value[],
): Evaluator {
  return run => call([item(run), items])
}

/** Whether a value can be looked up among constants. */
export function isHashable(value: Value): boolean {
  return ['string', 'bigint', 'number', 'boolean'].includes(typeof value) || value instanceof Uint
}

/** Evaluates arguments of a function that gives the whole evaluation up where one of them fails. */
export function uninterrupted(args: readonly Evaluator[]): (run: Run) => readonly Value[] {
  return run => {
    try {
      return args.map(arg => arg(run))
    } catch (error) {
      if (!(error instanceof EvaluationError) || error instanceof Aborted) throw error
      throw new Aborted(
        'internal error: interface conversion: *types.Err is not traits.Lister: missing method Add',
      )
    }
  }
}
