/** Go's regular expressions (RE2): linear time, whatever the pattern. @module */
import { type Matcher, RE2JS, RE2JSException } from 're2js'

/** A compiled pattern. */
export interface Regex {
  /** The matches from left to right, as Go counts them: none that is empty right after another. */
  readonly matches: (text: string) => Generator<Match>
  readonly groupNames: Readonly<Record<string, number>>
}

/** Where a pattern matched. */
export interface Match {
  readonly start: number
  readonly end: number
  /** The text of a group; undefined if it has not taken part. */
  readonly group: (index: number) => string | undefined
}

/** A pattern that does not compile. */
export class RegexError extends Error {
  override readonly name = 'RegexError'
}

/** Compiles a pattern. @throws RegexError in Go's words */
export function compileRegex(pattern: string): Regex {
  try {
    const compiled = RE2JS.compile(pattern)
    return { matches: text => matchesOf(compiled, text), groupNames: compiled.namedGroups() }
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    const isBare = error.message.endsWith('trailing backslash at end of expression')
    throw new RegexError(isBare ? `${error.message}: \`\`` : error.message)
  }
}

function* matchesOf(compiled: RE2JS, text: string): Generator<Match> {
  const matcher = compiled.matcher(text)
  let previousEnd = -1
  while (matcher.find()) {
    const start = matcher.start()
    const end = matcher.end()
    if (start < end || start !== previousEnd) yield { start, end, group: index => groupOf(matcher, index) }
    previousEnd = end
  }
}

function groupOf(matcher: Matcher, index: number): string | undefined {
  return index <= matcher.groupCount() ? (matcher.group(index) ?? undefined) : undefined
}
