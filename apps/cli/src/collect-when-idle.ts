import { performance } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Milliseconds of next to no work after which a process counts as idle. */
const period = 5_000
/** The share of that time in which it may have worked. */
const busy = 0.01
/** Bytes that must have come since the last collection to be worth another. */
const worthwhile = 8 * 1024 ** 2

/**
 * Collects what is left of busier times once nobody wants anything, and gives its memory back: V8 waits for the next
 * allocation, which an idle server may not make for hours. Returns how to stop that.
 */
export function collectWhenIdle(): () => void {
  let last = performance.eventLoopUtilization()
  let least = 0
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    if (utilization > busy || heapSize() < least + worthwhile) return
    collect()
    least = heapSize()
  }, period)
  timer.unref()
  return () => clearInterval(timer)
}

function heapSize(): number {
  const { total_heap_size, external_memory } = getHeapStatistics()
  return total_heap_size + external_memory
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  // Unlike a usual collection this one moves what is left together.
  if (typeof gc === 'function') gc({ type: 'major', flavor: 'last-resort' })
}
