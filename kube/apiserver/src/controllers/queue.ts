import type { Services } from '../server/services.ts'

/** Keys waiting for work: each at most once, one worked on at a time; a failure is tried again later. */
export interface Queue {
  add(key: string): void
  /** Adds the key after a delay. */
  addLater(key: string, milliseconds: number): void
  stop(): Promise<void>
}

const retryAfter = 500

export function startQueue(services: Services, work: (key: string) => Promise<void>): Queue {
  const waiting = new Set<string>()
  const timers = new Set<NodeJS.Timeout>()
  let running: Promise<void> | undefined
  let stopped = false

  const addLater = (key: string, milliseconds: number) => {
    if (stopped) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      add(key)
    }, milliseconds)
    timer.unref()
    timers.add(timer)
  }
  const drain = async () => {
    for (const key of waiting) {
      if (stopped) break
      waiting.delete(key)
      try {
        await work(key)
      } catch (error) {
        services.log(`controller failed on ${key}: ${error instanceof Error ? error.message : error}`)
        addLater(key, retryAfter)
      }
    }
    running = undefined
    if (waiting.size > 0 && !stopped) add([...waiting][0] ?? '')
  }
  const add = (key: string) => {
    if (stopped) return
    waiting.add(key)
    running ??= Promise.resolve().then(drain)
  }
  return {
    add,
    addLater,
    async stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      await running
    },
  }
}
