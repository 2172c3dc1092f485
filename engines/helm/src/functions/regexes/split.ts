import type { Regex } from './compile.ts'

/**
 * The parts of a text between matches, at most `limit` of them if it is positive. Go: a match of nothing at the
 * text's start separates nothing, and nothing follows a match that starts at its end.
 */
export function splitByRegex(
  regex: Regex,
  text: string,
  { pattern, limit }: { pattern: string; limit: number },
): string[] {
  if (pattern !== '' && text === '') return ['']
  const parts: string[] = []
  let from = 0
  let to = 0
  for (const match of regex.matches(text)) {
    if (limit > 0 && parts.length >= limit - 1) break
    to = match.start
    if (match.end !== 0) parts.push(text.slice(from, to))
    from = match.end
  }
  if (to !== text.length) parts.push(text.slice(from))
  return parts
}
