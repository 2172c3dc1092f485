/** Values that many objects have in common, each of them once. */
export class Interned<T> {
  readonly #values = new Map<string, T>()
  readonly #make: (text: string) => T
  readonly #limit: number

  /** @param limit how many are known; beyond that a value may be there twice */
  constructor(make: (text: string) => T, limit = 10_000) {
    this.#make = make
    this.#limit = limit
  }

  /** The value of a text, made the first time. */
  of(text: string): T {
    let value = this.#values.get(text)
    if (value !== undefined) return value
    if (this.#values.size >= this.#limit) this.#values.clear()
    value = this.#make(text)
    this.#values.set(text, value)
    return value
  }
}
