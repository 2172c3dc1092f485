import type { JsonValue } from '@sluice/base/json'
import type { Dialect } from '../resolve-scalar.ts'
import { unsure } from './quick-lines.ts'
import { isPlainKey, type QuickScalar, quickPlain, quoteEnd, unquote } from './quick-scalars.ts'

/** Hears how a member was written. */
export type OnSpelled = (parent: object, key: string | number, scalar: QuickScalar) => void

const plainRun = /[^,[\]{}:?#&*!|>'"%@`]*/y

/** Reads a collection in brackets that is closed on its line. */
export class QuickFlow {
  readonly #line: string
  readonly #dialect: Dialect
  readonly #onSpelled: OnSpelled
  /** The text of the scalar just read, if its value does not tell it. */
  #spelled: string | undefined
  at = 0

  constructor(line: string, dialect: Dialect, onSpelled: OnSpelled) {
    this.#line = line
    this.#dialect = dialect
    this.#onSpelled = onSpelled
  }

  /** @throws Unsure */
  collection(depth = 0): JsonValue {
    if (depth > 20) throw unsure
    return this.#line[this.at++] === '{' ? this.#mapping(depth) : this.#sequence(depth)
  }

  #mapping(depth: number): JsonValue {
    const mapping: Record<string, JsonValue> = {}
    this.#skipSpaces()
    if (this.#take('}')) return mapping
    do {
      const key = this.#key()
      if (Object.hasOwn(mapping, key) || key === '__proto__') throw unsure
      this.#put(mapping, key, this.#value(depth))
    } while (this.#goesOn('}'))
    return mapping
  }

  #sequence(depth: number): JsonValue {
    const items: JsonValue[] = []
    this.#skipSpaces()
    if (this.#take(']')) return items
    do this.#put(items, items.length, this.#value(depth))
    while (this.#goesOn(']'))
    return items
  }

  #key(): string {
    this.#skipSpaces()
    const isQuoted = this.#isAtQuote()
    const key = isQuoted ? this.#quoted() : this.#plain()
    if (!this.#take(':') || !(isQuoted || (isPlainKey(key) && this.#line[this.at] === ' '))) throw unsure
    return key
  }

  #put(parent: JsonValue[] | Record<string, JsonValue>, key: string | number, value: JsonValue): void {
    const target = parent as Record<string | number, JsonValue>
    target[key] = value
    if (this.#spelled === undefined) return
    this.#onSpelled(parent, key, { value, spelled: this.#spelled })
    this.#spelled = undefined
  }

  #value(depth: number): JsonValue {
    this.#skipSpaces()
    const char = this.#line[this.at]
    if (char === '{' || char === '[') return this.collection(depth + 1)
    if (this.#isAtQuote()) return this.#quoted()
    const text = this.#plain()
    if (text === '' || text.startsWith('- ') || text === '-') throw unsure
    const { value, spelled } = quickPlain(text, this.#dialect)
    this.#spelled = spelled
    return value
  }

  #plain(): string {
    plainRun.lastIndex = this.at
    const run = plainRun.exec(this.#line)?.[0] ?? ''
    this.at += run.length
    return run.trimEnd()
  }

  #quoted(): string {
    const end = quoteEnd(this.#line, this.at)
    if (end === -1) throw unsure
    const text = unquote(this.#line.slice(this.at, end + 1))
    this.at = end + 1
    this.#skipSpaces()
    return text
  }

  #isAtQuote(): boolean {
    return this.#line[this.at] === '"' || this.#line[this.at] === "'"
  }

  /** Whether a comma follows, rather than the end. */
  #goesOn(end: string): boolean {
    this.#skipSpaces()
    if (this.#take(end)) return false
    if (!this.#take(',')) throw unsure
    return true
  }

  #take(char: string): boolean {
    if (this.#line[this.at] !== char) return false
    this.at++
    return true
  }

  #skipSpaces(): void {
    while (this.#line[this.at] === ' ') this.at++
  }
}
