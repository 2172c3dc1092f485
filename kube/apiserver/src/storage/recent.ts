/** What can forget what it can make again. */
export interface Forgetful {
  /** The era in which it was last used, as `Recent` counts them. */
  era: number
  /** About how many bytes it would free. */
  readonly weight: number
  forget(): void
}

/**
 * Lets what was used lately keep what it remembers, and has the rest forget: a server of a hundred thousand objects
 * has parsed those that somebody works with. Time is cut into eras by how much was used in them; what was not used in
 * the last two is asked to forget. Whoever knows the time ends eras in which little was used.
 */
export class Recent {
  #era = 1
  #now: Forgetful[] = []
  #before: Forgetful[] = []
  #weight = 0
  #weightBefore = 0
  readonly #limit: number

  /** @param limit bytes that may be remembered in one era */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Notes that something is used, once an era. */
  use(one: Forgetful): void {
    if (one.era === this.#era) return
    one.era = this.#era
    this.#now.push(one)
    this.#weight += one.weight
    if (this.#weight > this.#limit) this.#turn()
  }

  /** Ends the era, where what is remembered is more than so many bytes. */
  turnAbove(bytes: number): void {
    if (this.#weight + this.#weightBefore > bytes) this.#turn()
  }

  #turn(): void {
    for (const one of this.#before) if (one.era < this.#era) one.forget()
    this.#before = this.#now
    this.#weightBefore = this.#weight
    this.#now = []
    this.#weight = 0
    this.#era++
  }
}
