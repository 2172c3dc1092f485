/** The tree of an expression, macros expanded. @module */
import type { Value } from './values.ts'

interface Node {
  /** Unique within one expression. */
  readonly id: number
  /** Where errors about the node point: an offset in code points. */
  readonly at: number
}

export interface Literal extends Node {
  readonly type: 'literal'
  readonly value: Value
}
export interface Ident extends Node {
  readonly type: 'ident'
  readonly name: string
}
export interface Select extends Node {
  readonly type: 'select'
  readonly operand: Expr
  readonly field: string
  /** `has(operand.field)` */
  readonly isTest: boolean
}
export interface Call extends Node {
  readonly type: 'call'
  readonly name: string
  readonly target?: Expr
  readonly args: readonly Expr[]
}
export interface ListExpr extends Node {
  readonly type: 'list'
  readonly items: readonly Expr[]
  readonly optionals: ReadonlySet<number>
}
export interface MapExpr extends Node {
  readonly type: 'map'
  readonly entries: readonly MapEntry[]
}
export interface MapEntry {
  readonly key: Expr
  readonly value: Expr
  readonly isOptional: boolean
}
/** `Name{field: value}`: a message of a type that the environment declares. */
export interface StructExpr extends Node {
  readonly type: 'struct'
  readonly name: string
  readonly fields: readonly StructField[]
}
export interface StructField {
  readonly name: string
  readonly value: Expr
  readonly isOptional: boolean
  readonly at: number
}
export interface Comprehension extends Node {
  readonly type: 'comprehension'
  readonly range: Expr
  readonly variable: string
  /** Of two-variable comprehensions; `variable` then is the index or key. */
  readonly variable2?: string
  readonly accumulator: string
  readonly init: Expr
  readonly condition: Expr
  readonly step: Expr
  readonly result: Expr
}

export type Expr = Literal | Ident | Select | Call | ListExpr | MapExpr | StructExpr | Comprehension

/** `a.b.c` as text, if the expression is a chain of names. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.type === 'ident') return expr.name
  if (expr.type !== 'select' || expr.isTest) return undefined
  const prefix = qualifiedName(expr.operand)
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`
}

/** The direct parts of an expression. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'select':
      return [expr.operand]
    case 'call':
      return expr.target ? [expr.target, ...expr.args] : expr.args
    case 'list':
      return expr.items
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [key, value])
    case 'struct':
      return expr.fields.map(field => field.value)
    case 'comprehension':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result]
    default:
      return []
  }
}
