import type { Clock } from './clock.ts'

/**
 * Keys that wait for work. A key waits once however often it is added; while it is being worked on, another add makes
 * it wait again as soon as that work ends: never two workers on one key.
 */
export class WorkQueue {
  readonly #clock: Clock
  readonly #ready = new Map<string, number>()
  readonly #active = new Map<string, { again: boolean }>()
  readonly #delayed = new Map<string, { readonly due: number; readonly cancel: () => void }>()
  readonly #waiters: ((key: string | undefined) => void)[] = []
  #closed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Keys that wait for a worker. */
  get length(): number {
    return this.#ready.size
  }

  get active(): number {
    return this.#active.size
  }

  /** Adds a key now; a delayed add of it is superseded. */
  add(key: string): void {
    if (this.#closed) return
    this.#cancelDelayed(key)
    const active = this.#active.get(key)
    if (active) {
      active.again = true
      return
    }
    if (this.#ready.has(key)) return
    const waiter = this.#waiters.shift()
    if (waiter) {
      this.#active.set(key, { again: false })
      waiter(key)
    } else {
      this.#ready.set(key, this.#clock.now())
    }
  }

  /** Adds a key later; of several delayed adds the earliest counts. */
  addAfter(key: string, milliseconds: number): void {
    if (this.#closed) return
    if (milliseconds <= 0) {
      this.add(key)
      return
    }
    const due = this.#clock.now() + milliseconds
    const earlier = this.#delayed.get(key)
    if (earlier && earlier.due <= due) return
    earlier?.cancel()
    const cancel = this.#clock.after(milliseconds, () => {
      this.#delayed.delete(key)
      this.add(key)
    })
    this.#delayed.set(key, { due, cancel })
  }

  /** The next key; waits for one. Undefined once the queue is closed. The caller ends with `done`. */
  take(): Promise<string | undefined> {
    if (this.#closed) return Promise.resolve(undefined)
    for (const key of this.#ready.keys()) {
      this.#ready.delete(key)
      this.#active.set(key, { again: false })
      return Promise.resolve(key)
    }
    return new Promise(resolve => this.#waiters.push(resolve))
  }

  /** Work on a key ended. */
  done(key: string): void {
    const again = this.#active.get(key)?.again ?? false
    this.#active.delete(key)
    if (again) this.add(key)
  }

  /** Whether the key was added again while it is being worked on. */
  isWantedAgain(key: string): boolean {
    return this.#active.get(key)?.again ?? false
  }

  /** Drops a key that waits. */
  drop(key: string): void {
    this.#ready.delete(key)
    this.#cancelDelayed(key)
  }

  /** Lets every worker go; later adds do nothing. */
  close(): void {
    this.#closed = true
    for (const { cancel } of this.#delayed.values()) cancel()
    this.#delayed.clear()
    this.#ready.clear()
    for (const waiter of this.#waiters.splice(0)) waiter(undefined)
  }

  #cancelDelayed(key: string): void {
    this.#delayed.get(key)?.cancel()
    this.#delayed.delete(key)
  }
}
