import { type Clock, systemClock } from '../runtime/index.ts'
import type { PollTimes } from './options.ts'

const shortest = 50
const growth = 1.6
const longest = 2000

/** Changes that come together are looked at together. */
const gather = 10

/** Tells the ids of what changes until the returned function is called. */
export type WatchChanges = (changed: (id: string) => void) => () => void

/**
 * Calls `look` until it says that it is done: at growing intervals for everything, and soon after a change for what
 * has changed, if there is a watch. False: time is up.
 * @throws the signal's reason if it aborts
 */
export async function poll(
  times: PollTimes,
  look: (only?: ReadonlySet<string>) => Promise<boolean>,
  watch?: WatchChanges,
): Promise<boolean> {
  const { clock = systemClock } = times
  const deadline = clock.now() + times.timeout
  const changes = new Changes(clock)
  const stop = watch?.(id => changes.add(id))
  try {
    let pause = Math.min(shortest, times.interval ?? longest)
    let all = clock.now()
    let only: ReadonlySet<string> | undefined
    for (;;) {
      times.signal?.throwIfAborted()
      if (await look(only)) return true
      const now = clock.now()
      if (now >= deadline) return false
      if (only === undefined) all = now + pause
      only = await changes.wait(Math.min(all, deadline) - now, times.signal)
      if (only === undefined) pause = Math.min(pause * growth, times.interval ?? longest)
    }
  } finally {
    stop?.()
  }
}

/** Ids that were told of, to be waited for. */
class Changes {
  readonly #clock: Clock
  #ids = new Set<string>()
  #wake: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(id: string): void {
    this.#ids.add(id)
    this.#wake?.()
  }

  /** The ids told of since the last time, as soon as there are some; undefined when the time has passed first. */
  async wait(milliseconds: number, signal?: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    if (this.#ids.size === 0) await this.#pause(milliseconds, signal, true)
    if (this.#ids.size === 0) return undefined
    await this.#pause(gather, signal, false)
    const ids = this.#ids
    this.#ids = new Set()
    return ids
  }

  #pause(milliseconds: number, signal: AbortSignal | undefined, mayWake: boolean): Promise<void> {
    signal?.throwIfAborted()
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => () => {
        cancel()
        this.#wake = undefined
        signal?.removeEventListener('abort', onAbort)
        settle()
      }
      const onAbort = end(() => reject(signal?.reason))
      const cancel = this.#clock.after(Math.max(0, milliseconds), end(resolve))
      if (mayWake) this.#wake = end(resolve)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }
}
