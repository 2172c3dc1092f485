/** What is known about an expression while it is checked. @module */
import type { Expr } from '../ast.ts'
import type { Environment } from '../environment.ts'
import type { Overload } from '../functions.ts'
import type { Issue } from '../source.ts'
import { dynType, errorType, formatType, isOptional, optionalType, type Type, typeType } from '../types.ts'
import { isLessSpecific, Substitution } from './unify.ts'

/** What checking found out about the parts of an expression, by their ids. */
export interface Checked {
  readonly types: ReadonlyMap<number, Type>
  /** The overloads a call may be. */
  readonly overloads: ReadonlyMap<number, readonly Overload[]>
  /** Calls whose target is part of the function's name: `sets.contains(…)`. */
  readonly qualified: ReadonlyMap<number, string>
  readonly issues: readonly Issue[]
}

/** The types found so far, the variables in scope, and the issues. */
export class Checking {
  readonly environment: Environment
  readonly types = new Map<number, Type>()
  readonly overloads = new Map<number, readonly Overload[]>()
  readonly qualified = new Map<number, string>()
  readonly substitution = new Substitution()
  /** Types of the variables that comprehensions declare, innermost last. */
  readonly scopes: ReadonlyMap<string, Type>[] = []
  readonly #issues: Issue[] = []
  readonly #typeOf: (expr: Expr, checking: Checking) => Type

  constructor(environment: Environment, typeOf: (expr: Expr, checking: Checking) => Type) {
    this.environment = environment
    this.#typeOf = typeOf
  }

  result(): Checked {
    const types = new Map([...this.types].map(([id, type]) => [id, this.settled(type)] as const))
    return { types, overloads: this.overloads, qualified: this.qualified, issues: this.#issues }
  }

  /** Finds and notes the type of a part. */
  check(expr: Expr): Type {
    const type = this.#typeOf(expr, this)
    this.types.set(expr.id, type)
    return type
  }

  /** A type with nothing left open. */
  settled(type: Type): Type {
    return this.substitution.apply(type, true)
  }

  /** A type as messages show it. */
  shown(type: Type): string {
    return formatType(this.settled(type))
  }

  report(at: number, message: string): Type {
    this.#issues.push({ at, message })
    return errorType
  }

  undeclared(at: number, name: string): Type {
    return this.report(at, `undeclared reference to '${name}' (in container '')`)
  }

  mismatch(at: number, expected: Type, found: Type): Type {
    return this.report(at, `expected type '${this.shown(expected)}' but found '${this.shown(found)}'`)
  }

  /** The type of a variable, or of the name of a type. */
  lookup(name: string): Type | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const type = this.scopes[i]?.get(name)
      if (type) return type
    }
    const named = this.environment.variables.get(name)
    if (named) return named
    const asType = this.environment.types.get(name)
    return asType ? { ...typeType, params: [asType] } : undefined
  }

  /** The type inside of an optional one that an item or a field is given by. */
  unwrap(expr: Expr, type: Type): Type {
    if (isOptional(type)) return type.params[0] ?? dynType
    if (type.kind !== 'dyn') this.mismatch(expr.at, optionalType(type), type)
    return type
  }

  /** The type of several elements; different ones make it dyn. */
  join(before: Type | undefined, type: Type): Type {
    if (!before) return type
    if (this.substitution.accepts([before], [type])) return isLessSpecific(before, type) ? before : type
    return dynType
  }
}
