/** Running the expressions of one policy or webhook on one request. @module */
import type { JsonObject } from '@sluice/base/json'
import { CelMap, CostExceeded, EvaluationError, type Expression, type Key, type Value } from '@sluice/cel'
import { compileAdmissionExpression, type ExpressionScope } from '../strategy/registration/expressions.ts'
import { objectsAt, textAt } from '../strategy/values/read.ts'
import type { Variables } from './request-variables.ts'

/** What one expression may cost, and all of a policy on one request. */
const callLimit = 1_000_000
const budgetLimit = 10_000_000
const overBudget =
  'validation failed due to running out of cost budget, no further validation rules will be run'

export type Outcome =
  | { readonly type: 'value'; readonly value: Value }
  | { readonly type: 'error'; readonly message: string }

/** The expressions are those of `owner`, a stored spec; what they cost together is limited. */
export class ExpressionRun {
  readonly #owner: JsonObject
  readonly #scope: ExpressionScope
  readonly #values: Variables
  #budget: number

  constructor(owner: JsonObject, scope: ExpressionScope, values: Variables, budget = budgetLimit) {
    this.#owner = owner
    this.#scope = scope
    this.#values = values
    this.#budget = budget
    if (scope.variables) values.set('variables', new CelMap(new LazyVariables(owner, this)))
  }

  /** The value, or why there is none in the words users read. */
  evaluate(source: string, scope: ExpressionScope = this.#scope): Outcome {
    const expression = compiled(this.#owner, source, scope)
    if (typeof expression === 'string') return { type: 'error', message: `compilation error: ${expression}` }
    const result = this.run(expression)
    if (result.type === 'value') return result
    if (this.#budget < 0) return { type: 'error', message: overBudget }
    return { type: 'error', message: `expression '${source}' resulted in error: ${result.message}` }
  }

  /** Runs an expression at the cost of this run. */
  run(expression: Expression): Outcome {
    const result = expression.evaluate(name => this.#values.get(name), { costLimit: callLimit })
    this.#budget -= result.cost
    if (this.#budget < 0) return { type: 'error', message: overBudget }
    if (result.type === 'value') return result
    const { error } = result
    const message =
      error instanceof CostExceeded ? 'operation cancelled: actual cost limit exceeded' : error.message
    return { type: 'error', message }
  }

  /** The value of a variable. @throws EvaluationError */
  variable(name: string, source: string): Value {
    const expression = compiled(this.#owner, source, this.#scope)
    if (typeof expression === 'string') {
      throw new EvaluationError(`composited variable ${JSON.stringify(name)} fails to compile: ${expression}`)
    }
    const result = this.run(expression)
    if (result.type === 'value') return result.value
    throw new EvaluationError(
      `composited variable ${JSON.stringify(name)} fails to evaluate: ${result.message}`,
    )
  }
}

/** A variable is computed when an expression first uses it, and once. */
class LazyVariables extends Map<Key, Value> {
  readonly #sources: ReadonlyMap<Key, string>
  readonly #run: ExpressionRun

  constructor(owner: JsonObject, run: ExpressionRun) {
    super()
    this.#run = run
    this.#sources = new Map(
      objectsAt(owner, 'variables').map(each => [textAt(each, 'name'), textAt(each, 'expression')]),
    )
  }

  override get(key: Key): Value | undefined {
    const known = super.get(key)
    const source = this.#sources.get(key)
    if (known !== undefined || source === undefined) return known
    const value = this.#run.variable(String(key), source)
    this.set(key, value)
    return value
  }

  override has(key: Key): boolean {
    return this.#sources.has(key)
  }
}

const cache = new WeakMap<JsonObject, Map<string, Expression | string>>()

/** Compiled once per stored object; a text is why it cannot be. */
function compiled(owner: JsonObject, source: string, scope: ExpressionScope): Expression | string {
  let known = cache.get(owner)
  if (!known) cache.set(owner, (known = new Map()))
  const key = `${scope.authorizer === true} ${source}`
  const found = known.get(key)
  if (found !== undefined) return found
  const result = compileAdmissionExpression(source, scope)
  const made = result.type === 'compiled' ? result.expression : result.message
  known.set(key, made)
  return made
}
