/** The variables that are visible at a place, each with its slot in the frame of a running template. */
export class Scope {
  readonly #names: string[] = ['$']
  #size = 1
  #roots = 1

  /** Whether `$` was ever set to something else. */
  get hidesRoot(): boolean {
    return this.#roots > 1
  }

  /** How many variables there are at once at most. */
  get size(): number {
    return this.#size
  }

  /** Makes a variable; its slot. */
  declare(name: string): number {
    this.#names.push(name)
    if (name === '$') this.#roots++
    this.#size = Math.max(this.#size, this.#names.length)
    return this.#names.length - 1
  }

  /** The slot of the innermost variable of a name, or -1. */
  find(name: string): number {
    return this.#names.lastIndexOf(name)
  }

  mark(): number {
    return this.#names.length
  }

  /** Forgets the variables made since a mark. */
  reset(mark: number): void {
    this.#names.length = mark
  }
}
