/**
 * Events as clients of Kubernetes record them: what happens again is counted up, what happens in too many variants is
 * told as one, and who talks too much is not listened to.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, textAt } from '../strategy/values/read.ts'

/** What is told about an object. */
export interface Happening {
  readonly type?: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  /** The part of the object it is about, such as `spec.containers{web}`. */
  readonly fieldPath?: string
  /** What was being done; with it the event is one of the newer kind, with series instead of counts. */
  readonly action?: string
}

/** How an event is to be written: as a new one, or as another time of one that is there. */
export interface Observation {
  readonly name: string
  readonly count: number
  readonly first: number
  readonly message: string
}

/** Variants of a message after which they are told as one. */
const maxVariants = 10
const variantsForget = 600_000
/** Events about one object at once, and the milliseconds after which one more is let through. */
const burst = 25
const refill = 300_000
const maxRemembered = 4096

interface Variants {
  readonly messages: Set<string>
  last: number
}

/** Decides what becomes of events. It remembers what was told, not what is stored. */
export class EventLog {
  readonly #seen = new Map<string, Observation>()
  readonly #variants = new Map<string, Variants>()
  #lastName = 0n
  readonly #allowance = new Map<string, { tokens: number; at: number }>()

  /** The observation to write for what happened at `now`; undefined where it is one too many. */
  observe(object: JsonObject, happening: Happening, now: number): Observation | undefined {
    const metadata = objectAt(object, 'metadata')
    const about = `${object['kind']}/${metadata['namespace'] ?? ''}/${metadata['name']}/${metadata['uid']}`
    const kind = `${about} ${happening.fieldPath ?? ''} ${happening.type ?? ''} ${happening.reason}`
    const combined = this.#isOneOfMany(kind, happening.message, now)
    const message = combined ? `(combined from similar events): ${happening.message}` : happening.message
    const key = combined ? kind : `${kind} ${message}`
    const before = this.#seen.get(key)
    const name = before?.name ?? `${textAt(metadata, 'name')}.${this.#nanoseconds(now)}`
    const observation = { name, count: (before?.count ?? 0) + 1, first: before?.first ?? now, message }
    remember(this.#seen, key, observation)
    return this.#mayTell(about, now) ? observation : undefined
  }

  /** The event was not there any more: the next one is new. */
  forget(observation: Observation): void {
    for (const [key, known] of this.#seen) if (known.name === observation.name) this.#seen.delete(key)
  }

  /** A time in nanoseconds, as the names of events end: later ones come after earlier ones, also in one millisecond. */
  #nanoseconds(now: number): string {
    const time = BigInt(now) * 1_000_000n
    this.#lastName = time > this.#lastName ? time + (process.hrtime.bigint() % 1000n) : this.#lastName + 1000n
    return this.#lastName.toString(16)
  }

  #isOneOfMany(kind: string, message: string, now: number): boolean {
    const known = this.#variants.get(kind)
    const variants =
      known && now - known.last <= variantsForget ? known : { messages: new Set<string>(), last: now }
    variants.messages.add(message)
    variants.last = now
    remember(this.#variants, kind, variants)
    if (variants.messages.size < maxVariants) return false
    const [oldest] = variants.messages
    if (oldest !== undefined) variants.messages.delete(oldest)
    return true
  }

  #mayTell(about: string, now: number): boolean {
    const { tokens, at } = this.#allowance.get(about) ?? { tokens: burst, at: now }
    const left = Math.min(burst, tokens + (now - at) / refill)
    remember(this.#allowance, about, { tokens: left >= 1 ? left - 1 : left, at: now })
    return left >= 1
  }
}

/** The most recently used entries stay. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > maxRemembered && oldest !== undefined) map.delete(oldest)
}
