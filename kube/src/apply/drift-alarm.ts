import type { Clock } from '../runtime/index.ts'

/** Our own write may reach us through the watch before its answer does: look again a moment later. */
const settleMs = 150
const longestMs = 10 * 60_000
/** Someone who meddles again within so many times the last delay (and a minute) is answered later and later. */
const patience = 10

interface Delay {
  readonly ms: number
  readonly at: number
}

/**
 * Tells of objects that someone else has touched, once things have settled. Where two parties keep undoing each
 * other's work on an object, each further alarm waits twice as long.
 */
export class DriftAlarm {
  readonly #clock: Clock
  readonly #delays = new Map<string, Delay>()
  readonly #pending = new Map<string, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Calls `ring` after a while, unless `isTouched` says no by then. */
  raise(key: string, isTouched: () => boolean, ring: () => void): void {
    if (this.#pending.has(key)) return
    const ms = this.#nextDelay(key)
    const cancel = this.#clock.after(ms, () => {
      this.#pending.delete(key)
      if (!isTouched()) return
      this.#delays.set(key, { ms, at: this.#clock.now() })
      ring()
    })
    this.#pending.set(key, cancel)
  }

  /** Nothing rings after this. */
  stop(): void {
    for (const cancel of this.#pending.values()) cancel()
    this.#pending.clear()
  }

  #nextDelay(key: string): number {
    const last = this.#delays.get(key)
    if (!last || this.#clock.now() - last.at > patience * last.ms + 60_000) return settleMs
    return Math.min(last.ms * 2, longestMs)
  }
}
