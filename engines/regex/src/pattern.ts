import { RE2JS, RE2JSException } from 're2js'

/** A compiled pattern. */
export interface Pattern {
  /** Whether it matches somewhere in the text: Go's `MatchString`. */
  find(text: string): boolean
  /** Whether it matches the text from its beginning to its end. */
  matchWhole(text: string): boolean
}

/** A text that is no pattern. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/** Compiles a pattern. @throws PatternError */
export function compilePattern(text: string): Pattern {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(text)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new PatternError(error.message, { cause: error })
  }
  return {
    find: input => compiled.matcher(input).find(),
    matchWhole: input => compiled.matcher(input).matches(),
  }
}
