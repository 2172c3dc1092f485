import type { Clock } from '@sluice/kube/runtime'

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number
  #timers: { readonly due: number; readonly callback: () => void }[] = []

  constructor(start = Date.parse('2026-01-01T00:00:00Z')) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.#now + milliseconds, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter(other => other !== timer)
    }
  }

  /** How many callbacks wait. */
  get pending(): number {
    return this.#timers.length
  }

  /** Moves on, calling back what falls due in order, and lets what that started settle. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await settle()
    for (let next = this.#earliest(end); next; next = this.#earliest(end)) {
      this.#timers = this.#timers.filter(timer => timer !== next)
      this.#now = next.due
      next.callback()
      await settle()
    }
    this.#now = end
    await settle()
  }

  #earliest(end: number): { readonly due: number; readonly callback: () => void } | undefined {
    return this.#timers.filter(timer => timer.due <= end).sort((a, b) => a.due - b.due)[0]
  }
}

/** Lets promises that are already settled run their callbacks. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise<void>(resolve => setImmediate(resolve))
}
