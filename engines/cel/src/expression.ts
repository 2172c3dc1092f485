/** From text to something that can be evaluated. @module */
import { childrenOf, type Expr } from './ast.ts'
import { check } from './check/check.ts'
import type { Checked } from './check/checking.ts'
import { checkLiterals } from './check/literal-checks.ts'
import type { Environment } from './environment.ts'
import { compileEvaluator } from './evaluate/compile-evaluator.ts'
import { ConstantError, type Evaluator, type Run } from './evaluate/run.ts'
import { parse } from './parse/parse.ts'
import { formatIssues } from './source.ts'
import { dynType, type Type } from './types.ts'
import { EvaluationError, type Value } from './values.ts'

/** A compiled expression. */
export interface Expression {
  readonly source: string
  readonly expr: Expr
  /** What checking found out; undefined for an expression that was not checked. */
  readonly checked: Checked | undefined
  /** The type of its value, dyn if not checked. */
  readonly type: Type
  /** Whether it mentions a variable. */
  mentions(variable: string): boolean
  /** Whether it reads a field of a variable by its name: `variable.field`, `variable.?field`. */
  selects(variable: string, field: string): boolean
  evaluate(variables: (name: string) => Value | undefined, options?: EvaluateOptions): Evaluation
}

export interface EvaluateOptions {
  /** The cost at which evaluation is given up; unlimited unless told. */
  readonly costLimit?: number
}

/** What an evaluation gave: a value or why there is none, and what it cost. */
export type Evaluation =
  | { readonly type: 'value'; readonly value: Value; readonly cost: number }
  | { readonly type: 'error'; readonly error: EvaluationError; readonly cost: number }

export type CompileResult =
  | { readonly type: 'compiled'; readonly expression: Expression }
  /** `compile`: `message` shows place and line of each problem. `program`: a constant cannot be converted. */
  | { readonly type: 'failed'; readonly phase: 'compile' | 'program'; readonly message: string }

/** Compiles an expression. Unchecked ones take any variable and find out about types when they run. */
export function compileExpression(
  source: string,
  environment: Environment,
  options: { readonly check?: boolean } = {},
): CompileResult {
  const parsed = parse(source, environment.macros)
  if (parsed.type === 'failed') {
    return { type: 'failed', phase: 'compile', message: formatIssues(source, parsed.issues) }
  }
  const checked = options.check === false ? undefined : check(parsed.expr, environment)
  const issues = checked ? issuesOf(parsed.expr, checked, environment) : []
  if (issues.length > 0) return { type: 'failed', phase: 'compile', message: formatIssues(source, issues) }
  try {
    const evaluator = compileEvaluator(parsed.expr, environment, checked)
    return { type: 'compiled', expression: expressionOf(source, parsed.expr, checked, evaluator) }
  } catch (error) {
    if (error instanceof ConstantError) return { type: 'failed', phase: 'program', message: error.message }
    throw error
  }
}

function issuesOf(expr: Expr, checked: Checked, environment: Environment) {
  if (checked.issues.length > 0 || !environment.strictLiterals) return checked.issues
  return checkLiterals(expr, checked)
}

function expressionOf(
  source: string,
  expr: Expr,
  checked: Checked | undefined,
  evaluator: Evaluator,
): Expression {
  return {
    source,
    expr,
    checked,
    type: checked?.types.get(expr.id) ?? dynType,
    mentions: variable => mentions(expr, variable),
    selects: (variable, field) => selects(expr, variable, field),
    evaluate: (variable, options) => {
      const run: Run = {
        variable,
        locals: [],
        cost: 0,
        costLimit: options?.costLimit ?? Number.POSITIVE_INFINITY,
      }
      try {
        return { type: 'value', value: evaluator(run), cost: run.cost }
      } catch (error) {
        if (error instanceof EvaluationError) return { type: 'error', error, cost: run.cost }
        throw error
      }
    },
  }
}

function mentions(expr: Expr, variable: string): boolean {
  if (expr.type === 'ident') return expr.name === variable
  return childrenOf(expr).some(child => mentions(child, variable))
}

function selects(expr: Expr, variable: string, field: string): boolean {
  const isVariable = (each: Expr | undefined) => each?.type === 'ident' && each.name === variable
  if (expr.type === 'select' && expr.field === field && isVariable(expr.operand)) return true
  if (expr.type === 'call' && expr.name === '_?._' && isVariable(expr.args[0])) {
    const [, name] = expr.args
    if (name?.type === 'literal' && name.value === field) return true
  }
  return childrenOf(expr).some(child => selects(child, variable, field))
}
