/** Finds the type of every part of an expression, and what is wrong with it, in cel-go's words. @module */
import type { Expr } from '../ast.ts'
import type { Environment } from '../environment.ts'
import {
  boolType,
  bytesType,
  doubleType,
  intType,
  nullType,
  stringType,
  type Type,
  uintType,
} from '../types.ts'
import { Uint, type Value } from '../values.ts'
import { callType } from './calls.ts'
import { type Checked, Checking } from './checking.ts'
import { comprehensionType } from './comprehensions.ts'
import { optionalSelectType, selectType } from './fields.ts'
import { listTypeOf, mapTypeOf, structType } from './literals.ts'

/** Checks an expression against an environment. */
export function check(expr: Expr, environment: Environment): Checked {
  const checking = new Checking(environment, typeOf)
  checking.check(expr)
  return checking.result()
}

function typeOf(expr: Expr, checking: Checking): Type {
  switch (expr.type) {
    case 'literal':
      return literalType(expr.value)
    case 'ident':
      return checking.lookup(expr.name) ?? checking.undeclared(expr.at, expr.name)
    case 'select':
      return selectType(expr, checking)
    case 'call':
      return expr.name === '_?._' ? optionalSelectType(expr, checking) : callType(expr, checking)
    case 'list':
      return listTypeOf(expr, checking)
    case 'map':
      return mapTypeOf(expr, checking)
    case 'struct':
      return structType(expr, checking)
    default:
      return comprehensionType(expr, checking)
  }
}

function literalType(value: Value): Type {
  if (value === null) return nullType
  switch (typeof value) {
    case 'boolean':
      return boolType
    case 'bigint':
      return intType
    case 'number':
      return doubleType
    case 'string':
      return stringType
    default:
      return value instanceof Uint ? uintType : bytesType
  }
}
