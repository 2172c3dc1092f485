/**
 * Reads what most manifests are made of: block mappings and lists, plain and quoted scalars, literal texts, and
 * brackets on one line. Whatever else it meets, be it wrong or only rare, it leaves to the exact reader, which reads
 * the same values from the same text, only slower.
 * @module
 */
import type { JsonValue } from '@sluice/base/json'
import type { ParseYamlOptions } from '../parse-options.ts'
import type { Dialect } from '../resolve-scalar.ts'
import { type OnSpelled, QuickFlow } from './quick-flow.ts'
import { QuickLines, Unsure, unsure } from './quick-lines.ts'
import { readLiteral } from './quick-literal.ts'
import { hasKeyMark, isForbidden, isItem, keyEnd } from './quick-marks.ts'
import {
  foldQuoted,
  isPlainKey,
  isRestEmpty,
  quickPlain,
  quoteEnd,
  unquote,
  withoutComment,
} from './quick-scalars.ts'

const maxDepth = 60
const longestKey = 128

/** The documents of a text, or undefined if the exact reader must look at it. */
export function readQuickly(source: string, options: ParseYamlOptions): JsonValue[] | undefined {
  if (options.integers === 'bigint' || (options.maxDepth ?? 100) < maxDepth) return undefined
  // Nothing may follow a first document that would go unread.
  if (options.onlyFirst && /^(?:---|\.\.\.|%)/m.test(source)) return undefined
  const told: Parameters<NonNullable<ParseYamlOptions['onSpelling']>>[0][] = []
  try {
    const reader = new QuickReader(source, options.dialect ?? 'v2', (parent, key, { value, spelled = '' }) =>
      told.push({ parent, key, value, text: spelled }),
    )
    const documents = reader.documents()
    if (options.onlyFirst && documents.length !== 1) return undefined
    for (const spelling of told) options.onSpelling?.(spelling)
    return documents
  } catch (error) {
    if (error instanceof Unsure) return undefined
    throw error
  }
}

type Parent = JsonValue[] | Record<string, JsonValue>

/** Where a value stands. */
interface Place {
  readonly column: number
  readonly depth: number
  /** Where a list may start without being indented. */
  readonly listAt: number
}

class QuickReader {
  readonly #lines: QuickLines
  readonly #dialect: Dialect
  readonly #onSpelled: OnSpelled
  readonly #keys = new Map<string, boolean>()
  /** The text of the scalar just read, if its value does not tell it. */
  #spelled: string | undefined

  constructor(source: string, dialect: Dialect, onSpelled: OnSpelled) {
    this.#lines = new QuickLines(source)
    this.#dialect = dialect
    this.#onSpelled = onSpelled
  }

  documents(): JsonValue[] {
    const documents: JsonValue[] = []
    const lines = this.#lines
    while (!lines.isAtEnd) {
      lines.next()
      if (lines.column === -1) continue
      documents.push(this.#collection(0))
      if (lines.column !== -1) throw unsure
    }
    return documents
  }

  /** The mapping or list that starts here. */
  #collection(depth: number): JsonValue {
    if (depth > maxDepth) throw unsure
    const line = this.#lines.rest()
    if (isItem(line)) return this.#sequence(this.#lines.column, depth)
    return this.#mapping(this.#lines.column, depth, line)
  }

  #mapping(column: number, depth: number, first: string): JsonValue {
    const lines = this.#lines
    const mapping: Record<string, JsonValue> = {}
    const place: Place = { column, depth, listAt: column }
    let line = first
    for (;;) {
      const end = keyEnd(line)
      const key = this.#key(line, end)
      if (key in mapping) throw unsure
      lines.skip(end + 1)
      this.#put(mapping, key, this.#value(line.slice(end + 1), place))
      if (lines.column < column) return mapping
      if (lines.column > column) throw unsure
      line = lines.rest()
      if (isItem(line)) return mapping
    }
  }

  #key(line: string, end: number): string {
    if (end === -1 || end > longestKey) throw unsure
    const first = line.charCodeAt(0)
    const key = line.slice(0, end)
    if (first === 34 || first === 39) return unquote(key)
    let isSafe = this.#keys.get(key)
    if (isSafe === undefined) {
      isSafe = isPlainKey(key)
      this.#keys.set(key, isSafe)
    }
    if (!isSafe) throw unsure
    return key
  }

  #sequence(column: number, depth: number): JsonValue {
    const lines = this.#lines
    const items: JsonValue[] = []
    for (;;) {
      lines.skip(1)
      this.#put(items, items.length, this.#item(column, depth))
      if (lines.column < column) return items
      if (lines.column > column) throw unsure
      // A list may stand at the column of the mapping that it belongs to.
      if (!isItem(lines.rest())) return items
    }
  }

  #item(column: number, depth: number): JsonValue {
    const lines = this.#lines
    while (lines.source.charCodeAt(lines.at) === 32) lines.skip(1)
    const line = lines.rest()
    if (isItem(line) || keyEnd(line) !== -1) return this.#collection(depth + 1)
    return this.#value(line, { column, depth, listAt: -1 })
  }

  #put(parent: Parent, key: string | number, value: JsonValue): void {
    const target = parent as Record<string | number, JsonValue>
    target[key] = value
    if (this.#spelled === undefined) return
    this.#onSpelled(parent, key, { value, spelled: this.#spelled })
    this.#spelled = undefined
  }

  /** The value after a key or dash, and moves to the line after it. */
  #value(line: string, place: Place): JsonValue {
    let start = 0
    while (line.charCodeAt(start) === 32) start++
    const first = line[start]
    if (first === undefined || (first === '#' && start > 0)) return this.#below(place)
    const text = start === 0 ? line : line.slice(start)
    switch (first) {
      case '"':
      case "'":
        return this.#quoted(text, place.column)
      case '{':
      case '[':
        return this.#flow(text)
      case '|':
        return readLiteral(this.#lines, text, place.column)
    }
    if (isForbidden(text)) throw unsure
    return this.#plain(text, place.column)
  }

  #below({ column, depth, listAt }: Place): JsonValue {
    const lines = this.#lines
    lines.next()
    const isBelow =
      lines.column > column || (lines.column === listAt && listAt !== -1 && isItem(lines.rest()))
    if (isBelow) return this.#collection(depth + 1)
    this.#spelled = ''
    return null
  }

  /** A quoted scalar, which may go on in lines that are indented further. */
  #quoted(text: string, column: number): string {
    const lines = this.#lines
    const { source } = lines
    const from = lines.end - text.length
    const end = quoteEnd(source, from)
    if (end === -1) throw unsure
    const isFolded = end > lines.end
    const quoted = source.slice(from, end + 1)
    if (isFolded) lines.jump(end)
    if (!isRestEmpty(source.slice(end + 1, lines.end))) throw unsure
    lines.next()
    return unquote(isFolded ? foldQuoted(quoted, column) : quoted)
  }

  #flow(text: string): JsonValue {
    const flow = new QuickFlow(text, this.#dialect, this.#onSpelled)
    const value = flow.collection()
    if (!isRestEmpty(text.slice(flow.at))) throw unsure
    this.#lines.next()
    return value
  }

  /** A plain scalar goes on in lines that are indented further. */
  #plain(text: string, column: number): JsonValue {
    const lines = this.#lines
    const first = withoutComment(text)
    if (hasKeyMark(first)) throw unsure
    const firstEnd = lines.end
    lines.next()
    if (lines.column > column) {
      if (text.includes(' #')) throw unsure
      return this.#folded(first, column, firstEnd)
    }
    const { value, spelled } = quickPlain(first, this.#dialect)
    this.#spelled = spelled
    return value
  }

  #folded(first: string, column: number, firstEnd: number): string {
    const lines = this.#lines
    let folded = first
    let before = firstEnd
    while (lines.column > column) {
      const line = lines.rest()
      const between = lines.source.slice(before, lines.at)
      if (line.includes(' #') || between.includes('#') || hasKeyMark(line.trimEnd())) throw unsure
      const breaks = between.split('\n').length - 2
      folded += breaks === 0 ? ' ' : '\n'.repeat(breaks)
      folded += line.trimEnd()
      before = lines.end
      lines.next()
    }
    return folded
  }
}
