/**
 * Go's `filepath.Match`: `*` and `?` stop at slashes, `[a-z]` and `[^a-z]` are classes, a backslash escapes.
 * @module
 */

/** A pattern that cannot be read; the message is Go's. */
export class BadPattern extends Error {
  override readonly name = 'BadPattern'
  constructor() {
    super('syntax error in pattern')
  }
}

interface Chunk {
  /** Whether a `*` stands before it. */
  readonly star: boolean
  readonly pattern: string
  /** The pattern after the chunk. */
  readonly tail: string
}

/**
 * Whether the whole name matches. As in Go, a part of the pattern that matching does not reach is not checked.
 * @throws BadPattern
 */
export function matchPath(pattern: string, name: string): boolean {
  let rest = name
  let remaining = pattern
  while (remaining !== '') {
    const chunk = nextChunk(remaining)
    if (chunk.star && chunk.pattern === '') return !rest.includes('/')
    const left = matchHere(chunk, rest)
    if (left === undefined) return false
    rest = left
    remaining = chunk.tail
  }
  return rest === ''
}

/** What is left of the name after the chunk, or undefined if it does not match. */
function matchHere(chunk: Chunk, name: string): string | undefined {
  const isLast = chunk.tail === ''
  const direct = matchChunk(chunk.pattern, name)
  if (direct !== undefined && (direct === '' || !isLast)) return direct
  if (!chunk.star) return undefined
  for (let i = 0; i < name.length && name[i] !== '/'; i++) {
    const found = matchChunk(chunk.pattern, name.slice(i + 1))
    if (found !== undefined && !(isLast && found !== '')) return found
  }
  return undefined
}

function nextChunk(pattern: string): Chunk {
  let start = 0
  while (pattern[start] === '*') start++
  let inClass = false
  let end = start
  for (; end < pattern.length; end++) {
    const char = pattern[end]
    if (char === '\\') end++
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '*' && !inClass) break
  }
  return { star: start > 0, pattern: pattern.slice(start, end), tail: pattern.slice(end) }
}

/** Matches a chunk without stars at the name's start; after a mismatch the chunk is read on for its mistakes. */
function matchChunk(chunk: string, name: string): string | undefined {
  let rest: string | undefined = name
  let at = 0
  while (at < chunk.length) {
    if (rest === '') rest = undefined
    const char: string = rest === undefined ? '' : firstCharacter(rest)
    const step = chunk[at] === '[' ? matchClass(chunk, at + 1, char) : matchOne(chunk, at, char)
    at = step.next
    rest = rest !== undefined && step.matches ? rest.slice(char.length) : undefined
  }
  return rest
}

interface Step {
  readonly matches: boolean
  readonly next: number
}

function matchOne(chunk: string, at: number, char: string): Step {
  if (chunk[at] === '?') return { matches: char !== '/', next: at + 1 }
  const start = chunk[at] === '\\' ? at + 1 : at
  if (start >= chunk.length) throw new BadPattern()
  const literal = firstCharacter(chunk.slice(start, start + 2))
  return { matches: literal === char, next: start + literal.length }
}

function matchClass(chunk: string, start: number, char: string): Step {
  let at = start
  const isNegated = chunk[at] === '^'
  if (isNegated) at++
  let isIn = false
  for (let ranges = 0; ; ranges++) {
    if (chunk[at] === ']' && ranges > 0) return { matches: isIn !== isNegated, next: at + 1 }
    const low = classCharacter(chunk, at)
    let high = low
    if (chunk[low.next] === '-') high = classCharacter(chunk, low.next + 1)
    at = high.next
    const code = char.codePointAt(0) ?? -1
    if (low.code <= code && code <= high.code) isIn = true
  }
}

/** One character of a class; the class must go on after it. */
function classCharacter(chunk: string, at: number): { code: number; next: number } {
  if (at >= chunk.length || chunk[at] === '-' || chunk[at] === ']') throw new BadPattern()
  const start = chunk[at] === '\\' ? at + 1 : at
  const code = chunk.codePointAt(start)
  if (code === undefined) throw new BadPattern()
  const next = start + (code > 0xffff ? 2 : 1)
  if (next >= chunk.length) throw new BadPattern()
  return { code, next }
}

function firstCharacter(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0)
}
