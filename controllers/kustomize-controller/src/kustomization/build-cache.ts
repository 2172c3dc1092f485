/** Results of builds by what they were built from; the ones used longest ago go first. */
export class BuildCache {
  readonly #entries = new Map<string, { readonly value: unknown; readonly weight: number }>()
  readonly #limit: number
  #weight = 0

  /** `limit`: resources that are kept in all. */
  constructor(limit = 50_000) {
    this.#limit = limit
  }

  /** What was made under this key, or what `make` makes now. What throws is not kept. */
  get<T>(key: string, make: () => T, weightOf: (value: T) => number): T {
    const known = this.#entries.get(key)
    if (known) {
      this.#entries.delete(key)
      this.#entries.set(key, known)
      return known.value as T
    }
    const value = make()
    this.#add(key, value, 1 + weightOf(value))
    return value
  }

  #add(key: string, value: unknown, weight: number): void {
    this.#entries.set(key, { value, weight })
    this.#weight += weight
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight <= this.#limit || oldest === key) return
      this.#entries.delete(oldest)
      this.#weight -= entry.weight
    }
  }
}
