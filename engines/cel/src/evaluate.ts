/** A tree to closures: what can be decided once is decided before the first evaluation. @module */

import { iterate, type MapEntry, mapOf, unwrapOptional } from './aggregates.ts'
import {
  type Call,
  type Comprehension,
  type Expr,
  qualifiedName,
  type Select,
  type StructExpr,
} from './ast.ts'
import type { Checked } from './checker.ts'
import { checkPattern, converted, isHashable, isMember, uninterrupted } from './constant-parts.ts'
import type { Environment } from './environment.ts'
import { hasField, NoAttribute, noAttribute, selectField } from './fields.ts'
import { accepts, type Overload } from './functions.ts'
import { noOverload } from './no-overload.ts'
import { Aborted, attempt, charge, type Evaluator, Pending, type Run } from './run.ts'
import { callCost, listCost, mapCost, structCost } from './run-cost.ts'
import { CelMap, EvaluationError, isList, Optional, TypeValue, type Value } from './values.ts'

/** Compiles an expression; without `checked`, overloads are chosen and names looked up while it runs. */
export function compileEvaluator(
  expr: Expr,
  environment: Environment,
  checked: Checked | undefined,
): Evaluator {
  return new Compiler(environment, checked).compile(expr)
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

/** Functions whose cost cannot be told for an argument that failed: cel-go gives up altogether. */
const selfCompared = new Set(['sort', 'distinct', '@sortByAssociatedKeys'])

const regexFunctions = new Set(['matches', 'find', 'findAll'])

class Compiler {
  readonly #environment: Environment
  readonly #checked: Checked | undefined
  /** The values of parts that are the same in every evaluation; they are made once, and cost nothing. */
  readonly #constants = new WeakMap<Evaluator, Value>()
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
        return this.#constant(expr.value)
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

  #constant(value: Value): Evaluator {
    const evaluate: Evaluator = () => value
    this.#constants.set(evaluate, value)
    return evaluate
  }

  /** The values of parts that are all constant. */
  #constantsOf(parts: readonly Evaluator[]): readonly Value[] | undefined {
    const values = parts.flatMap(part => {
      const value = this.#constants.get(part)
      return value === undefined ? [] : [value]
    })
    return values.length === parts.length ? values : undefined
  }

  #slotOf(name: string): number | undefined {
    return this.#scope.findLast(([each]) => each === name)?.[1]
  }

  #ident(name: string): Evaluator {
    const slot = this.#slotOf(name)
    if (slot !== undefined) {
      return run => {
        charge(run, 1)
        const held = run.locals[slot]
        const value = held instanceof Pending ? held.resolve(run, slot) : held
        if (value === undefined || value instanceof EvaluationError) throw value ?? noAttribute(name)
        return value
      }
    }
    const type = this.#environment.types.get(name)
    if (type && this.#checked && !this.#environment.variables.has(name))
      return this.#constant(new TypeValue(type.name))
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
    const cost = isAttribute(expr.operand) ? 1 : 2
    return run => {
      const value = operand(run)
      charge(run, cost)
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
          if (!(error instanceof EvaluationError) || error instanceof Aborted) throw error
          failure ??= error
        }
      }
      if (failure) throw failure
      return !decisive
    }
  }

  #conditional(expr: Call): Evaluator {
    const [condition = unreachable, whenTrue = unreachable, whenFalse = unreachable] = this.#args(expr)
    const isFree = (i: number, branch: Evaluator) => isAttribute(expr.args[i]) && !this.#constants.has(branch)
    const isFreeWhenTrue = isFree(1, whenTrue)
    const isFreeWhenFalse = isFree(2, whenFalse)
    return run => {
      const value = condition(run)
      if (typeof value !== 'boolean') throw new EvaluationError('no such overload')
      const result = value ? whenTrue(run) : whenFalse(run)
      if (value ? isFreeWhenTrue : isFreeWhenFalse) run.cost--
      return result
    }
  }

  #notStrictlyFalse(expr: Call): Evaluator {
    const [operand = unreachable] = this.#args(expr)
    return run => {
      run.cost++
      try {
        return operand(run) !== false
      } catch (error) {
        if (!(error instanceof EvaluationError) || error instanceof Aborted) throw error
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
      const inside = value instanceof Optional ? value.value : value
      const found = inside instanceof CelMap ? inside.get(name) : undefined
      if (found !== undefined) charge(run, 1)
      return new Optional(found)
    }
  }

  #function(expr: Call): Evaluator {
    const { name, overloads, target } = this.#resolve(expr)
    const args = target ? [this.compile(target), ...this.#args(expr)] : this.#args(expr)
    if (target && (name === 'or' || name === 'orValue') && args.length === 2) return lazyOr(args, name)
    const call = this.#dispatch(name, overloads)
    const constants = args.length === 1 && conversions.has(name) ? this.#constantsOf(args) : undefined
    if (!target && constants) return this.#constant(converted(call, constants))
    const pattern = args[1] && this.#constants.get(args[1])
    if (regexFunctions.has(name) && typeof pattern === 'string') checkPattern(pattern)
    if (name === '@in' && overloads.length === 1) {
      const items = args[1] && this.#constants.get(args[1])
      if (items !== undefined && isList(items) && items.every(isHashable)) {
        return items.length === 0 ? this.#constant(false) : isMember(args[0] ?? unreachable, call, items)
      }
    }
    // cel-go: what is taken out of a value that is no attribute makes one of it first.
    const isTaken = name === '_[_]' || name === '_[?_]'
    const own = isTaken && !isAttribute(expr.args[0]) ? 1 : 0
    const evaluateArgs = selfCompared.has(name)
      ? uninterrupted(args)
      : (run: Run) => args.map(arg => arg(run))
    return run => {
      const values = evaluateArgs(run)
      const result = call(values)
      charge(run, own + callCost(name, values, result))
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
      throw noOverload(name, args)
    }
  }

  #list(items: readonly Expr[], optionals: ReadonlySet<number>): Evaluator {
    const evaluators = items.map(item => this.compile(item))
    const constants = optionals.size === 0 ? this.#constantsOf(evaluators) : undefined
    if (constants) return this.#constant(constants)
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
    const parts = compiled.flatMap(({ key, value }) => [key, value])
    const isConstant = this.#constantsOf(parts) && !compiled.some(entry => entry.isOptional)
    if (isConstant) return this.#constantMap(compiled)
    return run => {
      charge(run, mapCost)
      return mapOf(compiled, run)
    }
  }

  /** A constant map that cannot be made fails wherever it is used. */
  #constantMap(entries: readonly MapEntry[]): Evaluator {
    const run: Run = { variable: () => undefined, locals: [], cost: 0, costLimit: Number.POSITIVE_INFINITY }
    try {
      return this.#constant(mapOf(entries, run))
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error
      return () => {
        throw error
      }
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
      locals[accumulator] = new Pending(init)
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

/** cel-go: names, and what is taken out of values, are attributes; one costs nothing as a branch of a condition. */
function isAttribute(expr: Expr | undefined): boolean {
  if (expr?.type === 'select') return !expr.isTest
  return expr?.type === 'ident' || (expr?.type === 'call' && ['_[_]', '_[?_]', '_?._'].includes(expr.name))
}

function lazyOr(
  [left = unreachable, right = unreachable]: readonly Evaluator[],
  name: 'or' | 'orValue',
): Evaluator {
  return run => {
    const value = left(run)
    if (!(value instanceof Optional)) throw new EvaluationError('no such overload')
    if (value.value === undefined) return right(run)
    return name === 'or' ? value : value.value
  }
}
