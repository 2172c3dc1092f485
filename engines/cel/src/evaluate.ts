/** A tree to closures: what can be decided once is decided before the first evaluation. @module */
import {
  type Call,
  type Comprehension,
  type Expr,
  qualifiedName,
  type Select,
  type StructExpr,
} from './ast.ts'
import type { Checked } from './checker.ts'
import type { Environment } from './environment.ts'
import { accepts, type Overload } from './functions.ts'
import { findElement } from './library/access.ts'
import { callCost, listCost, mapCost, structCost } from './run-cost.ts'
import {
  CelMap,
  EvaluationError,
  isList,
  type Key,
  keyOf,
  Optional,
  TypeValue,
  typeNameOf,
  type Value,
} from './values.ts'

/** One evaluation under way. */
export interface Run {
  readonly variable: (name: string) => Value | undefined
  /** Values of the variables that comprehensions declare; a failed one holds its error. */
  readonly locals: (Value | EvaluationError)[]
  cost: number
  readonly costLimit: number
}

export type Evaluator = (run: Run) => Value

/** An evaluation that became too expensive. */
export class CostExceeded extends EvaluationError {
  constructor() {
    super('operation cancelled: actual cost limit exceeded')
  }
}

/** A constant of the expression that cannot be converted. */
export class ConstantError extends Error {}

/** Compiles an expression; without `checked`, overloads are chosen and names looked up while it runs. */
export function compileEvaluator(
  expr: Expr,
  environment: Environment,
  checked: Checked | undefined,
): Evaluator {
  return new Compiler(environment, checked).compile(expr)
}

function charge(run: Run, cost: number): void {
  run.cost += cost
  if (run.cost > run.costLimit) throw new CostExceeded()
}

const conversions = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
])

class Compiler {
  readonly #environment: Environment
  readonly #checked: Checked | undefined
  /** Slots of the variables in scope, innermost last. */
  readonly #scope: (readonly [name: string, slot: number])[] = []
  #slots = 0

  constructor(environment: Environment, checked: Checked | undefined) {
    this.#environment = environment
    this.#checked = checked
  }

  compile(expr: Expr): Evaluator {
    switch (expr.type) {
      case 'literal':
        return () => expr.value
      case 'ident':
        return this.#ident(expr.name)
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

  #struct(expr: StructExpr): Evaluator {
    const message = this.#environment.messages?.(expr.name)
    const fields = expr.fields.map(field => ({ ...field, evaluate: this.compile(field.value) }))
    return run => {
      if (!message) throw new EvaluationError(`unknown type '${expr.name}'`)
      charge(run, structCost)
      const values = new Map<string, Value>()
      for (const { name, evaluate, isOptional } of fields) {
        const value = evaluate(run)
        if (!isOptional) values.set(name, value)
        else if (value instanceof Optional && value.value !== undefined) values.set(name, value.value)
      }
      return message.make(values)
    }
  }

  #slotOf(name: string): number | undefined {
    return this.#scope.findLast(([each]) => each === name)?.[1]
  }

  #ident(name: string): Evaluator {
    const slot = this.#slotOf(name)
    if (slot !== undefined) {
      return run => {
        charge(run, 1)
        const value = run.locals[slot]
        if (value === undefined || value instanceof EvaluationError) throw value ?? noAttribute(name)
        return value
      }
    }
    const type = this.#environment.types.get(name)
    return run => {
      charge(run, 1)
      const value = run.variable(name)
      if (value !== undefined) return value
      if (type) return new TypeValue(type.name)
      throw noAttribute(name)
    }
  }

  #select(expr: Select): Evaluator {
    const name = qualifiedName(expr)
    const asType = name === undefined ? undefined : this.#environment.types.get(name)
    if (asType) return () => new TypeValue(asType.name)
    // A variable may have dots in its name: `authorizer.requestResource`.
    if (name !== undefined && this.#environment.variables.has(name)) return this.#ident(name)
    const shown = expr.isTest ? qualifiedName({ ...expr, isTest: false }) : name
    const operand = this.#naming(shown, this.compile(expr.operand))
    const { field } = expr
    if (expr.isTest) return run => hasField(operand(run), field)
    return run => {
      const value = operand(run)
      charge(run, 1)
      return selectField(value, field)
    }
  }

  /** cel-go: without types, what is missing might be a variable with dots in its name, and is told by all of it. */
  #naming(name: string | undefined, operand: Evaluator): Evaluator {
    if (this.#checked || name === undefined) return operand
    return run => {
      try {
        return operand(run)
      } catch (error) {
        throw error instanceof NoAttribute ? noAttribute(name) : error
      }
    }
  }

  #call(expr: Call): Evaluator {
    switch (expr.name) {
      case '_&&_':
      case '_||_':
        return this.#logical(expr, expr.name === '_||_')
      case '_?_:_':
        return this.#conditional(expr)
      case '@not_strictly_false':
        return this.#notStrictlyFalse(expr)
      case '_?._':
        return this.#optionalSelect(expr)
      default:
        return this.#function(expr)
    }
  }

  #args(expr: Call): readonly Evaluator[] {
    return expr.args.map(arg => this.compile(arg))
  }

  /** The side that decides the outcome makes an error of the other side harmless. */
  #logical(expr: Call, decisive: boolean): Evaluator {
    const [left = unreachable, right = unreachable] = this.#args(expr)
    return run => {
      let failure: EvaluationError | undefined
      for (const side of [left, right]) {
        try {
          const value = side(run)
          if (value === decisive) return decisive
          if (typeof value !== 'boolean') failure ??= new EvaluationError('no such overload')
        } catch (error) {
          if (!(error instanceof EvaluationError) || error instanceof CostExceeded) throw error
          failure ??= error
        }
      }
      if (failure) throw failure
      return !decisive
    }
  }

  #conditional(expr: Call): Evaluator {
    const [condition = unreachable, whenTrue = unreachable, whenFalse = unreachable] = this.#args(expr)
    return run => {
      const value = condition(run)
      if (typeof value !== 'boolean') throw new EvaluationError('no such overload')
      return value ? whenTrue(run) : whenFalse(run)
    }
  }

  #notStrictlyFalse(expr: Call): Evaluator {
    const [operand = unreachable] = this.#args(expr)
    return run => {
      try {
        return operand(run) !== false
      } catch (error) {
        if (!(error instanceof EvaluationError) || error instanceof CostExceeded) throw error
        return true
      }
    }
  }

  #optionalSelect(expr: Call): Evaluator {
    const [operand = unreachable] = this.#args(expr)
    const field = expr.args[1]
    const name = field?.type === 'literal' ? field.value : null
    return run => {
      const value = operand(run)
      charge(run, 1)
      const inside = value instanceof Optional ? value.value : value
      return new Optional(inside instanceof CelMap ? inside.get(name) : undefined)
    }
  }

  #function(expr: Call): Evaluator {
    const { name, overloads, target } = this.#resolve(expr)
    const args = target ? [this.compile(target), ...this.#args(expr)] : this.#args(expr)
    if (target && (name === 'or' || name === 'orValue') && args.length === 2) return lazyOr(args, name)
    const call = this.#dispatch(name, overloads)
    const [only] = expr.args
    if (!target && conversions.has(name) && only?.type === 'literal' && expr.args.length === 1) {
      return constant(call, only.value)
    }
    return run => {
      const values = args.map(arg => arg(run))
      const result = call(values)
      charge(run, callCost(name, values, result))
      return result
    }
  }

  #resolve(expr: Call): { name: string; overloads: readonly Overload[]; target?: Expr } {
    const functions = this.#environment.functions
    const { target } = expr
    const qualified = this.#checked ? this.#checked.qualified.get(expr.id) : this.#qualifiedName(expr)
    if (qualified !== undefined)
      return { name: qualified, overloads: this.#overloads(expr, qualified, false) }
    const overloads = functions.has(expr.name) ? this.#overloads(expr, expr.name, target !== undefined) : []
    return { name: expr.name, overloads, ...(target ? { target } : {}) }
  }

  /** Without types: a dotted name is a function's unless its first part is a variable in scope. */
  #qualifiedName(expr: Call): string | undefined {
    const prefix = expr.target ? qualifiedName(expr.target) : undefined
    if (prefix === undefined || this.#slotOf(prefix.split('.')[0] ?? '') !== undefined) return undefined
    const name = `${prefix}.${expr.name}`
    return this.#environment.functions.has(name) ? name : undefined
  }

  #overloads(expr: Call, name: string, isMember: boolean): readonly Overload[] {
    const known = this.#checked?.overloads.get(expr.id)
    return known ?? (this.#environment.functions.get(name) ?? []).filter(each => each.isMember === isMember)
  }

  #dispatch(name: string, overloads: readonly Overload[]): (args: readonly Value[]) => Value {
    const [only] = overloads
    if (only && overloads.length === 1) {
      const isOpen = only.params.every(param => param.kind === 'param' || param.kind === 'dyn')
      if (isOpen) return args => only.call(...args)
    }
    return args => {
      const chosen = overloads.find(
        each =>
          each.params.length === args.length &&
          each.params.every((param, i) => accepts(param, args[i] ?? null)),
      )
      if (chosen) return chosen.call(...args)
      throw new EvaluationError(`no such overload: ${name}(${args.map(typeNameOf).join(', ')})`)
    }
  }

  #list(items: readonly Expr[], optionals: ReadonlySet<number>): Evaluator {
    const evaluators = items.map(item => this.compile(item))
    return run => {
      charge(run, listCost)
      return evaluators.flatMap((item, i): readonly Value[] => {
        const value = item(run)
        if (!optionals.has(i)) return [value]
        const inside = unwrapOptional(value)
        return inside === undefined ? [] : [inside]
      })
    }
  }

  #map(entries: readonly { key: Expr; value: Expr; isOptional: boolean }[]): Evaluator {
    const compiled = entries.map(({ key, value, isOptional }) => ({
      key: this.compile(key),
      value: this.compile(value),
      isOptional,
    }))
    return run => {
      charge(run, mapCost)
      const result = new Map<Key, Value>()
      for (const entry of compiled) {
        const key = keyOf(entry.key(run))
        if (key === undefined) throw new EvaluationError('unsupported key type')
        const value = entry.value(run)
        const inside = entry.isOptional ? unwrapOptional(value) : value
        if (inside === undefined) continue
        if (result.has(key)) throw new EvaluationError(`Failed with repeated key '${String(key)}'`)
        result.set(key, inside)
      }
      return new CelMap(result)
    }
  }

  #comprehension(expr: Comprehension): Evaluator {
    const range = this.compile(expr.range)
    const init = this.compile(expr.init)
    const [accumulator, variable, variable2] = [this.#slots++, this.#slots++, this.#slots++]
    this.#scope.push([expr.accumulator, accumulator])
    this.#scope.push([expr.variable, variable])
    if (expr.variable2 !== undefined) this.#scope.push([expr.variable2, variable2])
    const condition = this.compile(expr.condition)
    const step = this.compile(expr.step)
    this.#scope.length -= expr.variable2 === undefined ? 1 : 2
    const result = this.compile(expr.result)
    this.#scope.pop()
    const isPair = expr.variable2 !== undefined
    return run => {
      const { locals } = run
      const items = range(run)
      locals[accumulator] = attempt(init, run)
      for (const [key, value] of iterate(items, isPair)) {
        locals[variable] = key
        if (value !== undefined) locals[variable2] = value
        if (condition(run) !== true) break
        locals[accumulator] = attempt(step, run)
      }
      return result(run)
    }
  }
}

const unreachable: Evaluator = () => {
  throw new TypeError('call with too few arguments')
}

/** The value, or the error that came instead: a later step may make it harmless. */
function attempt(evaluate: Evaluator, run: Run): Value | EvaluationError {
  try {
    return evaluate(run)
  } catch (error) {
    if (error instanceof EvaluationError && !(error instanceof CostExceeded)) return error
    throw error
  }
}

function* iterate(range: Value, isPair: boolean): Generator<readonly [Value, Value | undefined]> {
  if (range instanceof CelMap) {
    for (const [key, value] of range.entries) yield [key, isPair ? value : undefined]
  } else if (isList(range)) {
    let index = 0n
    for (const item of range) yield isPair ? [index++, item] : [item, undefined]
  } else {
    throw new EvaluationError(`got '${typeNameOf(range)}', expected iterable type`)
  }
}

class NoAttribute extends EvaluationError {}

function noAttribute(name: string): NoAttribute {
  return new NoAttribute(`no such attribute(s): ${name}`)
}

function selectField(value: Value, field: string): Value {
  if (value instanceof CelMap) {
    const found = value.get(field)
    if (found !== undefined) return found
    throw new EvaluationError(`no such key: ${field}`)
  }
  if (value instanceof Optional) {
    return new Optional(value.value === undefined ? undefined : findElement(value.value, field))
  }
  throw new EvaluationError('no such overload')
}

function hasField(value: Value, field: string): boolean {
  const inside = value instanceof Optional ? value.value : value
  if (inside === undefined) return false
  if (inside instanceof CelMap) return inside.get(field) !== undefined
  throw new EvaluationError('no such overload')
}

function unwrapOptional(value: Value): Value | undefined {
  if (value instanceof Optional) return value.value
  throw new EvaluationError(`cannot initialize optional entry from non-optional value`)
}

function lazyOr(
  [left = unreachable, right = unreachable]: readonly Evaluator[],
  name: 'or' | 'orValue',
): Evaluator {
  return run => {
    const value = left(run)
    charge(run, 1)
    if (!(value instanceof Optional)) throw new EvaluationError('no such overload')
    if (value.value === undefined) return right(run)
    return name === 'or' ? value : value.value
  }
}

/** A conversion of a constant is done once; if it fails, the expression is wrong. */
function constant(call: (args: readonly Value[]) => Value, value: Value): Evaluator {
  try {
    const result = call([value])
    return () => result
  } catch (error) {
    if (error instanceof EvaluationError) throw new ConstantError(error.message, { cause: error })
    throw error
  }
}
