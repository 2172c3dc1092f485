/**
 * The patterns of `.Files.Glob`: `*` and `?` within a path's part, `**` across, `[a-z]`, `[!a-z]`, `{this,that}`, and
 * a backslash before a character that stands for itself. Matching takes time in proportion to pattern times path.
 * @module
 */

type Token =
  | { readonly type: 'char'; readonly char: string }
  | { readonly type: 'any' }
  | { readonly type: 'star' }
  | { readonly type: 'superstar' }
  | { readonly type: 'class'; readonly isNegated: boolean; readonly has: (char: string) => boolean }

/** Tells whether a path matches; undefined if the pattern is none. */
export function compileGlob(pattern: string): ((path: string) => boolean) | undefined {
  const alternatives = expandBraces([...pattern])
  const compiled = alternatives?.map(tokensOf)
  if (!compiled) return undefined
  const patterns: Token[][] = []
  for (const tokens of compiled) {
    if (!tokens) return undefined
    patterns.push(tokens)
  }
  return path => patterns.some(tokens => matches(tokens, [...path]))
}

const maxAlternatives = 1000

/** The patterns that braces stand for; undefined if they do not pair up. */
function expandBraces(pattern: readonly string[]): string[][] | undefined {
  const open = findOutside(pattern, 0, '{')
  if (open < 0) return findOutside(pattern, 0, '}') < 0 ? [[...pattern]] : undefined
  const parts: string[][] = [[]]
  let depth = 0
  let at = open + 1
  for (; at < pattern.length; at++) {
    const char = pattern[at] ?? ''
    if (char === '}' && depth === 0) break
    if (char === '{') depth++
    else if (char === '}') depth--
    if (char === ',' && depth === 0) parts.push([])
    else {
      parts.at(-1)?.push(char)
      if (char === '\\') parts.at(-1)?.push(pattern[++at] ?? '')
    }
  }
  if (at >= pattern.length) return undefined
  const result: string[][] = []
  for (const part of parts) {
    const inner = expandBraces([...pattern.slice(0, open), ...part, ...pattern.slice(at + 1)])
    if (!inner || result.length + inner.length > maxAlternatives) return undefined
    result.push(...inner)
  }
  return result
}

/** Where a character stands that is neither escaped nor in a class. */
function findOutside(pattern: readonly string[], from: number, wanted: string): number {
  for (let i = from; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === wanted) return i
    else if (pattern[i] === '[') {
      const close = pattern.indexOf(']', i)
      if (close > i) i = close
    }
  }
  return -1
}

function tokensOf(pattern: readonly string[]): Token[] | undefined {
  const tokens: Token[] = []
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? ''
    if (char === '*') {
      const isSuper = pattern[i + 1] === '*'
      if (isSuper) i++
      tokens.push({ type: isSuper ? 'superstar' : 'star' })
    } else if (char === '?') tokens.push({ type: 'any' })
    else if (char === '[') {
      const close = pattern.indexOf(']', i)
      const token = close < 0 ? undefined : classOf(pattern.slice(i + 1, close))
      if (!token) return undefined
      tokens.push(token)
      i = close
    } else if (char === '\\') {
      const next = pattern[++i]
      if (next === undefined) return undefined
      tokens.push({ type: 'char', char: next })
    } else tokens.push({ type: 'char', char })
  }
  return tokens
}

function classOf(inside: readonly string[]): Token | undefined {
  const isNegated = inside[0] === '!'
  const members = isNegated ? inside.slice(1) : inside
  if (members.length === 0) return undefined
  if (members[1] === '-') {
    const [low = '', , high] = members
    if (members.length !== 3 || high === undefined || high < low) return undefined
    return { type: 'class', isNegated, has: char => char >= low && char <= high }
  }
  return { type: 'class', isNegated, has: char => members.includes(char) }
}

/** Follows all ways through the pattern at once. */
function matches(tokens: readonly Token[], path: readonly string[]): boolean {
  let states = closure(tokens, new Set([0]))
  for (const char of path) {
    const next = new Set<number>()
    for (const state of states) {
      const token = tokens[state]
      if (!token) continue
      if (token.type === 'superstar' || (token.type === 'star' && char !== '/')) next.add(state)
      else if (accepts(token, char)) next.add(state + 1)
    }
    if (next.size === 0) return false
    states = closure(tokens, next)
  }
  return states.has(tokens.length)
}

/** Stars match nothing, too. */
function closure(tokens: readonly Token[], states: Set<number>): Set<number> {
  for (const state of states) {
    const type = tokens[state]?.type
    if (type === 'star' || type === 'superstar') states.add(state + 1)
  }
  return states
}

function accepts(token: Token, char: string): boolean {
  if (token.type === 'char') return token.char === char
  if (token.type === 'any') return char !== '/'
  return token.type === 'class' && token.has(char) !== token.isNegated
}
