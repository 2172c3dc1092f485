/** An event as the correlator sees it. */
export interface CorrelatorInput {
  /** Names the reporter and the object. */
  readonly source: string
  /** What makes events similar: source, type and reason. */
  readonly group: string
  readonly message: string
}

/** What to do with an event. */
export type Correlation =
  | { readonly type: 'drop' }
  | { readonly type: 'record'; readonly key: string; readonly message: string }

const cacheSize = 4096
const similarLimit = 10
const similarWindow = 600_000
const burst = 25
const refillMilliseconds = 300_000

interface Similar {
  readonly messages: Set<string>
  last: number
}

interface Bucket {
  tokens: number
  last: number
}

/**
 * Keeps events from flooding, with the limits of Kubernetes' own recorder: more than ten different texts of one kind
 * in ten minutes become one event, and each object gets 25 events at once and one more every five minutes.
 */
export class EventCorrelator {
  readonly #similar = new Map<string, Similar>()
  readonly #buckets = new Map<string, Bucket>()

  correlate({ source, group, message }: CorrelatorInput, now: number): Correlation {
    const merged = this.#merge(group, message, now)
    return this.#allow(source, now) ? { type: 'record', ...merged } : { type: 'drop' }
  }

  #merge(group: string, message: string, now: number): { readonly key: string; readonly message: string } {
    const known = this.#similar.get(group)
    const similar =
      known && now - known.last <= similarWindow ? known : { messages: new Set<string>(), last: now }
    remember(this.#similar, group, similar)
    similar.last = now
    similar.messages.add(message)
    if (similar.messages.size < similarLimit) return { key: `${group}\n${message}`, message }
    for (const oldest of similar.messages) {
      similar.messages.delete(oldest)
      break
    }
    return { key: group, message: `(combined from similar events): ${message}` }
  }

  #allow(source: string, now: number): boolean {
    const bucket = this.#buckets.get(source) ?? { tokens: burst, last: now }
    remember(this.#buckets, source, bucket)
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.last) / refillMilliseconds)
    bucket.last = now
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }
}

/** Sets an entry as the newest; the oldest ones go when there are too many. */
export function remember<V>(cache: Map<string, V>, key: string, value: V): void {
  cache.delete(key)
  cache.set(key, value)
  if (cache.size <= cacheSize) return
  for (const oldest of cache.keys()) {
    cache.delete(oldest)
    break
  }
}
