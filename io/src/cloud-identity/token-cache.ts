import type { Expiring } from './types.ts'

/** How much is kept, and how long at most. */
export interface TokenCacheOptions {
  /** Tokens; the one that was not asked for longest makes room. */
  readonly maxSize: number
  /** Milliseconds. */
  readonly maxDuration: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** kubelet: a token is replaced once this part of its life is over. */
const usablePart = 0.8

/** Keeps what expires, and gets it once for all who ask at the same time. */
export class TokenCache {
  readonly #options: TokenCacheOptions
  readonly #kept = new Map<string, { readonly token: Expiring; readonly until: number }>()
  readonly #making = new Map<string, Promise<Expiring>>()

  constructor(options: TokenCacheOptions) {
    this.#options = options
  }

  /** The token of that key; `make` gets a new one. A failure is nobody's but the one's who made it. */
  async get<T extends Expiring>(key: string, make: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key)
    if (kept && kept.until > this.#options.now()) {
      this.#kept.delete(key)
      this.#kept.set(key, kept)
      // A key names one kind of token only.
      return kept.token as T
    }
    const others = this.#making.get(key)
    if (others) {
      // Whoever makes it may have lost interest; that is no reason for us to fail.
      const token = await others.catch(() => undefined)
      return token ? (token as T) : this.get(key, make)
    }
    const making = make()
    this.#making.set(key, making)
    try {
      const token = await making
      this.#keep(key, token)
      return token
    } finally {
      this.#making.delete(key)
    }
  }

  #keep(key: string, token: Expiring): void {
    const { now, maxDuration, maxSize } = this.#options
    const life = Math.min((token.expiresAt - now()) * usablePart, maxDuration)
    this.#kept.delete(key)
    this.#kept.set(key, { token, until: now() + life })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > maxSize && oldest !== undefined) this.#kept.delete(oldest)
  }
}
