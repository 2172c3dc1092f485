import { goBytes } from '@sluice/gotemplate'

/** Unicode's white space, which is not JavaScript's. */
const space = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const isSpacePattern = new RegExp(`^${space}$`)
const leadingSpace = new RegExp(`^${space}+`)
const oneSpace = new RegExp(space)

/** Go's `unicode.IsSpace`. */
export function isSpace(character: string): boolean {
  return isSpacePattern.test(character)
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const start = leadingSpace.exec(text)?.[0].length ?? 0
  let end = text.length
  // A pattern with `+$` would look at every inner gap.
  while (end > start && oneSpace.test(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

/** Go's `strings.Trim`: without the characters of `cutset` at both ends. */
export function trim(text: string, cutset: string): string {
  const cut = new Set(cutset)
  const characters = [...text]
  let start = 0
  let end = characters.length
  while (start < end && cut.has(characters[start] ?? '')) start++
  while (end > start && cut.has(characters[end - 1] ?? '')) end--
  return characters.slice(start, end).join('')
}

/** Without `prefix`, if the text has it. */
export function trimPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text
}

/** Without `suffix`, if the text has it. */
export function trimSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
}

/** Without any white space. goutils: it looks at bytes, and takes each byte that it keeps for a character. */
export function deleteSpace(text: string): string {
  const bytes = goBytes(text)
  const kept = bytes.filter(byte => !isSpace(String.fromCharCode(byte)))
  return kept.length === bytes.length ? text : String.fromCharCode(...kept)
}
