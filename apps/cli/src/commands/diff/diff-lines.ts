/** What changed between two texts. */
export interface LineDifference {
  readonly inserts: number
  readonly deletions: number
  /** Lines that are gone (`- `) and new (`+ `); runs of each count once. */
  readonly lines: readonly string[]
}

/** Compares texts line by line, over a longest common subsequence. Very long texts are compared as a whole. */
export function diffLines(before: string, after: string): LineDifference {
  const from = linesOf(before)
  const to = linesOf(after)
  const marks = from.length * to.length > 4_000_000 ? replaceAll(from, to) : walk(from, to, table(from, to))
  let inserts = 0
  let deletions = 0
  marks.forEach((mark, i) => {
    const startsRun = mark[0] !== marks[i - 1]?.[0]
    if (mark[0] === '+' && startsRun) inserts++
    if (mark[0] === '-' && startsRun) deletions++
  })
  return { inserts, deletions, lines: marks.filter(mark => mark[0] !== '=') }
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n')
}

function replaceAll(from: readonly string[], to: readonly string[]): readonly string[] {
  return [...from.map(line => `- ${line}`), ...to.map(line => `+ ${line}`)]
}

/** Lengths of the longest common subsequences of all ends of both lists. */
function table(from: readonly string[], to: readonly string[]): readonly Uint32Array[] {
  const lengths = Array.from({ length: from.length + 1 }, () => new Uint32Array(to.length + 1))
  for (let i = from.length - 1; i >= 0; i--) {
    const row = lengths[i] as Uint32Array
    const below = lengths[i + 1] as Uint32Array
    for (let j = to.length - 1; j >= 0; j--)
      row[j] = from[i] === to[j] ? 1 + (below[j + 1] ?? 0) : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
  }
  return lengths
}

function walk(
  from: readonly string[],
  to: readonly string[],
  lengths: readonly Uint32Array[],
): readonly string[] {
  const marks: string[] = []
  let [i, j] = [0, 0]
  while (i < from.length || j < to.length) {
    const [gone, fresh] = [lengths[i + 1]?.[j] ?? 0, lengths[i]?.[j + 1] ?? 0]
    if (i < from.length && from[i] === to[j]) {
      marks.push(`= ${from[i++]}`)
      j++
    } else if (i < from.length && (j >= to.length || gone >= fresh)) marks.push(`- ${from[i++]}`)
    else marks.push(`+ ${to[j++]}`)
  }
  return marks
}
