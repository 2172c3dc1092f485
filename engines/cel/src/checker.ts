/** Finds the type of every part of an expression, and what is wrong with it, in cel-go's words. @module */
import {
  type Call,
  type Comprehension,
  type Expr,
  qualifiedName,
  type Select,
  type StructExpr,
} from './ast.ts'
import type { Environment } from './environment.ts'
import type { Overload } from './functions.ts'
import type { Issue } from './source.ts'
import {
  anyType,
  boolType,
  bytesType,
  doubleType,
  dynType,
  errorType,
  formatType,
  intType,
  isDynOrError,
  isOptional,
  listType,
  mapType,
  nullType,
  optionalType,
  sameType,
  stringType,
  type Type,
  typeType,
  uintType,
} from './types.ts'
import { isLessSpecific, Substitution } from './unify.ts'
import { Uint, type Value } from './values.ts'

/** What checking found out about the parts of an expression, by their ids. */
export interface Checked {
  readonly types: ReadonlyMap<number, Type>
  /** The overloads a call may be. */
  readonly overloads: ReadonlyMap<number, readonly Overload[]>
  /** Calls whose target is part of the function's name: `sets.contains(…)`. */
  readonly qualified: ReadonlyMap<number, string>
  readonly issues: readonly Issue[]
}

/** Checks an expression against an environment. */
export function check(expr: Expr, environment: Environment): Checked {
  const checker = new Checker(environment)
  checker.check(expr)
  return checker.result()
}

class Checker {
  readonly #environment: Environment
  readonly #types = new Map<number, Type>()
  readonly #overloads = new Map<number, readonly Overload[]>()
  readonly #qualified = new Map<number, string>()
  readonly #issues: Issue[] = []
  readonly #substitution = new Substitution()
  #scopes: ReadonlyMap<string, Type>[] = []

  constructor(environment: Environment) {
    this.#environment = environment
  }

  result(): Checked {
    const types = new Map(
      [...this.#types].map(([id, type]) => [id, this.#substitution.apply(type, true)] as const),
    )
    return { types, overloads: this.#overloads, qualified: this.#qualified, issues: this.#issues }
  }

  check(expr: Expr): Type {
    const type = this.#typeOf(expr)
    this.#types.set(expr.id, type)
    return type
  }

  #report(at: number, message: string): Type {
    this.#issues.push({ at, message })
    return errorType
  }

  #undeclared(at: number, name: string): Type {
    return this.#report(at, `undeclared reference to '${name}' (in container '')`)
  }

  #mismatch(at: number, expected: Type, found: Type): Type {
    const shown = (type: Type) => formatType(this.#substitution.apply(type, true))
    return this.#report(at, `expected type '${shown(expected)}' but found '${shown(found)}'`)
  }

  #typeOf(expr: Expr): Type {
    switch (expr.type) {
      case 'literal':
        return literalType(expr.value)
      case 'ident':
        return this.#lookup(expr.name) ?? this.#undeclared(expr.at, expr.name)
      case 'select':
        return this.#select(expr)
      case 'call':
        return this.#call(expr)
      case 'list':
        return this.#list(expr.items, expr.optionals)
      case 'map':
        return this.#map(expr.entries)
      case 'struct':
        return this.#struct(expr)
      default:
        return this.#comprehension(expr)
    }
  }

  #lookup(name: string): Type | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const type = this.#scopes[i]?.get(name)
      if (type) return type
    }
    const named = this.#environment.variables.get(name)
    if (named) return named
    const asType = this.#environment.types.get(name)
    return asType ? { ...typeType, params: [asType] } : undefined
  }

  #select(expr: Select): Type {
    const name = qualifiedName(expr)
    const named = name === undefined ? undefined : this.#lookup(name)
    if (named) return named
    const type = this.#field(expr, expr.operand, expr.field, false)
    if (!expr.isTest) return type
    return boolType
  }

  #field(expr: Expr, operand: Expr, field: string, isOptionalAccess: boolean): Type {
    const operandType = this.#substitution.apply(this.check(operand))
    const inside = isOptional(operandType) ? (operandType.params[0] ?? dynType) : operandType
    const found = this.#fieldOf(expr, inside, field)
    return isOptional(operandType) || isOptionalAccess ? optionalType(found) : found
  }

  #fieldOf(expr: Expr, type: Type, field: string): Type {
    switch (type.kind) {
      case 'map':
        return type.params[1] ?? dynType
      case 'object':
        return type.fields?.get(field) ?? this.#report(expr.at, `undefined field '${field}'`)
      case 'param':
        this.#substitution.accepts([dynType], [type])
        return dynType
      default:
        if (isDynOrError(type)) return dynType
        this.#report(expr.at, `type '${formatType(type)}' does not support field selection`)
        return dynType
    }
  }

  #struct(expr: StructExpr): Type {
    const message = this.#environment.messages?.(expr.name)
    if (!message) return this.#undeclared(expr.at, expr.name)
    for (const field of expr.fields) {
      const found = this.check(field.value)
      const given = field.isOptional ? this.#unwrap(field.value, found) : found
      const declared = message.fieldType(field.name)
      if (!declared) this.#report(field.at, `undefined field '${field.name}'`)
      else if (!this.#substitution.accepts([given], [declared])) {
        const shown = (type: Type) => formatType(this.#substitution.apply(type, true))
        this.#report(
          field.at,
          `expected type of field '${field.name}' is '${shown(declared)}' but provided type is '${shown(given)}'`,
        )
      }
    }
    return message.type
  }

  #call(expr: Call): Type {
    if (expr.name === '_?._') return this.#optionalSelect(expr)
    for (const arg of expr.args) this.check(arg)
    const { target } = expr
    if (!target) {
      const overloads = this.#environment.functions.get(expr.name) ?? operators[expr.name]
      return overloads ? this.#resolve(expr, overloads, undefined) : this.#undeclared(expr.at, expr.name)
    }
    const prefix = qualifiedName(target)
    const name = prefix === undefined ? '' : `${prefix}.${expr.name}`
    const qualified = this.#environment.functions.get(name)
    if (qualified) {
      this.#qualified.set(expr.id, name)
      return this.#resolve({ ...expr, name }, qualified, undefined)
    }
    this.check(target)
    const overloads = this.#environment.functions.get(expr.name)
    return overloads ? this.#resolve(expr, overloads, target) : this.#undeclared(expr.at, expr.name)
  }

  #optionalSelect(expr: Call): Type {
    const [operand, field] = expr.args
    if (!operand || field?.type !== 'literal' || typeof field.value !== 'string') return errorType
    this.#types.set(field.id, stringType)
    return this.#substitution.apply(this.#field(expr, operand, field.value, true))
  }

  #resolve(expr: Call, overloads: readonly Overload[], target: Expr | undefined): Type {
    const args = target ? [target, ...expr.args] : expr.args
    const argTypes = args.map(arg => this.#types.get(arg.id) ?? dynType)
    const matching: Overload[] = []
    let result: Type | undefined
    for (const overload of overloads) {
      if (overload.isMember !== (target !== undefined)) continue
      const { params, result: returns } = this.#instantiate(overload)
      if (!this.#substitution.accepts(argTypes, params)) continue
      matching.push(overload)
      const type = this.#substitution.apply(returns)
      if (!result) result = type
      else if (result.kind !== 'dyn' && !sameType(type, result)) result = dynType
    }
    if (result) {
      this.#overloads.set(expr.id, matching)
      return result
    }
    const shown = argTypes.map(type => formatType(this.#substitution.apply(type, true)))
    const signature = target ? `${shown[0]}.(${shown.slice(1).join(', ')})` : `(${shown.join(', ')})`
    return this.#report(expr.at, `found no matching overload for '${expr.name}' applied to '${signature}'`)
  }

  /** The overload with parameters of its own. */
  #instantiate(overload: Overload): { params: readonly Type[]; result: Type } {
    const fresh = new Map<string, Type>()
    const replace = (type: Type): Type => {
      if (type.kind === 'param') {
        const known = fresh.get(type.name) ?? this.#substitution.newParam()
        fresh.set(type.name, known)
        return known
      }
      return type.params.length === 0 ? type : { ...type, params: type.params.map(replace) }
    }
    return { params: overload.params.map(replace), result: replace(overload.result) }
  }

  #list(items: readonly Expr[], optionals: ReadonlySet<number>): Type {
    let element: Type | undefined
    items.forEach((item, i) => {
      const type = this.check(item)
      element = this.#join(element, optionals.has(i) ? this.#unwrap(item, type) : type)
    })
    return listType(element ?? this.#substitution.newParam())
  }

  #unwrap(expr: Expr, type: Type): Type {
    if (isOptional(type)) return type.params[0] ?? dynType
    if (type.kind !== 'dyn') this.#mismatch(expr.at, optionalType(type), type)
    return type
  }

  #map(entries: readonly { key: Expr; value: Expr; isOptional: boolean }[]): Type {
    let key: Type | undefined
    let value: Type | undefined
    for (const entry of entries) {
      const keyType = this.check(entry.key)
      key = this.#join(key, keyType)
      const valueType = this.check(entry.value)
      value = this.#join(value, entry.isOptional ? this.#unwrap(entry.value, valueType) : valueType)
    }
    return mapType(key ?? this.#substitution.newParam(), value ?? this.#substitution.newParam())
  }

  /** The type of several elements; different ones make it dyn. */
  #join(before: Type | undefined, type: Type): Type {
    if (!before) return type
    if (this.#substitution.accepts([before], [type])) return isLessSpecific(before, type) ? before : type
    return dynType
  }

  #comprehension(expr: Comprehension): Type {
    const range = this.#substitution.apply(this.check(expr.range))
    const accumulated = this.check(expr.init)
    const [variable, variable2] = this.#iterated(expr, range)
    this.#scopes.push(new Map([[expr.accumulator, accumulated]]))
    const names: [string, Type][] = [[expr.variable, variable]]
    if (expr.variable2 !== undefined) names.push([expr.variable2, variable2])
    this.#scopes.push(new Map(names))
    this.#assert(expr.condition, this.check(expr.condition), boolType)
    this.#assert(expr.step, this.check(expr.step), accumulated)
    this.#scopes.pop()
    const result = this.check(expr.result)
    this.#scopes.pop()
    return this.#substitution.apply(result)
  }

  /** The types of the iteration variables. */
  #iterated(expr: Comprehension, range: Type): readonly [Type, Type] {
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
        if (range === anyType) return this.#notIterable(expr, range)
        this.#substitution.accepts([dynType], [range])
        return [dynType, dynType]
      default:
        return this.#notIterable(expr, range)
    }
  }

  #notIterable(expr: Comprehension, range: Type): readonly [Type, Type] {
    this.#report(
      expr.range.at,
      `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    )
    return [errorType, errorType]
  }

  #assert(expr: Expr, type: Type, expected: Type): void {
    if (!this.#substitution.accepts([type], [expected])) this.#mismatch(expr.at, expected, type)
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

const bools = [boolType, boolType]
const A: Type = { kind: 'param', name: 'A', params: [] }

function builtIn(id: string, params: readonly Type[], result: Type): readonly Overload[] {
  const call = (): Value => {
    throw new TypeError(`${id} is evaluated by the evaluator itself`)
  }
  return [{ id, isMember: false, params, result, call }]
}

/** Operators that the evaluator does by itself, because it may leave out a side. */
const operators: Readonly<Record<string, readonly Overload[]>> = {
  '_&&_': builtIn('logical_and', bools, boolType),
  '_||_': builtIn('logical_or', bools, boolType),
  '_?_:_': builtIn('conditional', [boolType, A, A], A),
}
