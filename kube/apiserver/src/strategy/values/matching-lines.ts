/** Which lines of two texts are the same ones, as Python's difflib and its Go port find them. @module */

/** Lines that are alike: `length` of them, from `a` in the first text and from `b` in the second. */
export interface Match {
  readonly a: number
  readonly b: number
  readonly length: number
}

/**
 * How many pairs of equal lines are looked at: texts can be made whose search grows with the cube of their length. What
 * was not found by then counts as different.
 */
const mostPairs = 5_000_000

/** From here on, lines that the second text has often do not begin a match. */
const popularFrom = 200

/**
 * The longest run of lines that both texts have, the first of them where several are as long, and the same again
 * before and after it. In order.
 */
export function matchingLines(a: readonly string[], b: readonly string[]): readonly Match[] {
  const places = placesOf(b)
  const found: Match[] = []
  const ranges: Range[] = [{ a: 0, aEnd: a.length, b: 0, bEnd: b.length }]
  const budget = { left: mostPairs }
  for (let range = ranges.pop(); range && budget.left > 0; range = ranges.pop()) {
    const match = longestMatch([a, b], places, range, budget)
    if (match.length === 0) continue
    found.push(match)
    ranges.push({ ...range, aEnd: match.a, bEnd: match.b })
    ranges.push({ ...range, a: match.a + match.length, b: match.b + match.length })
  }
  return found.sort((one, other) => one.a - other.a)
}

interface Range {
  readonly a: number
  readonly aEnd: number
  readonly b: number
  readonly bEnd: number
}

type Places = ReadonlyMap<string, readonly number[]>

function placesOf(lines: readonly string[]): Places {
  const places = new Map<string, number[]>()
  for (const [i, line] of lines.entries()) {
    const known = places.get(line)
    if (known) known.push(i)
    else places.set(line, [i])
  }
  if (lines.length < popularFrom) return places
  const most = Math.floor(lines.length / 100) + 1
  return new Map([...places].filter(([, at]) => at.length <= most))
}

type Texts = readonly [a: readonly string[], b: readonly string[]]

function longestMatch(texts: Texts, places: Places, range: Range, budget: { left: number }): Match {
  const [a] = texts
  let best: Match = { a: range.a, b: range.b, length: 0 }
  // How long the run is that ends at a line of the second text and at the last line of the first.
  let runs = new Map<number, number>()
  for (let i = range.a; i < range.aEnd && budget.left > 0; i++) {
    budget.left--
    const next = new Map<number, number>()
    for (const j of places.get(a[i] ?? '') ?? []) {
      budget.left--
      if (j < range.b) continue
      if (j >= range.bEnd) break
      const length = (runs.get(j - 1) ?? 0) + 1
      next.set(j, length)
      if (length > best.length) best = { a: i - length + 1, b: j - length + 1, length }
    }
    runs = next
  }
  return widened(texts, range, best)
}

/** Popular lines may belong to a match that others began. */
function widened([a, b]: Texts, range: Range, match: Match): Match {
  let { a: i, b: j, length } = match
  for (; i > range.a && j > range.b && a[i - 1] === b[j - 1]; length++) [i, j] = [i - 1, j - 1]
  while (i + length < range.aEnd && j + length < range.bEnd && a[i + length] === b[j + length]) length++
  return { a: i, b: j, length }
}
