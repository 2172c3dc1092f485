/** Time as the runtime sees it; tests hand in one that stands still. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back once after so many milliseconds, unless cancelled by the function returned. */
  after(milliseconds: number, callback: () => void): () => void
}

const longest = 2 ** 31 - 1

/** The machine's clock. */
export const systemClock: Clock = {
  now: preciseNow(),
  after: (milliseconds, callback) => {
    let timer: NodeJS.Timeout
    let left = Math.max(0, milliseconds)
    const arm = () => {
      const step = Math.min(left, longest)
      left -= step
      timer = setTimeout(() => (left > 0 ? arm() : callback()), step)
    }
    arm()
    return () => clearTimeout(timer)
  },
}

/** Fractions of a millisecond tell short runs apart; the wall clock has the say where the two part ways. */
function preciseNow(): () => number {
  let origin = performance.timeOrigin
  return () => {
    const wall = Date.now()
    const precise = origin + performance.now()
    if (Math.abs(precise - wall) < 20) return precise
    origin += wall - precise
    return wall
  }
}

/** Resolves after so many milliseconds. @throws the signal's reason if it aborts first */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.after(milliseconds, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** RFC 3339 in UTC to the second, as Kubernetes writes times. */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}
