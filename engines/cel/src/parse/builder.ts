import type { Comprehension, Expr, StructField } from '../ast.ts'
import type { Value } from '../values.ts'

/** Makes the nodes of one expression, each with an id of its own. */
export class Builder {
  #last = 0

  #id(): number {
    return ++this.#last
  }

  literal(value: Value, at: number): Expr {
    return { type: 'literal', id: this.#id(), at, value }
  }

  ident(name: string, at: number): Expr {
    return { type: 'ident', id: this.#id(), at, name }
  }

  select(operand: Expr, field: string, at: number, isTest = false): Expr {
    return { type: 'select', id: this.#id(), at, operand, field, isTest }
  }

  call(name: string, args: readonly Expr[], at: number): Expr {
    return { type: 'call', id: this.#id(), at, name, args }
  }

  memberCall(target: Expr, name: string, args: readonly Expr[], at: number): Expr {
    return { type: 'call', id: this.#id(), at, name, target, args }
  }

  list(items: readonly Expr[], at: number, optionals: ReadonlySet<number> = new Set()): Expr {
    return { type: 'list', id: this.#id(), at, items, optionals }
  }

  map(entries: readonly { key: Expr; value: Expr; isOptional: boolean }[], at: number): Expr {
    return { type: 'map', id: this.#id(), at, entries }
  }

  struct(name: string, fields: readonly StructField[], at: number): Expr {
    return { type: 'struct', id: this.#id(), at, name, fields }
  }

  comprehension(parts: Omit<Comprehension, 'type' | 'id'>): Expr {
    return { type: 'comprehension', id: this.#id(), ...parts }
  }

  /** `&&` and `||` of many terms are balanced, so that a long chain does not make a deep tree. */
  balanced(name: '_&&_' | '_||_', terms: readonly Expr[], ats: readonly number[]): Expr {
    const build = (low: number, high: number): Expr => {
      const middle = Math.floor((low + high + 1) / 2)
      const left = middle === low ? terms[middle] : build(low, middle - 1)
      const right = middle === high ? terms[middle + 1] : build(middle + 1, high)
      if (!left || !right) throw new RangeError('balanced: more operators than terms')
      return this.call(name, [left, right], ats[middle] ?? 0)
    }
    const [first] = terms
    return terms.length === 1 && first ? first : build(0, ats.length - 1)
  }
}
