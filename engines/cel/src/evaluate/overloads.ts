/** Which function a call means, and which of its overloads takes the arguments. @module */
import { type Call, type Expr, qualifiedName } from '../ast.ts'
import { accepts, type Overload } from '../functions.ts'
import type { Value } from '../values.ts'
import type { Compilation } from './compilation.ts'
import { noOverload } from './no-overload.ts'

/** The function of a call; `target` is there unless it is a part of the function's name. */
export interface Resolved {
  readonly name: string
  readonly overloads: readonly Overload[]
  readonly target?: Expr
}

/** Finds the function of a call: as the checker found it, or by its name. */
export function resolveFunction(expr: Call, compilation: Compilation): Resolved {
  const { environment, checked } = compilation
  const { target } = expr
  const overloadsOf = (name: string, isMember: boolean) =>
    checked?.overloads.get(expr.id) ??
    (environment.functions.get(name) ?? []).filter(each => each.isMember === isMember)
  const qualified = checked ? checked.qualified.get(expr.id) : qualifiedFunction(expr, compilation)
  if (qualified !== undefined) return { name: qualified, overloads: overloadsOf(qualified, false) }
  const isKnown = environment.functions.has(expr.name)
  const overloads = isKnown ? overloadsOf(expr.name, target !== undefined) : []
  return { name: expr.name, overloads, ...(target ? { target } : {}) }
}

/** Without types: a dotted name is a function's unless its first part is a variable in scope. */
function qualifiedFunction(expr: Call, compilation: Compilation): string | undefined {
  const prefix = expr.target ? qualifiedName(expr.target) : undefined
  if (prefix === undefined) return undefined
  if (compilation.slotOf(prefix.split('.')[0] ?? '') !== undefined) return undefined
  const name = `${prefix}.${expr.name}`
  return compilation.environment.functions.has(name) ? name : undefined
}

/** A function that calls the first overload that takes its arguments. */
export function dispatcher({ name, overloads }: Resolved): (args: readonly Value[]) => Value {
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
