/** More numbers than a template can be meant to make: the list would fill the memory. */
const maxCount = 10_000_000

/** The numbers from `start` up or down to `stop`, which is left out; none if `step` leads away from it. */
export function untilStep(start: number, stop: number, step: number): number[] {
  const isReachable = stop < start ? step < 0 : step > 0
  if (!isReachable) return []
  const count = Math.ceil((stop - start) / step)
  if (count > maxCount) throw new Error(`cannot list ${count} numbers: more than ${maxCount}`)
  return Array.from({ length: count }, (_, i) => start + i * step)
}

/** Numbers as `seq` of the shell prints them: `seq LAST`, `seq FIRST LAST` or `seq FIRST STEP LAST`. */
export function seq(...params: number[]): string {
  const [first, second, third] = params
  if (first === undefined || params.length > 3) return ''
  if (second === undefined) return through(1, first < 1 ? -1 : 1, first)
  if (third === undefined) return through(first, second < first ? -1 : 1, second)
  return third < first && second > 0 ? '' : through(first, second, third)
}

/** The numbers including `last`. */
function through(first: number, step: number, last: number): string {
  return untilStep(first, last + (last < first ? -1 : 1), step).join(' ')
}
