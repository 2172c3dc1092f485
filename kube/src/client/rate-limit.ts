import { setTimeout as sleep } from 'node:timers/promises'

/** How many requests a client may begin: `burst` at once, `qps` a second in the long run. */
export interface RateLimitOptions {
  readonly qps: number
  readonly burst: number
}

/** Hands out tokens in the order they are asked for. */
export class RateLimit {
  readonly #options: RateLimitOptions
  readonly #now: () => number
  /** The time at which the next token is due; in the past while there are tokens left over. */
  #due: number

  constructor(options: RateLimitOptions, now: () => number = () => performance.now()) {
    this.#options = options
    this.#now = now
    this.#due = now() - this.#window
  }

  /** Takes the next token and says how many milliseconds from now it is valid. */
  take(): number {
    const now = this.#now()
    this.#due = Math.max(this.#due, now - this.#window) + 1000 / this.#options.qps
    return Math.max(0, this.#due - now)
  }

  /** Waits for the next token. */
  async wait(signal?: AbortSignal): Promise<void> {
    const wait = this.take()
    if (wait > 0) await sleep(wait, undefined, signal ? { signal } : {})
  }

  /** As long as it takes to earn all tokens of a burst. */
  get #window(): number {
    return (1000 * this.#options.burst) / this.#options.qps
  }
}
