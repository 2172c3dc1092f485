import type { GoValue } from '@sluice/gotemplate'
import { deepEqual } from './deep-equal.ts'

/** Values by `deepEqual`; plain ones are found at once, lists and maps one by one. */
export class ValueSet {
  readonly #plain = new Set<GoValue>()
  readonly #others: GoValue[] = []

  constructor(values: readonly GoValue[] = []) {
    for (const value of values) this.add(value)
  }

  has(value: GoValue): boolean {
    if (isPlain(value)) return !Number.isNaN(value) && this.#plain.has(value ?? null)
    return this.#others.some(other => deepEqual(value, other))
  }

  add(value: GoValue): void {
    if (isPlain(value)) this.#plain.add(value ?? null)
    else this.#others.push(value)
  }
}

function isPlain(value: GoValue): boolean {
  return typeof value !== 'object' || value === null
}
