/** The difference of two structs as messages show it: a unified diff of their indented JSON. @module */
import { formatJson, type JsonObject } from '@sluice/base/json'
import { matchingLines } from './matching-lines.ts'

const context = 3
/** Beyond this many lines on either side no diff is made: a message is no place for it. */
const maxLines = 10_000

interface Line {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** Hunks of changed lines with three lines of context, each line ended; empty where nothing differs. */
export function unifiedDiff(before: JsonObject, after: JsonObject): string {
  const [a, b] = [formatJson(before, 1).split('\n'), formatJson(after, 1).split('\n')]
  if (a.length > maxLines || b.length > maxLines) return ''
  return hunksOf(compare(a, b)).map(formatHunk).join('')
}

/** All lines of both texts; between those that both have, what goes comes before what is new. */
function compare(a: readonly string[], b: readonly string[]): readonly Line[] {
  const lines: Line[] = []
  let [i, j] = [0, 0]
  const mark = (mark: Line['mark'], texts: readonly string[]) => {
    for (const text of texts) lines.push({ mark, text })
  }
  for (const match of [...matchingLines(a, b), { a: a.length, b: b.length, length: 0 }]) {
    mark('-', a.slice(i, match.a))
    mark('+', b.slice(j, match.b))
    ;[i, j] = [match.a + match.length, match.b + match.length]
    mark(' ', a.slice(match.a, i))
  }
  return lines
}

interface Hunk {
  readonly oldStart: number
  readonly newStart: number
  readonly lines: readonly Line[]
}

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const hunks: Hunk[] = []
  let [oldLine, newLine, next] = [1, 1, 0]
  const advance = (to: number) => {
    for (; next < to; next++) {
      if (lines[next]?.mark !== '+') oldLine++
      if (lines[next]?.mark !== '-') newLine++
    }
  }
  for (let i = 0; i < lines.length; i++) {
    if (i < next || lines[i]?.mark === ' ') continue
    const end = endOfHunk(lines, i)
    const start = Math.max(i - context, next)
    advance(start)
    hunks.push({ oldStart: oldLine, newStart: newLine, lines: lines.slice(start, end) })
    advance(end)
  }
  return hunks
}

/** A hunk ends where more than twice the context follows unchanged, or at the end. */
function endOfHunk(lines: readonly Line[], from: number): number {
  let last = from
  for (let i = from; i < lines.length && i - last <= 2 * context + 1; i++) {
    if (lines[i]?.mark !== ' ') last = i
  }
  return Math.min(last + context + 1, lines.length)
}

function formatHunk({ oldStart, newStart, lines }: Hunk): string {
  const count = (mark: string) => lines.filter(line => line.mark !== mark).length
  const range = (start: number, length: number) => (length === 1 ? `${start}` : `${start},${length}`)
  const head = `@@ -${range(oldStart, count('+'))} +${range(newStart, count('-'))} @@\n`
  return head + lines.map(line => `${line.mark}${line.text}\n`).join('')
}
