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
    const known = this.find<T>(key)
    if (known) return known.value
    const value = make()
    this.keep(key, value, weightOf(value))
    return value
  }

  /** What was made under this key, if it is still there. */
  find<T>(key: string): { readonly value: T } | undefined {
    const known = this.#entries.get(key)
    if (!known) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, known)
    return { value: known.value as T }
  }

  /** Keeps what was made under a key that is not known yet. */
  keep(key: string, value: unknown, resources: number): void {
    const weight = 1 + resources
    if (this.#entries.has(key)) return
    this.#entries.set(key, { value, weight })
    this.#weight += weight
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight <= this.#limit || oldest === key) return
      this.#entries.delete(oldest)
      this.#weight -= entry.weight
    }
  }
}
