/** Types of comprehensions, which macros such as `all` and `map` become. @module */
import type { Comprehension, Expr } from '../ast.ts'
import { anyType, boolType, dynType, errorType, formatType, intType, type Type } from '../types.ts'
import type { Checking } from './checking.ts'

/** The type of a comprehension's result; its variables are in scope for its parts. */
export function comprehensionType(expr: Comprehension, checking: Checking): Type {
  const { scopes, substitution } = checking
  const range = substitution.apply(checking.check(expr.range))
  const accumulated = checking.check(expr.init)
  const [variable, variable2] = iterated(expr, range, checking)
  scopes.push(new Map([[expr.accumulator, accumulated]]))
  const names: [string, Type][] = [[expr.variable, variable]]
  if (expr.variable2 !== undefined) names.push([expr.variable2, variable2])
  scopes.push(new Map(names))
  assertType(expr.condition, boolType, checking)
  assertType(expr.step, accumulated, checking)
  scopes.pop()
  const result = checking.check(expr.result)
  scopes.pop()
  return substitution.apply(result)
}

/** The types of the iteration variables. */
function iterated(expr: Comprehension, range: Type, checking: Checking): readonly [Type, Type] {
  const isPair = expr.variable2 !== undefined
  switch (range.kind) {
    case 'list': {
      const element = range.params[0] ?? dynType
      return isPair ? [intType, element] : [element, dynType]
    }
    case 'map':
      return [range.params[0] ?? dynType, range.params[1] ?? dynType]
    case 'dyn':
    case 'error':
    case 'param':
      if (range === anyType) return notIterable(expr, range, checking)
      checking.substitution.accepts([dynType], [range])
      return [dynType, dynType]
    default:
      return notIterable(expr, range, checking)
  }
}

function notIterable(expr: Comprehension, range: Type, checking: Checking): readonly [Type, Type] {
  checking.report(
    expr.range.at,
    `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
  )
  return [errorType, errorType]
}

function assertType(expr: Expr, expected: Type, checking: Checking): void {
  const type = checking.check(expr)
  if (!checking.substitution.accepts([type], [expected])) checking.mismatch(expr.at, expected, type)
}
