/** Bounds of an exponential backoff, in milliseconds. */
export interface BackoffBounds {
  readonly min: number
  readonly max: number
}

/** Counts failures per key and says how long to wait after each: min, 2·min, 4·min, … max. */
export class Backoff {
  readonly #bounds: BackoffBounds
  readonly #failures = new Map<string, number>()

  constructor(bounds: BackoffBounds) {
    this.#bounds = bounds
  }

  /** Counts one more failure and returns the wait. */
  next(key: string): number {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    const { min, max } = this.#bounds
    return failures > 60 ? max : Math.min(max, min * 2 ** failures)
  }

  /** How many failures in a row. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0
  }

  /** The key succeeded, or is gone. */
  forget(key: string): void {
    this.#failures.delete(key)
  }
}

/** Moves an interval by up to ±percent. `random` gives a number in [0, 1). */
export function jittered(milliseconds: number, percent: number, random: () => number): number {
  return milliseconds * (1 + ((random() * 2 - 1) * percent) / 100)
}
