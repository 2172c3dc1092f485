/** Text to tokens, by the grammar of the CEL specification. @module */
import type { Issue } from '../source.ts'

export type TokenKind =
  | 'ident'
  | 'escaped'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'operator'
  | 'end'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** An offset in code points. */
  readonly at: number
}

const operators = [
  '==', '!=', '<=', '>=', '&&', '||', '<', '>', '+', '-', '*', '/', '%', '!', '?', ':', '.', ',', '(', ')', '[', ']',
  '{', '}',
] // biome-ignore format: one operator after the other

const hex = '[0-9a-fA-F]'
const wholeEscape = String.raw`\\(?:[abfnrtv"'\\?\x60]|[xX]${hex}{2}|u${hex}{4}|U${hex}{8}|[0-3][0-7]{2})`
/** What may still become an escape. */
const openEscape = String.raw`\\(?:[xX]${hex}?|u${hex}{0,3}|U${hex}{0,7}|[0-3][0-7]?)?`
const insideDouble = String.raw`(?:${wholeEscape}|[^\\"\n\r])*`
const insideSingle = String.raw`(?:${wholeEscape}|[^\\'\n\r])*`
const insideTriple = String.raw`(?:${wholeEscape}|[^\\])*?`
const raw = String.raw`[rR](?:"""[^]*?"""|'''[^]*?'''|"[^"\n\r]*"|'[^'\n\r]*')`
const quoted = `(?:${raw}|"""${insideTriple}"""|'''${insideTriple}'''|"${insideDouble}"|'${insideSingle}')`

/** A text that is never closed, up to the character that it cannot go on with. */
const openText = new RegExp(`(?:"${insideDouble}|'${insideSingle})(?:${openEscape})?[^]?`, 'y')

const patterns: readonly (readonly [TokenKind | 'space', RegExp])[] = [
  ['space', /(?:[\t\f\r\n ]+|\/\/[^\n]*)+/y],
  ['string', new RegExp(quoted, 'y')],
  ['bytes', new RegExp(`[bB]${quoted}`, 'y')],
  ['double', /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y],
  ['uint', /(?:0x[0-9a-fA-F]+|\d+)[uU]/y],
  ['int', /(?:0x[0-9a-fA-F]+|\d+)/y],
  ['ident', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['escaped', /`[A-Za-z0-9_.\-/ ]+`/y],
]

/** The tokens of a text, and what of it is none. The last token is `end`. */
export function tokenize(text: string): {
  readonly tokens: readonly Token[]
  readonly issues: readonly Issue[]
} {
  const tokens: Token[] = []
  const issues: Issue[] = []
  const offsets = new Offsets(text)
  for (let position = 0; position < text.length; ) {
    const found = tokenAt(text, position)
    const at = offsets.codePointsBefore(position)
    if (found) {
      if (found.kind !== 'space') tokens.push({ kind: found.kind, text: found.text, at })
      position += found.text.length
    } else {
      const stray = strayText(text, position)
      issues.push({ at, message: `Syntax error: token recognition error at: '${stray}'` })
      position += stray.length
    }
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: offsets.codePointsBefore(text.length) })
  return { tokens, issues }
}

function tokenAt(text: string, position: number): { kind: TokenKind | 'space'; text: string } | undefined {
  let best: { kind: TokenKind | 'space'; text: string } | undefined
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = position
    const match = pattern.exec(text)?.[0]
    if (match !== undefined && (!best || match.length > best.text.length)) best = { kind, text: match }
  }
  if (best) return best
  const operator = operators.find(each => text.startsWith(each, position))
  return operator === undefined ? undefined : { kind: 'operator', text: operator }
}

/** What no token begins with: an open text, or `&`, `|` and `=` with the character after them. */
function strayText(text: string, position: number): string {
  const char = String.fromCodePoint(text.codePointAt(position) ?? 0)
  if (char === '"' || char === "'") {
    openText.lastIndex = position
    return openText.exec(text)?.[0] ?? char
  }
  if ('&|='.includes(char) && position + 1 < text.length) return text.slice(position, position + 2)
  return char
}

/** Positions of UTF-16 units as counts of code points, asked for in rising order. */
class Offsets {
  readonly #text: string
  #unit = 0
  #count = 0

  constructor(text: string) {
    this.#text = text
  }

  codePointsBefore(unit: number): number {
    while (this.#unit < unit) {
      this.#unit += (this.#text.codePointAt(this.#unit) ?? 0) > 0xffff ? 2 : 1
      this.#count++
    }
    return this.#count
  }
}
