/** Types of fields: `a.b`, `has(a.b)`, `a.?b`. @module */
import { type Call, type Expr, qualifiedName, type Select } from '../ast.ts'
import {
  boolType,
  dynType,
  errorType,
  formatType,
  isDynOrError,
  isOptional,
  optionalType,
  stringType,
  type Type,
} from '../types.ts'
import type { Checking } from './checking.ts'

/** The type of `a.b`, or of whether it is there; a variable may have dots in its name. */
export function selectType(expr: Select, checking: Checking): Type {
  const name = qualifiedName(expr)
  const named = name === undefined ? undefined : checking.lookup(name)
  if (named) return named
  const operandType = checking.substitution.apply(checking.check(expr.operand))
  const found = fieldType(expr, { operandType, field: expr.field }, checking)
  if (expr.isTest) return boolType
  return isOptional(operandType) ? optionalType(found) : found
}

/** The type of `a.?b`. */
export function optionalSelectType(expr: Call, checking: Checking): Type {
  const [operand, field] = expr.args
  if (!operand || field?.type !== 'literal' || typeof field.value !== 'string') return errorType
  checking.types.set(field.id, stringType)
  const operandType = checking.substitution.apply(checking.check(operand))
  const found = fieldType(expr, { operandType, field: field.value }, checking)
  return checking.substitution.apply(optionalType(found))
}

function fieldType(
  expr: Expr,
  { operandType, field }: { operandType: Type; field: string },
  checking: Checking,
): Type {
  const type = isOptional(operandType) ? (operandType.params[0] ?? dynType) : operandType
  switch (type.kind) {
    case 'map':
      return type.params[1] ?? dynType
    case 'object':
      return type.fields?.get(field) ?? checking.report(expr.at, `undefined field '${field}'`)
    case 'param':
      checking.substitution.accepts([dynType], [type])
      return dynType
    default:
      if (isDynOrError(type)) return dynType
      checking.report(expr.at, `type '${formatType(type)}' does not support field selection`)
      return dynType
  }
}
