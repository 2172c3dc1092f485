/** Regular expressions of RE2, which CEL and OpenAPI patterns are written in: linear time, no backreferences. @module */
import { RE2JS, RE2JSSyntaxException } from 're2js'

/** A compiled pattern, or why it does not compile, in Go's words. */
export type Regex =
  | {
      readonly type: 'regex'
      /** The first match. */
      readonly find: (text: string) => string | undefined
      /** The matches from the left, at most `limit` of them when it is not negative. */
      readonly findAll: (text: string, limit: number) => readonly string[]
    }
  | { readonly type: 'error'; readonly message: string }

const compiled = new Map<string, Regex>()
/** Patterns come from schemas and rules, a few hundred; beyond that the oldest are compiled again. */
const cacheSize = 1000

/** Compiles a pattern, or takes it from the cache. */
export function compileRegex(pattern: string): Regex {
  const known = compiled.get(pattern)
  if (known) return known
  const regex = compile(pattern)
  const oldest = compiled.size >= cacheSize ? compiled.keys().next().value : undefined
  if (oldest !== undefined) compiled.delete(oldest)
  compiled.set(pattern, regex)
  return regex
}

function compile(pattern: string): Regex {
  try {
    const re = RE2JS.compile(pattern)
    return {
      type: 'regex',
      find: text => findAll(re, text, 1)[0],
      findAll: (text, limit) => findAll(re, text, limit),
    }
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return { type: 'error', message: error.message }
    throw error
  }
}

function findAll(re: RE2JS, text: string, limit: number): readonly string[] {
  const matcher = re.matcher(text)
  const matches: string[] = []
  let end = -1
  while ((limit < 0 || matches.length < limit) && matcher.find()) {
    // Go: an empty match right after another one does not count.
    if (matcher.start() < matcher.end() || matcher.start() !== end) matches.push(matcher.group() ?? '')
    end = matcher.end()
  }
  return matches
}
