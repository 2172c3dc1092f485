/** The least and the most that evaluating an expression can cost, from the sizes its variables may have. @module */
import type { Call, Comprehension, Expr } from './ast.ts'
import { type CallEstimate, estimateCall, type SizedNode } from './call-estimates.ts'
import type { Checked } from './check/checking.ts'
import { listCost, mapCost } from './evaluate/run-cost.ts'
import type { Expression } from './expression.ts'
import { exactly, most, plus, type Range, sumOf, times, union, unknownSize } from './ranges.ts'
import { dynType, isOptional, type Type } from './types.ts'
import { Uint } from './values.ts'

/**
 * The size that the value at a path may have: a variable's name, then fields, `@items`, `@keys` and `@values`.
 * Undefined where nothing is known.
 */
export type SizeLookup = (path: readonly string[]) => Range | undefined

/** The cost of a checked expression. */
export function estimateCost(expression: Expression, sizes: SizeLookup): Range {
  if (!expression.checked) throw new TypeError('the cost of an unchecked expression cannot be estimated')
  return new Estimator(expression.checked, sizes).cost(expression.expr)
}

interface Entries {
  readonly kind: 'list' | 'map'
  readonly key: Range
  readonly value: Range
}

interface Local {
  readonly name: string
  readonly path: readonly string[] | undefined
  readonly size: Range | undefined
  readonly entries: Entries | undefined
}

class Estimator {
  readonly #checked: Checked
  readonly #lookup: SizeLookup
  readonly #paths = new Map<number, readonly string[]>()
  readonly #sizes = new Map<number, Range>()
  readonly #entries = new Map<number, Entries>()
  readonly #locals: Local[] = []

  constructor(checked: Checked, lookup: SizeLookup) {
    this.#checked = checked
    this.#lookup = lookup
  }

  cost(expr: Expr): Range {
    switch (expr.type) {
      case 'ident':
        this.#paths.set(expr.id, this.#local(expr.name)?.path ?? [expr.name])
        return exactly(1)
      case 'select': {
        const cost = this.cost(expr.operand)
        if (expr.isTest) return cost
        this.#paths.set(expr.id, [...this.#pathOf(expr.operand), expr.field])
        return isSelectable(this.#typeOf(expr.operand)) ? plus(cost, exactly(1)) : cost
      }
      case 'call':
        return this.#call(expr)
      case 'list':
        return this.#list(expr)
      case 'map':
        return this.#map(expr)
      case 'comprehension':
        return this.#isBinding(expr) ? this.#binding(expr) : this.#comprehension(expr)
      default:
        return exactly(0)
    }
  }

  #typeOf(expr: Expr): Type {
    return this.#checked.types.get(expr.id) ?? dynType
  }

  #local(name: string): Local | undefined {
    return this.#locals.findLast(each => each.name === name)
  }

  #pathOf(expr: Expr): readonly string[] {
    const local = expr.type === 'ident' ? this.#local(expr.name) : undefined
    return local ? (local.path ?? []) : (this.#paths.get(expr.id) ?? [])
  }

  #sizeOf(expr: Expr): Range | undefined {
    const known = this.#sizes.get(expr.id) ?? literalSize(expr)
    if (known) return known
    const path = this.#pathOf(expr)
    const declared = path.length > 0 ? this.#lookup(path) : undefined
    if (declared) return declared
    if (isScalar(this.#typeOf(expr))) return exactly(1)
    return expr.type === 'ident' ? this.#local(expr.name)?.size : undefined
  }

  #entriesOf(expr: Expr): Entries | undefined {
    return this.#entries.get(expr.id) ?? (expr.type === 'ident' ? this.#local(expr.name)?.entries : undefined)
  }

  #call(expr: Call): Range {
    const costs = expr.args.map(arg => this.cost(arg))
    const [first] = expr.args
    if (expr.name === 'dyn' && first) {
      this.#copy(expr, first)
      return plus(exactly(1), costs[0] ?? exactly(0))
    }
    const qualified = this.#checked.qualified.get(expr.id)
    const target = qualified === undefined ? expr.target : undefined
    const targetCost = target ? this.cost(target) : exactly(0)
    const overloads = this.#checked.overloads.get(expr.id) ?? []
    if (overloads.length === 0) return expr.name === '_?._' ? plus(exactly(1), sumOf(costs)) : exactly(0)
    const name = qualified ?? expr.name
    const args = expr.args.map(arg => this.#node(arg))
    const node = target && this.#node(target)
    const estimates = overloads.map(({ id }) => estimateCall(name, id, node, args))
    this.#noteResult(
      expr,
      name,
      overloads.map(({ id }) => id),
      estimates,
    )
    const own = estimates.map(each => each.cost).reduce(union)
    return plus(targetCost, withArguments(name, own, costs))
  }

  #noteResult(expr: Call, name: string, ids: readonly string[], estimates: readonly CallEstimate[]): void {
    const [first, second, third] = expr.args
    let size = estimates.flatMap(each => each.size ?? []).reduce<Range | undefined>(joined, undefined)
    if (name === '_[_]' && first) {
      size = this.#entriesOf(first)?.value ?? size
      const step = ids.includes('index_list') ? '@items' : ids.includes('index_map') ? '@values' : undefined
      if (step !== undefined) this.#paths.set(expr.id, [...this.#pathOf(first), step])
    }
    if (name === '_?_:_' && second && third) {
      this.#noteEntries(expr, joinedEntries(this.#entriesOf(second), this.#entriesOf(third)))
    }
    if (name === '_+_' && first && second) {
      this.#noteEntries(expr, joinedEntries(this.#entriesOf(first), this.#entriesOf(second)))
    }
    const result = size ?? this.#sizeOf(expr)
    if (result) this.#sizes.set(expr.id, result)
  }

  #noteEntries(expr: Expr, entries: Entries | undefined): void {
    if (entries) this.#entries.set(expr.id, entries)
  }

  #node(expr: Expr): SizedNode {
    const type = this.#typeOf(expr)
    const path = this.#pathOf(expr)
    const isRooted = path.length > 0 && path[0] !== accumulator
    const size = this.#sizeOf(expr) ?? unknownSize
    const elementType = type.kind === 'list' || type.kind === 'map' ? type.params[0] : undefined
    if (!elementType) return { expr, type, size }
    const elementSize = (isRooted ? this.#lookup([...path, '@items']) : undefined) ?? unknownSize
    return { expr, type, size, element: { expr: undefined, type: elementType, size: elementSize } }
  }

  #copy(to: Expr, from: Expr): void {
    const size = this.#sizeOf(from)
    if (size) this.#sizes.set(to.id, size)
    this.#noteEntries(to, this.#entriesOf(from))
  }

  #list(expr: Extract<Expr, { type: 'list' }>): Range {
    const costs = expr.items.map(item => this.cost(item))
    const value = spanOf(expr.items.map(item => this.#sizeOf(item) ?? unknownSize))
    this.#entries.set(expr.id, { kind: 'list', key: exactly(1), value })
    return plus(sumOf(costs), exactly(listCost))
  }

  #map(expr: Extract<Expr, { type: 'map' }>): Range {
    const costs = expr.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)])
    const key = spanOf(expr.entries.map(entry => this.#sizeOf(entry.key) ?? unknownSize))
    const value = spanOf(expr.entries.map(entry => this.#sizeOf(entry.value) ?? unknownSize))
    this.#entries.set(expr.id, { kind: 'map', key, value })
    return plus(sumOf(costs), exactly(mapCost))
  }

  #comprehension(expr: Comprehension): Range {
    const start = plus(this.cost(expr.range), this.cost(expr.init))
    this.#locals.push(this.#localOf(expr.accumulator, expr.init))
    const variables = this.#iterated(expr)
    this.#locals.push(...variables)
    const each = plus(this.cost(expr.condition), this.cost(expr.step))
    this.#locals.length -= variables.length
    const end = this.cost(expr.result)
    this.#locals.pop()
    const count = this.#sizeOf(expr.range) ?? unknownSize
    this.#noteComprehension(expr, count)
    return plus(plus(start, end), times(count, each))
  }

  #noteComprehension(expr: Comprehension, count: Range): void {
    if (expr.init.type === 'literal') {
      const size = this.#sizeOf(expr.init)
      if (size) this.#sizes.set(expr.id, size)
    } else if (expr.init.type === 'list' || expr.init.type === 'map') {
      this.#sizes.set(expr.id, count)
      this.#noteEntries(expr, this.#entriesOf(expr.step))
    }
  }

  #localOf(name: string, expr: Expr): Local {
    return { name, path: this.#pathOf(expr), size: this.#sizeOf(expr), entries: this.#entriesOf(expr) }
  }

  #iterated(expr: Comprehension): readonly Local[] {
    const entries = this.#entriesOf(expr.range)
    const path = this.#pathOf(expr.range)
    const isMap = (entries?.kind ?? this.#typeOf(expr.range).kind) === 'map'
    const local = (name: string, step: string, size: Range | undefined): Local => ({
      name,
      // cel-go: of a list that was computed, the path of an element names no variable, so that lookups start at the root.
      path: [...path, step],
      size,
      entries: undefined,
    })
    if (expr.variable2 === undefined) {
      return [local(expr.variable, isMap ? '@keys' : '@items', isMap ? entries?.key : entries?.value)]
    }
    return [
      local(expr.variable, isMap ? '@keys' : '@indices', entries?.key),
      local(expr.variable2, isMap ? '@values' : '@items', entries?.value),
    ]
  }

  /** `cel.bind` and the optional macros: a comprehension over nothing. */
  #isBinding(expr: Comprehension): boolean {
    const { range, condition } = expr
    const isEmpty = range.type === 'list' && range.items.length === 0
    return (
      isEmpty && condition.type === 'literal' && condition.value === false && expr.accumulator !== accumulator
    )
  }

  #binding(expr: Comprehension): Range {
    const start = plus(this.cost(expr.range), this.cost(expr.init))
    this.#locals.push(this.#localOf(expr.accumulator, expr.init))
    const result = this.cost(expr.result)
    this.#copy(expr, expr.result)
    this.#locals.pop()
    return plus(start, result)
  }
}

const accumulator = '@result'

function isSelectable(type: Type): boolean {
  return type.kind === 'map' || type.kind === 'object' || type.kind === 'param'
}

function isScalar(type: Type): boolean {
  if (isOptional(type)) return type.params[0] !== undefined && isScalar(type.params[0])
  return ['bool', 'int', 'uint', 'double', 'timestamp', 'duration'].includes(type.kind)
}

function literalSize(expr: Expr): Range | undefined {
  if (expr.type === 'list') return exactly(expr.items.length)
  if (expr.type === 'map') return exactly(expr.entries.length)
  if (expr.type !== 'literal') return undefined
  const { value } = expr
  if (typeof value === 'string') return exactly([...value].length)
  if (value instanceof Uint8Array) return exactly(value.length)
  return value === null || typeof value !== 'object' || value instanceof Uint ? exactly(1) : undefined
}

function spanOf(sizes: readonly Range[]): Range {
  return sizes.length === 0 ? exactly(0) : sizes.reduce(union, { min: most, max: 0 })
}

function joined(a: Range | undefined, b: Range): Range {
  return a ? union(a, b) : b
}

function joinedEntries(a: Entries | undefined, b: Entries | undefined): Entries | undefined {
  if (!a || !b) return a ?? b
  return { kind: a.kind, key: union(a.key, b.key), value: union(a.value, b.value) }
}

/** A side that may be left out costs nothing at least. */
function withArguments(name: string, own: Range, args: readonly Range[]): Range {
  const [first = exactly(0), second = exactly(0), third = exactly(0)] = args
  if (name === '_&&_' || name === '_||_') return { min: first.min, max: plus(first, second).max }
  if (name === '_?_:_') return plus(first, union(second, third))
  return plus(own, sumOf(args))
}
