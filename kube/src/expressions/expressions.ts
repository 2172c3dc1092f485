/** The CEL expressions of a spec: compiled, evaluated, and what becomes of an object whose expressions are none. @module */
import type { JsonValue } from '@sluice/base/json'
import {
  boolType,
  compileExpression,
  dynType,
  type Expression,
  fromJson,
  healthEnvironment,
  withVariables,
} from '@sluice/cel'
import { Stalled } from '../runtime/index.ts'

/** An expression that is no CEL, or not of the type it must have. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

/** Compiles an expression over the top-level fields of an object, whatever they are. @throws ExpressionError */
export function compileOverFields(source: string): Expression {
  const result = compileExpression(source, healthEnvironment, { check: false })
  if (result.type === 'compiled') return result.expression
  throw new ExpressionError(`failed to parse the CEL expression '${source}': ${result.message}`)
}

const dependencyEnvironment = withVariables(healthEnvironment, [
  ['self', dynType],
  ['dep', dynType],
])

/** Compiles a `readyExpr` over `self` and `dep`, which must give a boolean. @throws ExpressionError */
export function compileReadyExpression(source: string): Expression {
  const result = compileExpression(source, dependencyEnvironment)
  if (result.type === 'failed') {
    throw new ExpressionError(`failed to parse the CEL expression '${source}': ${result.message}`)
  }
  const { type } = result.expression
  if (type !== boolType) {
    throw new ExpressionError(`CEL expression output type mismatch: expected bool, got ${type.kind}`)
  }
  return result.expression
}

const costLimit = 1_000_000

/** Whether an expression holds for these values. @throws Error if it cannot be evaluated, or gives no boolean */
export function holds(
  expression: Expression,
  values: Readonly<Record<string, JsonValue | undefined>>,
): boolean {
  const evaluation = expression.evaluate(
    name => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      return value === undefined ? undefined : fromJson(value)
    },
    { costLimit },
  )
  if (evaluation.type === 'error') {
    throw new ExpressionError(
      `failed to evaluate the CEL expression '${expression.source}': ${evaluation.error.message}`,
    )
  }
  if (typeof evaluation.value === 'boolean') return evaluation.value
  throw new ExpressionError(`failed to evaluate CEL expression as boolean: '${expression.source}'`)
}

/** Flux's reason for an expression that is none. */
const invalidExpression = 'InvalidCELExpression'

/**
 * Runs `work`; an expression that is none stalls the object until its spec changes.
 * `tellsCause`: the event has the error alone, without what the condition says before it.
 */
export function requireExpressions<T>(work: () => T, { tellsCause = false } = {}): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const message = `Reconciliation failed terminally due to configuration error: ${error.message}`
    const event = tellsCause ? { event: error.message } : {}
    throw new Stalled(invalidExpression, message, { observed: true, ...event, cause: error })
  }
}
