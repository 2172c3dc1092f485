/** Names that a mistyped word may have meant: at most two edits away, or beginning with it. */
export function suggestionsFor(word: string, names: readonly string[]): readonly string[] {
  return names.filter(
    name => editDistance(word.toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()),
  )
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution))
    }
    previous = row
  }
  return previous.at(-1) ?? 0
}
