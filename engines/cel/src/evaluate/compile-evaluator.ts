/** A tree to closures: what can be decided once is decided before the first evaluation. @module */
import type { Call, Expr } from '../ast.ts'
import type { Checked } from '../check/checking.ts'
import type { Environment } from '../environment.ts'
import { compileCall } from './calls.ts'
import { Compilation } from './compilation.ts'
import { compileComprehension } from './comprehensions.ts'
import { compileList, compileMap, compileStruct } from './literals.ts'
import { compileConditional, compileLogical, compileNotStrictlyFalse } from './logic.ts'
import { compileIdent, compileOptionalSelect, compileSelect } from './names.ts'
import type { Evaluator } from './run.ts'

/** Compiles an expression; without `checked`, overloads are chosen and names looked up while it runs. */
export function compileEvaluator(
  expr: Expr,
  environment: Environment,
  checked: Checked | undefined,
): Evaluator {
  return new Compilation(environment, checked, compilePart).compile(expr)
}

function compilePart(expr: Expr, compilation: Compilation): Evaluator {
  switch (expr.type) {
    case 'literal':
      return compilation.constant(expr.value)
    case 'ident':
      return compileIdent(expr.name, compilation)
    case 'select':
      return compileSelect(expr, compilation)
    case 'call':
      return compileOperation(expr, compilation)
    case 'list':
      return compileList(expr, compilation)
    case 'map':
      return compileMap(expr, compilation)
    case 'struct':
      return compileStruct(expr, compilation)
    default:
      return compileComprehension(expr, compilation)
  }
}

function compileOperation(expr: Call, compilation: Compilation): Evaluator {
  switch (expr.name) {
    case '_&&_':
    case '_||_':
      return compileLogical(expr, expr.name === '_||_', compilation)
    case '_?_:_':
      return compileConditional(expr, compilation)
    case '@not_strictly_false':
      return compileNotStrictlyFalse(expr, compilation)
    case '_?._':
      return compileOptionalSelect(expr, compilation)
    default:
      return compileCall(expr, compilation)
  }
}
