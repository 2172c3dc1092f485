/**
 * Which webhooks and policies see an object a second time. When one of them changed the object, the mutating phase
 * runs once more: the built-in plugins all, webhooks and policies if they ask for it and the object changed after
 * their call.
 * @module
 */
import { deepEqual, type JsonObject } from '@sluice/base/json'

/** What one family of callers (webhooks, policies) did so far. */
export class ReinvocationState {
  readonly #invoked = new Set<string>()
  readonly #due = new Set<string>()
  #output: JsonObject | undefined

  /** The object changed: those that were called before and want to know are called again. */
  require(): void {
    for (const key of this.#invoked) this.#due.add(key)
    this.#invoked.clear()
  }

  /** Notes a call of one that wants to see later changes. */
  invoked(key: string): void {
    this.#invoked.add(key)
  }

  isDue(key: string): boolean {
    return this.#due.has(key)
  }

  /** Whether others changed the object after this family was done with it. */
  isChanged(object: JsonObject | undefined): boolean {
    return !deepEqual(this.#output ?? null, object ?? null)
  }

  done(object: JsonObject | undefined): void {
    this.#output = object
  }
}

/** The state of one request's mutating phase. */
export class Reinvocation {
  #isWanted = false
  #isSecond = false
  readonly #states = new Map<string, ReinvocationState>()

  get isWanted(): boolean {
    return this.#isWanted
  }

  /** Whether this is the second run. */
  get isSecond(): boolean {
    return this.#isSecond
  }

  want(): void {
    this.#isWanted = true
  }

  begin(): void {
    this.#isSecond = true
  }

  stateOf(family: string): ReinvocationState {
    let state = this.#states.get(family)
    if (!state) this.#states.set(family, (state = new ReinvocationState()))
    return state
  }
}
