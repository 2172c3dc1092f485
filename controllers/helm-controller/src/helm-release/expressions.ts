/** The CEL expressions of a spec. @module */
import { type HelmRelease, Reason } from '@sluice/api/helm'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import {
  boolType,
  compileExpression,
  dynType,
  type Expression,
  fromJson,
  healthEnvironment,
  withVariables,
} from '@sluice/cel'
import { Stalled } from '@sluice/kube/runtime'

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
  if (result.type === 'failed')
    throw new ExpressionError(`failed to parse the CEL expression '${source}': ${result.message}`)
  const { type } = result.expression
  if (type !== boolType)
    throw new ExpressionError(`CEL expression output type mismatch: expected bool, got ${type.kind}`)
  return result.expression
}

const costLimit = 1_000_000

/** Whether an expression holds for an object. @throws Error if it cannot be evaluated, or gives no boolean */
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
    throw new Error(
      `failed to evaluate the CEL expression '${expression.source}': ${evaluation.error.message}`,
    )
  }
  if (typeof evaluation.value === 'boolean') return evaluation.value
  throw new Error(`failed to evaluate CEL expression as boolean: '${expression.source}'`)
}

/** Whether a `readyExpr` holds for a release and one that it depends on. */
export function evaluates(expression: Expression, self: HelmRelease, dep: HelmRelease): boolean {
  return holds(expression, { self: asJson(self), dep: asJson(dep) })
}

/** Objects of the API server are JSON, whatever type we give them. */
function asJson(object: HelmRelease): JsonObject {
  const value: unknown = object
  if (!isJsonObject(value)) throw new TypeError(`the HelmRelease '${object.metadata.name}' is no JSON`)
  return value
}

/** Runs `work`; an expression that is none stalls the release until its spec changes. */
export function requireExpressions<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const message = `Reconciliation failed terminally due to configuration error: ${error.message}`
    const options = { observed: true, event: error.message, cause: error }
    throw new Stalled(Reason.InvalidCELExpression, message, options)
  }
}
