type Term = { readonly type: 'any' } | { readonly type: 'one'; readonly accepts: (char: string) => boolean }

/** Whether a shell pattern (`*`, `?`, `[a-z]`, `\x`) matches a whole text. A pattern that is malformed matches nothing. */
export function matchesGlob(pattern: string, text: string): boolean {
  const terms = parseGlob(pattern)
  if (!terms) return false
  const chars = [...text]
  let term = 0
  let at = 0
  let star = -1
  let starAt = 0
  // One step back to the latest star is enough, so the cost is length times length.
  while (at < chars.length) {
    const current = terms[term]
    if (current?.type === 'any') {
      star = term++
      starAt = at
    } else if (current?.type === 'one' && current.accepts(chars[at] ?? '')) {
      term++
      at++
    } else if (star >= 0) {
      term = star + 1
      at = ++starAt
    } else {
      return false
    }
  }
  while (terms[term]?.type === 'any') term++
  return term === terms.length
}

function parseGlob(pattern: string): Term[] | undefined {
  const chars = [...pattern]
  const terms: Term[] = []
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? ''
    if (char === '*') {
      if (terms.at(-1)?.type !== 'any') terms.push({ type: 'any' })
    } else if (char === '?') {
      terms.push({ type: 'one', accepts: () => true })
    } else if (char === '[') {
      const end = chars.indexOf(']', i + (chars[i + 1] === '^' ? 3 : 2))
      if (end === -1) return undefined
      terms.push({ type: 'one', accepts: classOf(chars.slice(i + 1, end)) })
      i = end
    } else {
      if (char === '\\' && i + 1 === chars.length) return undefined
      const literal = char === '\\' ? (chars[++i] ?? '') : char
      terms.push({ type: 'one', accepts: other => other === literal })
    }
  }
  return terms
}

function classOf(chars: readonly string[]): (char: string) => boolean {
  const isNegated = chars[0] === '^'
  const members = isNegated ? chars.slice(1) : chars
  const ranges: (readonly [string, string])[] = []
  for (let i = 0; i < members.length; i++) {
    const low = members[i] ?? ''
    const isRange = members[i + 1] === '-' && i + 2 < members.length
    ranges.push([low, isRange ? (members[i + 2] ?? '') : low])
    if (isRange) i += 2
  }
  return char => ranges.some(([low, high]) => char >= low && char <= high) !== isNegated
}
