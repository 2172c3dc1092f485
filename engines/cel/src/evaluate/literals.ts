/** Lists, maps and messages that are written out. @module */
import type { ListExpr, MapExpr, StructExpr } from '../ast.ts'
import { EvaluationError, Optional, type Value } from '../values.ts'
import { type MapEntry, mapOf, unwrapOptional } from './aggregates.ts'
import type { Compilation } from './compilation.ts'
import { charge, type Evaluator, type Run } from './run.ts'
import { listCost, mapCost, structCost } from './run-cost.ts'

/** Compiles `[a, ?b]`; a list of constants is made once. */
export function compileList({ items, optionals }: ListExpr, compilation: Compilation): Evaluator {
  const evaluators = items.map(item => compilation.compile(item))
  const constants = optionals.size === 0 ? compilation.constantsOf(evaluators) : undefined
  if (constants) return compilation.constant(constants)
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

/** Compiles `{a: b, ?c: d}`; a map of constants is made once. */
export function compileMap({ entries }: MapExpr, compilation: Compilation): Evaluator {
  const compiled = entries.map(({ key, value, isOptional }) => ({
    key: compilation.compile(key),
    value: compilation.compile(value),
    isOptional,
  }))
  const parts = compiled.flatMap(({ key, value }) => [key, value])
  const isConstant = compilation.constantsOf(parts) && !compiled.some(entry => entry.isOptional)
  if (isConstant) return constantMap(compiled, compilation)
  return run => {
    charge(run, mapCost)
    return mapOf(compiled, run)
  }
}

/** A constant map that cannot be made fails wherever it is used. */
function constantMap(entries: readonly MapEntry[], compilation: Compilation): Evaluator {
  const run: Run = { variable: () => undefined, locals: [], cost: 0, costLimit: Number.POSITIVE_INFINITY }
  try {
    return compilation.constant(mapOf(entries, run))
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    return () => {
      throw error
    }
  }
}

/** Compiles `Message{field: a, ?other: b}`. */
export function compileStruct(expr: StructExpr, compilation: Compilation): Evaluator {
  const message = compilation.environment.messages?.(expr.name)
  const fields = expr.fields.map(field => ({ ...field, evaluate: compilation.compile(field.value) }))
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
