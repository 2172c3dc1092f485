/** Which types go for which others, and what type parameters stand for. @module */
import { dynType, isDynOrError, paramType, sameType, type Type } from '../types.ts'

/** What type parameters stand for so far. */
export class Substitution {
  #bound = new Map<string, Type>()
  #fresh = 0

  newParam(): Type {
    return paramType(`_var${this.#fresh++}`)
  }

  /** Whether each of `from` goes for each of `to`; if so, what that says about parameters is kept. */
  accepts(from: readonly Type[], to: readonly Type[]): boolean {
    const before = new Map(this.#bound)
    if (this.#allAssignable(from, to)) return true
    this.#bound = before
    return false
  }

  /** The type with parameters replaced by what they stand for; the others by dyn, if asked. */
  apply(type: Type, unboundToDyn = false): Type {
    if (type.kind === 'param') {
      const bound = this.#bound.get(type.name)
      if (bound) return this.apply(bound, unboundToDyn)
      return unboundToDyn ? dynType : type
    }
    if (type.params.length === 0 || type.kind === 'object') return type
    return { ...type, params: type.params.map(param => this.apply(param, unboundToDyn)) }
  }

  #allAssignable(from: readonly Type[], to: readonly Type[]): boolean {
    return from.length === to.length && from.every((type, i) => this.#assignable(type, to[i] ?? dynType))
  }

  #assignable(from: Type, to: Type): boolean {
    if (to.kind === 'param') {
      const outcome = this.#substitute(from, to)
      if (outcome !== 'no') return outcome === 'yes'
    }
    if (from.kind === 'param') return this.#substitute(to, from) === 'yes'
    if (isDynOrError(from) || isDynOrError(to)) return true
    if (from.kind === 'null') return isNullable(to)
    if (to.kind === 'null') return isNullable(from)
    if (from.kind === 'type') return to.kind === 'type'
    if (from.kind !== to.kind || from.name !== to.name) return false
    return this.#allAssignable(from.params, to.params)
  }

  /** Lets `param` stand for `type`. `no`: it cannot, but may be tried the other way round. */
  #substitute(type: Type, param: Type): 'yes' | 'no' | 'never' {
    if (sameType(type, param)) return 'yes'
    const bound = this.#bound.get(param.name)
    if (bound) {
      if (sameType(type, bound)) return 'yes'
      if (!this.#assignable(type, bound)) return 'never'
      const general = isLessSpecific(type, bound) ? type : bound
      if (!this.#occurs(param, general)) this.#bound.set(param.name, general)
      return 'yes'
    }
    if (this.#occurs(param, type)) return 'no'
    this.#bound.set(param.name, type)
    return 'yes'
  }

  #occurs(param: Type, inside: Type): boolean {
    if (inside.kind === 'param') {
      if (inside.name === param.name) return true
      const bound = this.#bound.get(inside.name)
      return bound !== undefined && this.#occurs(param, bound)
    }
    return inside.kind !== 'object' && inside.params.some(each => this.#occurs(param, each))
  }
}

function isNullable(type: Type): boolean {
  return ['null', 'opaque', 'object', 'duration', 'timestamp'].includes(type.kind)
}

/** Whether `a` says as much as `b` or less: `dyn` says least. */
export function isLessSpecific(a: Type, b: Type): boolean {
  if (a.kind === 'dyn' || a.kind === 'param') return true
  if (b.kind === 'dyn' || b.kind === 'param') return false
  if (a.kind === 'null') return false
  if (a.kind !== b.kind || a.params.length !== b.params.length) return true
  if (a.kind === 'object' || a.params.length === 0) return sameType(a, b)
  return a.params.every((param, i) => isLessSpecific(param, b.params[i] ?? dynType))
}
