/** What is known about an expression while it is compiled. @module */
import type { Expr } from '../ast.ts'
import type { Checked } from '../check/checking.ts'
import type { Environment } from '../environment.ts'
import type { Value } from '../values.ts'
import type { Evaluator } from './run.ts'

/** The variables in scope, and the parts that are the same in every evaluation. */
export class Compilation {
  readonly environment: Environment
  /** Without it, overloads are chosen and names looked up while the expression runs. */
  readonly checked: Checked | undefined
  readonly #compile: (expr: Expr, compilation: Compilation) => Evaluator
  /** The values of parts that are the same in every evaluation; they are made once, and cost nothing. */
  readonly #constants = new WeakMap<Evaluator, Value>()
  /** Slots of the variables in scope, innermost last. */
  readonly #scope: (readonly [name: string, slot: number])[] = []
  #slots = 0

  constructor(
    environment: Environment,
    checked: Checked | undefined,
    compile: (expr: Expr, compilation: Compilation) => Evaluator,
  ) {
    this.environment = environment
    this.checked = checked
    this.#compile = compile
  }

  compile(expr: Expr): Evaluator {
    return this.#compile(expr, this)
  }

  /** An evaluator that gives the same value each time. */
  constant(value: Value): Evaluator {
    const evaluate: Evaluator = () => value
    this.#constants.set(evaluate, value)
    return evaluate
  }

  constantOf(part: Evaluator | undefined): Value | undefined {
    return part && this.#constants.get(part)
  }

  /** The values of parts that are all constant. */
  constantsOf(parts: readonly Evaluator[]): readonly Value[] | undefined {
    const values = parts.flatMap(part => {
      const value = this.#constants.get(part)
      return value === undefined ? [] : [value]
    })
    return values.length === parts.length ? values : undefined
  }

  newSlot(): number {
    return this.#slots++
  }

  slotOf(name: string): number | undefined {
    return this.#scope.findLast(([each]) => each === name)?.[1]
  }

  /** Does some work with more variables in scope. */
  withVariables<T>(variables: readonly (readonly [name: string, slot: number])[], work: () => T): T {
    const before = this.#scope.length
    this.#scope.push(...variables)
    const result = work()
    this.#scope.length = before
    return result
  }
}

/** Stands for an argument that the checker has made sure of. */
export const unreachable: Evaluator = () => {
  throw new TypeError('call with too few arguments')
}

/** cel-go: names, and what is taken out of values, are attributes; one costs nothing as a branch of a condition. */
export function isAttribute(expr: Expr | undefined): boolean {
  if (expr?.type === 'select') return !expr.isTest
  return expr?.type === 'ident' || (expr?.type === 'call' && ['_[_]', '_[?_]', '_?._'].includes(expr.name))
}
