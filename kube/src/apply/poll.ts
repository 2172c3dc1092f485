import { sleep, systemClock } from '../runtime/index.ts'
import type { PollTimes } from './options.ts'

const shortest = 50
const growth = 1.6
const longest = 2000

/**
 * Calls `look` until it says that it is done, at growing intervals. False: time is up.
 * @throws the signal's reason if it aborts
 */
export async function poll(times: PollTimes, look: () => Promise<boolean>): Promise<boolean> {
  const deadline = systemClock.now() + times.timeout
  let pause = Math.min(shortest, times.interval ?? longest)
  for (;;) {
    times.signal?.throwIfAborted()
    if (await look()) return true
    const left = deadline - systemClock.now()
    if (left <= 0) return false
    await sleep(systemClock, Math.min(pause, left), times.signal)
    pause = Math.min(pause * growth, times.interval ?? longest)
  }
}
