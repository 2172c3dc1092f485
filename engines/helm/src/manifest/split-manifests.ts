import { trimSpace } from './trim-space.ts'

/**
 * The documents of a rendered template, trimmed, without the empty ones between two separators.
 *
 * Helm splits at `(?:^|\s*\n)---\s*` without regard to YAML: a separator may have text behind it, one inside a block
 * scalar's first column splits too, and one that directly follows another stays as text.
 */
export function splitManifests(text: string): string[] {
  const whole = trimSpace(text)
  const documents: string[] = []
  let start = 0
  for (const separator of separatorsOf(whole)) {
    if (separator.end !== 0 && separator.start > start)
      documents.push(trimSpace(whole.slice(start, separator.start)))
    start = separator.end
  }
  if (start < whole.length) documents.push(trimSpace(whole.slice(start)))
  return documents
}

interface Separator {
  readonly start: number
  readonly end: number
}

function* separatorsOf(text: string): Generator<Separator> {
  let from = 0
  if (text.startsWith('---')) {
    from = skipBlanks(text, 3)
    yield { start: 0, end: from }
  }
  for (let at = text.indexOf('\n---', from); at >= 0; at = text.indexOf('\n---', from)) {
    let start = at
    while (start > from && isBlank(text.charCodeAt(start - 1))) start--
    from = skipBlanks(text, at + 4)
    yield { start, end: from }
  }
}

function skipBlanks(text: string, at: number): number {
  while (at < text.length && isBlank(text.charCodeAt(at))) at++
  return at
}

/** `\s` of Go's regular expressions, which is ASCII. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d
}
