/** Text to tokens, by the grammar of the CEL specification. @module */
import type { Issue } from './source.ts'

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

const patterns: readonly (readonly [TokenKind | 'space', RegExp])[] = [
  ['space', /(?:[\t\f\r\n ]+|\/\/[^\n]*)+/y],
  [
    'string',
    /[rR](?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*')|"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^\\"\n\r]|\\[\s\S])*"|'(?:[^\\'\n\r]|\\[\s\S])*'/y,
  ],
  [
    'bytes',
    /[bB](?:[rR](?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*')|"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^\\"\n\r]|\\[\s\S])*"|'(?:[^\\'\n\r]|\\[\s\S])*')|[rR][bB](?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*')/y,
  ],
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
      issues.push({ at, message: `Syntax error: token recognition error at: '${shown(stray)}'` })
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

/** An open quote takes the rest of its line along; `&`, `|` and `=` the character after them. */
function strayText(text: string, position: number): string {
  const char = String.fromCodePoint(text.codePointAt(position) ?? 0)
  if (char === '"' || char === "'") return /^[^\n\r]*/.exec(text.slice(position))?.[0] ?? char
  if ('&|='.includes(char) && position + 1 < text.length) return text.slice(position, position + 2)
  return char
}

function shown(text: string): string {
  return text.replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')
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
