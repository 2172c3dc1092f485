import { RE2JS, RE2JSSyntaxException } from 're2js'
import { KustomizeError } from '../errors.ts'

/** A pattern that is no regular expression. */
export class PatternError extends KustomizeError {
  constructor(pattern: string, cause: unknown) {
    super(`error parsing regexp: ${cause instanceof Error ? cause.message : String(cause)}: '${pattern}'`, {
      cause,
    })
    this.name = 'PatternError'
  }
}

/** Most patterns are plain names, which need no engine. */
const plain = /^\^(?:\(\?:)?([A-Za-z0-9_-]+)\)?\$$/

/** Tells whether a text contains a match of a pattern (RE2 syntax, linear time). @throws PatternError */
export function compilePattern(pattern: string): (text: string) => boolean {
  const literal = plain.exec(pattern)?.[1]
  if (literal !== undefined) return text => text === literal
  try {
    const compiled = RE2JS.compile(pattern)
    return text => compiled.matcher(text).find()
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) throw new PatternError(pattern, error)
    throw error
  }
}

/** Tells whether a whole text matches; an empty pattern matches everything. @throws PatternError */
export function compileWhole(pattern: string | undefined): (text: string) => boolean {
  if (!pattern) return () => true
  return compilePattern(`^(?:${pattern})$`)
}
