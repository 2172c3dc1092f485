/** A problem of an expression's text. */
export interface Issue {
  /** An offset in code points. */
  readonly at: number
  readonly message: string
}

/** More problems than these are not told. */
const mostIssues = 100

/** Problems as text: each with its place and the line with a caret below it. */
export function formatIssues(source: string, issues: readonly Issue[]): string {
  // Nothing has no line to show.
  if (source === '') return issues.map(({ message }) => `ERROR: <input>:1:0: ${message}`).join('\n')
  const lines = linesOf(source)
  const sorted = [...issues].sort((a, b) => a.at - b.at).slice(0, mostIssues)
  return sorted.map(issue => formatIssue(lines, issue)).join('\n')
}

interface Line {
  readonly start: number
  readonly chars: readonly string[]
}

function linesOf(source: string): readonly Line[] {
  let start = 0
  return source.split('\n').map(text => {
    const chars = [...text]
    const line = { start, chars }
    start += chars.length + 1
    return line
  })
}

function formatIssue(lines: readonly Line[], issue: Issue): string {
  const index = Math.max(
    0,
    lines.findLastIndex(line => line.start <= issue.at),
  )
  const line = lines[index] ?? { start: 0, chars: [] }
  const column = issue.at - line.start
  const dots = Array.from({ length: column }, (_, i) => (isWide(line.chars[i]) ? '．' : '.'))
  const caret = isWide(line.chars[column]) ? '＾' : '^'
  const text = line.chars.join('').replaceAll('\t', ' ')
  return `ERROR: <input>:${index + 1}:${column + 1}: ${issue.message}\n | ${text}\n | ${dots.join('')}${caret}`
}

/** Characters that take more than one byte are marked with wide dots. */
function isWide(char: string | undefined): boolean {
  return char !== undefined && (char.codePointAt(0) ?? 0) > 0x7f
}
