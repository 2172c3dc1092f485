import type { Services } from '../server/services.ts'

/** Keys waiting for work: each at most once, one worked on at a time; a failure is tried again later. */
export interface Queue {
  add(key: string): void
  /** Adds the key after a delay, or at the time that was asked for before where that comes first. */
  addLater(key: string, milliseconds: number): void
  stop(): Promise<void>
}

const retryAfter = 500

export function startQueue(
  services: Pick<Services, 'now' | 'log'>,
  work: (key: string) => Promise<void>,
): Queue {
  const waiting = new Set<string>()
  const timers = new Map<string, { readonly timer: NodeJS.Timeout; readonly due: number }>()
  let running: Promise<void> | undefined
  let stopped = false

  const addLater = (key: string, milliseconds: number) => {
    if (stopped) return
    const due = services.now().getTime() + milliseconds
    const other = timers.get(key)
    if (other && other.due <= due) return
    clearTimeout(other?.timer)
    const timer = setTimeout(() => {
      timers.delete(key)
      add(key)
    }, milliseconds)
    timer.unref()
    timers.set(key, { timer, due })
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
      for (const { timer } of timers.values()) clearTimeout(timer)
      await running
    },
  }
}
