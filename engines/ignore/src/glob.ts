/**
 * Matches one name against a shell pattern as Go's `path.Match` does: `*`, `?`, `[a-z]`, `[^a]`, and `\` to quote.
 * Takes time in proportion to pattern × name, whatever the pattern.
 * @module
 */

type Token =
  | { readonly type: 'any' }
  | { readonly type: 'one' }
  | { readonly type: 'literal'; readonly char: string }
  | { readonly type: 'class'; readonly isNegated: boolean; readonly ranges: readonly Range[] }

interface Range {
  readonly low: string
  readonly high: string
}

/** A compiled pattern. */
export type Glob = (name: string) => boolean

/** Compiles a pattern; one that is not well formed matches nothing. */
export function compileGlob(pattern: string): Glob {
  const tokens = tokenize(Array.from(pattern))
  if (!tokens) return () => false
  if (tokens.every(token => token.type === 'literal')) {
    const literal = tokens.map(token => (token.type === 'literal' ? token.char : '')).join('')
    return name => name === literal
  }
  return name => matches(tokens, Array.from(name))
}

function tokenize(chars: readonly string[]): readonly Token[] | undefined {
  const tokens: Token[] = []
  let at = 0
  while (at < chars.length) {
    const char = chars[at++] ?? ''
    if (char === '*') tokens.push({ type: 'any' })
    else if (char === '?') tokens.push({ type: 'one' })
    else if (char === '[') {
      const parsed = parseClass(chars, at)
      if (!parsed) return undefined
      tokens.push(parsed.token)
      at = parsed.end
    } else if (char === '\\') {
      const quoted = chars[at++]
      if (quoted === undefined) return undefined
      tokens.push({ type: 'literal', char: quoted })
    } else tokens.push({ type: 'literal', char })
  }
  return tokens
}

/** The class that starts after its bracket. A closing bracket must be quoted to be a member. */
function parseClass(
  chars: readonly string[],
  start: number,
): { readonly token: Token; readonly end: number } | undefined {
  const isNegated = chars[start] === '^'
  const ranges: Range[] = []
  let at = isNegated ? start + 1 : start
  while (chars[at] !== ']' || ranges.length === 0) {
    const low = memberAt(chars, at)
    if (!low) return undefined
    at = low.end
    let high = low
    if (chars[at] === '-') {
      const upper = memberAt(chars, at + 1)
      if (!upper) return undefined
      high = upper
      at = upper.end
    }
    ranges.push({ low: low.char, high: high.char })
  }
  return { token: { type: 'class', isNegated, ranges }, end: at + 1 }
}

function memberAt(
  chars: readonly string[],
  at: number,
): { readonly char: string; readonly end: number } | undefined {
  const char = chars[at]
  if (char === undefined || char === '-' || char === ']') return undefined
  if (char !== '\\') return at + 1 < chars.length ? { char, end: at + 1 } : undefined
  const quoted = chars[at + 1]
  return quoted === undefined || at + 2 >= chars.length ? undefined : { char: quoted, end: at + 2 }
}

/** On a mismatch only the last star takes one character more: earlier ones cannot do better. */
function matches(tokens: readonly Token[], chars: readonly string[]): boolean {
  let token = 0
  let char = 0
  let star: { readonly token: number; char: number } | undefined
  while (char < chars.length) {
    const current = tokens[token]
    if (current?.type === 'any') {
      star = { token, char }
      token++
    } else if (current && matchesOne(current, chars[char] ?? '')) {
      token++
      char++
    } else if (star) {
      star.char++
      token = star.token + 1
      char = star.char
    } else return false
  }
  return tokens.slice(token).every(rest => rest.type === 'any')
}

function matchesOne(token: Token, char: string): boolean {
  switch (token.type) {
    case 'any':
    case 'one':
      return true
    case 'literal':
      return token.char === char
    case 'class': {
      const code = char.codePointAt(0) ?? 0
      const isIn = token.ranges.some(
        ({ low, high }) => (low.codePointAt(0) ?? 0) <= code && code <= (high.codePointAt(0) ?? 0),
      )
      return isIn !== token.isNegated
    }
  }
}
