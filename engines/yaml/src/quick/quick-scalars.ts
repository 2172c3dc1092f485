/**
 * Scalars on one line, as manifests have them.
 * @module
 */
import type { JsonValue } from '@sluice/base/json'
import { type Dialect, resolveScalar } from '../resolve-scalar.ts'
import { unsure } from './quick-lines.ts'

/** A value, and how it was written if it does not tell. */
export interface QuickScalar {
  readonly value: JsonValue
  readonly spelled: string | undefined
}

/** The value of a plain scalar. @throws Unsure */
export function quickPlain(text: string, dialect: Dialect): QuickScalar {
  const first = text.charCodeAt(0)
  if (isLetter(first) ? text.length > 5 : first === 47) return { value: text, spelled: undefined }
  // What looks like a time means different things to different readers.
  if (text.charCodeAt(4) === 45 && first >= 48 && first <= 57) throw unsure
  const value = resolveScalar(text, dialect)
  if (typeof value === 'string') return { value, spelled: undefined }
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) throw unsure
  return { value, spelled: String(value) === text ? undefined : text }
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

const plainKey = /^[A-Za-z_$][\w./$-]*$/
const wordKey = /^(?:y|n|yes|no|on|off|true|false|null)$/i

/** Whether a plain key is certainly a string in every dialect. */
export function isPlainKey(key: string): boolean {
  return key.length <= 128 && plainKey.test(key) && !wordKey.test(key)
}

/** Where a quoted text that starts a line ends: the place of its closing quote, or -1. */
export function quoteEnd(line: string, from: number): number {
  const quote = line[from] ?? ''
  for (let at = line.indexOf(quote, from + 1); at !== -1; at = line.indexOf(quote, at + 1)) {
    if (quote === "'") {
      if (line[at + 1] !== "'") return at
      at++
    } else if (!isEscaped(line, at)) return at
  }
  return -1
}

function isEscaped(line: string, at: number): boolean {
  let slashes = 0
  while (line[at - 1 - slashes] === '\\') slashes++
  return slashes % 2 === 1
}

/** A quoted text of several lines as one: a line break is a space, and empty lines are line breaks. @throws Unsure */
export function foldQuoted(quoted: string, column: number): string {
  const [first = '', ...rest] = quoted.split('\n')
  let folded = first.trimEnd()
  let breaks = 0
  rest.forEach((line, i) => {
    const text = line.trimStart()
    if (text !== '' && line.length - text.length <= column) throw unsure
    const isLast = i === rest.length - 1
    if (text.trimEnd() === '' && !isLast) {
      breaks++
      return
    }
    folded += breaks === 0 ? ' ' : '\n'.repeat(breaks)
    folded += isLast ? text : text.trimEnd()
    breaks = 0
  })
  return folded
}

/** What a quoted text says, without its quotes. @throws Unsure */
export function unquote(quoted: string): string {
  const inner = quoted.slice(1, -1)
  if (quoted[0] === "'") return inner.includes("'") ? inner.replaceAll("''", "'") : inner
  if (!inner.includes('\\')) return inner
  return inner.replace(/\\(.?)/g, (_, char: string) => {
    const meant = escapes[char]
    if (meant === undefined) throw unsure
    return meant
  })
}

const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', t: '\t', '/': '/' }

/** The text without a comment and the spaces before it. */
export function withoutComment(text: string): string {
  const at = text.indexOf(' #')
  return at === -1 ? text.trimEnd() : text.slice(0, at).trimEnd()
}

/** Whether what follows a value on its line is nothing, or a comment. */
export function isRestEmpty(text: string): boolean {
  return text === '' || text.trim() === '' || (text[0] === ' ' && text.trimStart()[0] === '#')
}
