import { quoteEnd } from './quick-scalars.ts'

/** Whether a line begins a list's item. */
export function isItem(line: string): boolean {
  return line.charCodeAt(0) === 45 && (line.length === 1 || line.charCodeAt(1) === 32)
}

const forbidden = new Set([...',[]{}#&*!|>\'"%@`?:'])

/** Whether a text begins as no plain scalar may, or only in some cases. */
export function isForbidden(text: string): boolean {
  return forbidden.has(text[0] ?? '') || isItem(text)
}

/** Where the key of a line ends: the place of its colon; -1 if it has none. */
export function keyEnd(line: string): number {
  const first = line.charCodeAt(0)
  if (first === 34 || first === 39) {
    const end = quoteEnd(line, 0)
    const isKey = end !== -1 && line[end + 1] === ':' && (end + 2 === line.length || line[end + 2] === ' ')
    return isKey ? end + 1 : -1
  }
  if (first === 123 || first === 91 || first === 124) return -1
  const at = markAt(line)
  const comment = at === -1 ? -1 : line.indexOf(' #')
  return comment !== -1 && comment < at ? -1 : at
}

/** The first colon that ends a key. */
function markAt(line: string): number {
  for (let at = line.indexOf(':'); at !== -1; at = line.indexOf(':', at + 1)) {
    const after = line.charCodeAt(at + 1)
    if (after === 32 || at + 1 === line.length) return at
  }
  return -1
}

/** Whether a text has a colon that ends a key. */
export function hasKeyMark(text: string): boolean {
  return markAt(text) !== -1
}
