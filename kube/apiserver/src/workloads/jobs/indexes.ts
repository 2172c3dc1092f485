/** Sets of completion indexes, and the text that a status holds: `0-3,7,9,10`. @module */

/** The indexes in a text, below `limit`; parts that are none are passed over. */
export function parseIndexes(text: string, limit: number): ReadonlySet<number> {
  const indexes = new Set<number>()
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part)
    if (!match) continue
    const first = Number(match[1])
    const last = Math.min(Number(match[2] ?? first), limit - 1)
    for (let index = first; index <= last; index++) indexes.add(index)
  }
  return indexes
}

/** Three and more in a row are written as a range. */
export function formatIndexes(indexes: Iterable<number>): string {
  const parts: string[] = []
  let [first, last] = [-2, -2]
  const flush = () => {
    if (first < 0) return
    if (last === first) parts.push(`${first}`)
    else parts.push(`${first}${last === first + 1 ? ',' : '-'}${last}`)
  }
  for (const index of [...indexes].sort((a, b) => a - b)) {
    if (index === last + 1) last = index
    else {
      flush()
      first = last = index
    }
  }
  flush()
  return parts.join(',')
}

/** The lowest indexes below `limit` that are not taken. */
export function freeIndexes(taken: ReadonlySet<number>, count: number, limit: number): readonly number[] {
  const free: number[] = []
  for (let index = 0; index < limit && free.length < count; index++) if (!taken.has(index)) free.push(index)
  return free
}
