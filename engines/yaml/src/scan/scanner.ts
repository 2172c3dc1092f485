import { Cursor, isBreak, isSpaceOrEnd } from './cursor.ts'
import { scanBlock } from './scan-block.ts'
import { scanPlain } from './scan-plain.ts'
import { scanDirective, scanName, scanTag } from './scan-property.ts'
import { scanQuoted } from './scan-quoted.ts'
import { SimpleKeys } from './simple-keys.ts'
import type { Token, TokenStyle, TokenType } from './token.ts'

const deepest = 10_000

/**
 * Cuts a text into tokens, on demand: what comes after the last token asked for is not looked at. Follows libyaml, so
 * that errors show where they do in Go.
 */
export class Scanner {
  readonly #cursor: Cursor
  readonly #queue: Token[] = []
  /** The token that `peek` found to be final. */
  #next: Token | undefined
  #taken = 0
  #head = 0
  /** The column of the innermost block collection. */
  #indent = -1
  readonly #indents: number[] = []
  #flowLevel = 0
  #allowsKey = true
  readonly #keys: SimpleKeys

  constructor(text: string) {
    this.#cursor = new Cursor(text)
    this.#keys = new SimpleKeys(this.#cursor)
  }

  /** The next token, which stays the next. @throws ScanError */
  peek(): Token {
    if (this.#next) return this.#next
    for (;;) {
      const token = this.#queue[this.#head]
      if (token !== undefined && !this.#keys.mayBeKey(this.#taken)) {
        this.#next = token
        return token
      }
      this.#fetch()
    }
  }

  /** Takes the token that `peek` gave. */
  skip(): void {
    this.#next = undefined
    this.#head++
    this.#taken++
    if (this.#head === this.#queue.length) {
      this.#queue.length = 0
      this.#head = 0
    }
  }

  #saveKey(): void {
    const isRequired = this.#flowLevel === 0 && this.#indent === this.#cursor.column
    if (this.#allowsKey) this.#keys.save(this.#nextNumber(), isRequired)
  }

  /** Counts tokens from the start of the text. */
  #nextNumber(): number {
    return this.#taken + this.#queue.length - this.#head
  }

  #fetch(): void {
    const cursor = this.#cursor
    this.#skipToToken()
    this.#unroll(cursor.column)
    const code = cursor.code()
    if (code === 0) {
      this.#end()
      return
    }
    if (cursor.column === 0 && code === 37) {
      this.#directive()
      return
    }
    if (cursor.isDocumentMark()) {
      this.#documentMark(code)
      return
    }
    this.#fetchIndicator(code)
  }

  #fetchIndicator(code: number): void {
    const isFlow = this.#flowLevel > 0
    switch (code) {
      case 91:
        this.#openFlow('flow-sequence-start')
        return
      case 123:
        this.#openFlow('flow-mapping-start')
        return
      case 93:
        this.#closeFlow('flow-sequence-end')
        return
      case 125:
        this.#closeFlow('flow-mapping-end')
        return
      case 44:
        this.#flowEntry()
        return
      case 42:
        this.#name('alias')
        return
      case 38:
        this.#name('anchor')
        return
      case 33:
        this.#tag()
        return
      case 39:
      case 34:
        this.#quoted()
        return
    }
    const isAlone = isSpaceOrEnd(this.#cursor.code(1))
    if (code === 45 && isAlone) {
      this.#blockEntry()
      return
    }
    if (code === 63 && (isFlow || isAlone)) {
      this.#explicitKey()
      return
    }
    if (code === 58 && (isFlow || isAlone)) {
      this.#value()
      return
    }
    if ((code === 124 || code === 62) && !isFlow) {
      this.#block()
      return
    }
    if (
      code === 35 ||
      code === 37 ||
      code === 64 ||
      code === 96 ||
      code === 124 ||
      code === 62 ||
      isSpaceOrEnd(code)
    ) {
      throw this.#cursor.error('found character that cannot start any token')
    }
    this.#plain()
  }

  #skipToToken(): void {
    const cursor = this.#cursor
    for (;;) {
      if (cursor.column === 0 && cursor.code() === 0xfeff) cursor.at++
      const skipsTabs = this.#flowLevel > 0 || !this.#allowsKey
      cursor.skipSpaces()
      if (skipsTabs) cursor.skipBlanks()
      if (cursor.code() === 35) cursor.skipToBreak()
      if (!isBreak(cursor.code())) return
      cursor.takeBreak()
      if (this.#flowLevel === 0) this.#allowsKey = true
    }
  }

  #roll(column: number, type: TokenType, place: { at: number; line: number; index: number }): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return
    this.#indents.push(this.#indent)
    this.#indent = column
    if (this.#indents.length > deepest) throw this.#cursor.error(`exceeded max depth of ${deepest}`)
    this.#queue.splice(place.index, 0, tokenAt(type, place))
  }

  #unroll(column: number): void {
    if (this.#flowLevel > 0) return
    while (this.#indent > column) {
      this.#push('block-end')
      this.#indent = this.#indents.pop() ?? -1
    }
  }

  #push(type: TokenType, place: { at: number; line: number } = this.#cursor, text = '', suffix = ''): void {
    this.#queue.push({ type, at: place.at, line: place.line, text, suffix, style: 'plain' })
  }

  /** Adds a token and passes its characters. */
  #take(type: TokenType, length: number): void {
    this.#push(type)
    this.#cursor.at += length
  }

  #end(): void {
    this.#cursor.finishLine()
    this.#unroll(-1)
    this.#keys.drop()
    this.#allowsKey = false
    this.#push('stream-end')
  }

  #directive(): void {
    this.#unroll(-1)
    this.#keys.drop()
    this.#allowsKey = false
    const { at, line } = this.#cursor
    const directive = scanDirective(this.#cursor)
    if (directive.type === 'version') this.#push('version', { at, line }, directive.version)
    else this.#push('tag-directive', { at, line }, directive.handle, directive.prefix)
  }

  #documentMark(code: number): void {
    this.#unroll(-1)
    this.#keys.drop()
    this.#allowsKey = false
    this.#take(code === 45 ? 'document-start' : 'document-end', 3)
  }

  #openFlow(type: TokenType): void {
    this.#saveKey()
    this.#keys.open(this.#nextNumber())
    if (++this.#flowLevel > deepest) throw this.#cursor.error(`exceeded max depth of ${deepest}`)
    this.#allowsKey = true
    this.#take(type, 1)
  }

  #closeFlow(type: TokenType): void {
    this.#keys.drop()
    if (this.#flowLevel > 0) {
      this.#flowLevel--
      this.#keys.close()
    }
    this.#allowsKey = false
    this.#take(type, 1)
  }

  #flowEntry(): void {
    this.#keys.drop()
    this.#allowsKey = true
    this.#take('flow-entry', 1)
  }

  #blockEntry(): void {
    this.#startBlock('block-sequence-start', 'block sequence entries are not allowed in this context')
    this.#keys.drop()
    this.#allowsKey = true
    this.#take('block-entry', 1)
  }

  #explicitKey(): void {
    this.#startBlock('block-mapping-start', 'mapping keys are not allowed in this context')
    this.#keys.drop()
    this.#allowsKey = this.#flowLevel === 0
    this.#take('key', 1)
  }

  #startBlock(type: TokenType, refusal: string): void {
    if (this.#flowLevel > 0) return
    if (!this.#allowsKey) throw this.#cursor.error(refusal)
    const { at, line, column } = this.#cursor
    this.#roll(column, type, { at, line, index: this.#queue.length })
  }

  #value(): void {
    const key = this.#keys.take()
    if (key) {
      const index = this.#head + key.tokenNumber - this.#taken
      this.#queue.splice(index, 0, tokenAt('key', key))
      this.#roll(key.column, 'block-mapping-start', { at: key.at, line: key.line, index })
      this.#allowsKey = false
    } else {
      this.#startBlock('block-mapping-start', 'mapping values are not allowed in this context')
      this.#allowsKey = this.#flowLevel === 0
    }
    this.#take('value', 1)
  }

  #name(type: 'alias' | 'anchor'): void {
    this.#saveKey()
    this.#allowsKey = false
    const { at, line } = this.#cursor
    this.#push(type, { at, line }, scanName(this.#cursor))
  }

  #tag(): void {
    this.#saveKey()
    this.#allowsKey = false
    const { at, line } = this.#cursor
    const { handle, suffix } = scanTag(this.#cursor)
    this.#push('tag', { at, line }, handle, suffix)
  }

  #scalar(place: { at: number; line: number }, text: string, style: TokenStyle): void {
    this.#queue.push({ type: 'scalar', at: place.at, line: place.line, text, suffix: '', style })
  }

  #block(): void {
    this.#keys.drop()
    this.#allowsKey = true
    const { at, line } = this.#cursor
    const style = this.#cursor.code() === 124 ? 'literal' : 'folded'
    this.#scalar({ at, line }, scanBlock(this.#cursor, this.#indent), style)
  }

  #quoted(): void {
    this.#saveKey()
    this.#allowsKey = false
    const { at, line } = this.#cursor
    this.#scalar({ at, line }, scanQuoted(this.#cursor), 'quoted')
  }

  #plain(): void {
    this.#saveKey()
    this.#allowsKey = false
    const { at, line } = this.#cursor
    const context = { indent: this.#indent + 1, isFlow: this.#flowLevel > 0 }
    const { text, endsWithBreak } = scanPlain(this.#cursor, context)
    this.#scalar({ at, line }, text, 'plain')
    if (endsWithBreak) this.#allowsKey = true
  }
}

function tokenAt(type: TokenType, { at, line }: { at: number; line: number }): Token {
  return { type, at, line, text: '', suffix: '', style: 'plain' }
}
