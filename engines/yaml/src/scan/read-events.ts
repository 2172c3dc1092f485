import { ScanError } from './scan-error.ts'
import { Scanner } from './scanner.ts'
import type { Token, TokenStyle, TokenType } from './token.ts'

/** What stands before a node. */
interface Properties {
  /** In full, such as `tag:yaml.org,2002:str`; empty without one. */
  readonly tag: string
  readonly anchor: string | undefined
  readonly at: number
}

/** The parts of a document in the order they are written; each collection is closed by `end`. */
export type YamlEvent =
  | (Properties & { readonly type: 'scalar'; readonly text: string; readonly style: TokenStyle })
  | (Properties & { readonly type: 'sequence' | 'mapping' })
  | { readonly type: 'alias'; readonly name: string; readonly at: number }
  | { readonly type: 'document' | 'end'; readonly at: number }

/** How far to read. */
export interface ReadEventsOptions {
  /** Collections inside one another. */
  readonly maxDepth: number
  /** Ends with the first document: what follows is not even looked at. */
  readonly onlyFirst: boolean
}

const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/

/** A text as events. @throws ScanError */
export function readEvents(text: string, options: ReadEventsOptions): YamlEvent[] {
  if (!text.isWellFormed()) throw unreadable('invalid leading UTF-8 octet')
  if (forbidden.test(text)) throw unreadable('control characters are not allowed')
  const grammar = new Grammar(text, options.maxDepth)
  while (grammar.document() && !options.onlyFirst);
  return grammar.events
}

// The tokens before which a node is left out, by where it could stand.
const emptyDocument = new Set<TokenType>([
  'document-start',
  'document-end',
  'stream-end',
  'version',
  'tag-directive',
])
const directive = new Set<TokenType>(['version', 'tag-directive'])
const emptyEntry = new Set<TokenType>(['block-entry', 'block-end'])
const emptyIndentlessEntry = new Set<TokenType>(['block-entry', 'key', 'value', 'block-end'])
const emptyMember = new Set<TokenType>(['key', 'value', 'block-end'])
const emptyPairKey = new Set<TokenType>(['value', 'flow-entry', 'flow-sequence-end'])
const emptyFlowKey = new Set<TokenType>(['value', 'flow-entry', 'flow-mapping-end'])

function unreadable(reason: string): ScanError {
  return new ScanError(reason, { at: 0, line: 0, isScanner: false })
}

/** Follows the grammar of YAML 1.1 as libyaml does, one method for each of its rules. */
class Grammar {
  readonly events: YamlEvent[] = []
  readonly #scanner: Scanner
  readonly #maxDepth: number
  readonly #anchors = new Set<string>()
  #handles = new Map<string, string>()
  #depth = 0
  #isFirst = true

  constructor(text: string, maxDepth: number) {
    this.#scanner = new Scanner(text)
    this.#maxDepth = maxDepth
  }

  /** Reads a document; false at the end of the text. */
  document(): boolean {
    const isImplicit = this.#isFirst
    this.#isFirst = false
    while (!isImplicit && this.#is('document-end')) this.#scanner.skip()
    if (this.#is('stream-end')) return false
    this.events.push({ type: 'document', at: this.#peek().at })
    this.#anchors.clear()
    this.#directives()
    if (this.#is('document-start')) {
      this.#scanner.skip()
      if (this.#isOneOf(emptyDocument)) this.#empty()
      else this.#node(true, false)
    } else if (isImplicit && !this.#sawDirective) this.#node(true, false)
    else throw this.#wrong('did not find expected <document start>')
    this.events.push({ type: 'end', at: this.#peek().at })
    if (this.#is('document-end')) this.#scanner.skip()
    return true
  }

  #sawDirective = false

  #directives(): void {
    this.#handles = new Map()
    let version: string | undefined
    this.#sawDirective = this.#isOneOf(directive)
    for (let token = this.#peek(); ; token = this.#peek()) {
      if (token.type === 'version') {
        if (version !== undefined) throw this.#wrong('found duplicate %YAML directive')
        version = token.text
        if (version !== '1.1') throw this.#wrong('found incompatible YAML document')
      } else if (token.type === 'tag-directive') {
        if (this.#handles.has(token.text)) throw this.#wrong('found duplicate %TAG directive')
        this.#handles.set(token.text, token.suffix)
      } else break
      this.#scanner.skip()
    }
    if (!this.#handles.has('!')) this.#handles.set('!', '!')
    if (!this.#handles.has('!!')) this.#handles.set('!!', 'tag:yaml.org,2002:')
  }

  #peek(): Token {
    return this.#scanner.peek()
  }

  #is(type: TokenType): boolean {
    return this.#scanner.peek().type === type
  }

  /** Whether the next token shows that a node is left out. */
  #isOneOf(types: ReadonlySet<TokenType>): boolean {
    return types.has(this.#scanner.peek().type)
  }

  /** An error at the next token; `context` is where the construct around it began. */
  #wrong(reason: string, context?: Token): ScanError {
    const { at, line } = this.#peek()
    const place = { at, line, isScanner: false }
    return new ScanError(reason, context ? { ...place, contextLine: context.line } : place)
  }

  /** Nothing where a node may be: null. */
  #empty(): void {
    this.events.push({
      type: 'scalar',
      text: '',
      style: 'plain',
      tag: '',
      anchor: undefined,
      at: this.#peek().at,
    })
  }

  #node(isBlock: boolean, allowsIndentless: boolean): void {
    const start = this.#peek()
    if (start.type === 'alias') {
      this.#alias(start)
      return
    }
    const { tag, anchor } = this.#properties()
    const token = this.#peek()
    const properties = { tag, anchor, at: token.at }
    if (anchor !== undefined) this.#anchors.add(anchor)
    switch (token.type) {
      case 'scalar':
        this.#scanner.skip()
        this.events.push({ type: 'scalar', text: token.text, style: token.style, ...properties })
        return
      case 'flow-sequence-start':
        this.#collection('sequence', properties, () => this.#flowSequence(token))
        return
      case 'flow-mapping-start':
        this.#collection('mapping', properties, () => this.#flowMapping(token))
        return
      case 'block-sequence-start':
        if (!isBlock) break
        this.#collection('sequence', properties, () => this.#blockSequence(token))
        return
      case 'block-mapping-start':
        if (!isBlock) break
        this.#collection('mapping', properties, () => this.#blockMapping(token))
        return
      case 'block-entry':
        if (!allowsIndentless) break
        this.#collection('sequence', properties, () => this.#indentlessSequence())
        return
    }
    if (tag === '' && anchor === undefined) throw this.#wrong('did not find expected node content', start)
    this.events.push({ type: 'scalar', text: '', style: 'plain', ...properties })
  }

  #alias({ text, at }: Token): void {
    if (!this.#anchors.has(text)) {
      throw new ScanError(`unknown anchor '${text}' referenced`, { at, line: 0, isScanner: false })
    }
    this.#scanner.skip()
    this.events.push({ type: 'alias', name: text, at })
  }

  /** A tag and an anchor, in either order. */
  #properties(): { tag: string; anchor: string | undefined } {
    let tag = ''
    let anchor: string | undefined
    let token = this.#peek()
    let tagToken: Token | undefined
    while ((token.type === 'tag' && !tagToken) || (token.type === 'anchor' && anchor === undefined)) {
      if (token.type === 'anchor') anchor = token.text
      else tagToken = token
      this.#scanner.skip()
      token = this.#peek()
    }
    if (tagToken) tag = this.#tagOf(tagToken)
    return { tag, anchor }
  }

  #tagOf({ text, suffix, at, line }: Token): string {
    if (text === '') return suffix
    const prefix = this.#handles.get(text)
    if (prefix === undefined)
      throw new ScanError('found undefined tag handle', { at, line, isScanner: false })
    return prefix + suffix
  }

  #collection(type: 'sequence' | 'mapping', properties: Properties, content: () => void): void {
    if (++this.#depth > this.#maxDepth) throw this.#wrong(`exceeded max depth of ${this.#maxDepth}`)
    this.events.push({ type, ...properties })
    content()
    this.events.push({ type: 'end', at: this.#peek().at })
    this.#depth--
  }

  #blockSequence(start: Token): void {
    this.#scanner.skip()
    while (this.#is('block-entry')) {
      this.#scanner.skip()
      if (this.#isOneOf(emptyEntry)) this.#empty()
      else this.#node(true, false)
    }
    if (!this.#is('block-end')) throw this.#wrong("did not find expected '-' indicator", start)
    this.#scanner.skip()
  }

  #indentlessSequence(): void {
    while (this.#is('block-entry')) {
      this.#scanner.skip()
      if (this.#isOneOf(emptyIndentlessEntry)) this.#empty()
      else this.#node(true, false)
    }
  }

  #blockMapping(start: Token): void {
    this.#scanner.skip()
    while (this.#is('key')) {
      this.#scanner.skip()
      this.#blockMember()
      if (this.#is('value')) {
        this.#scanner.skip()
        this.#blockMember()
      } else this.#empty()
    }
    if (!this.#is('block-end')) throw this.#wrong('did not find expected key', start)
    this.#scanner.skip()
  }

  /** A key or a value of a block mapping. */
  #blockMember(): void {
    if (this.#isOneOf(emptyMember)) this.#empty()
    else this.#node(true, true)
  }

  #flowSequence(start: Token): void {
    this.#scanner.skip()
    for (let isFirst = true; !this.#is('flow-sequence-end'); isFirst = false) {
      if (!isFirst) this.#flowEntry("did not find expected ',' or ']'", start)
      if (this.#is('key')) this.#flowPair()
      else if (!this.#is('flow-sequence-end')) this.#node(false, false)
      else break
    }
    this.#scanner.skip()
  }

  #flowEntry(reason: string, start: Token): void {
    if (!this.#is('flow-entry')) throw this.#wrong(reason, start)
    this.#scanner.skip()
  }

  /** `[key: value]` is a list of one mapping. */
  #flowPair(): void {
    this.events.push({ type: 'mapping', tag: '', anchor: undefined, at: this.#peek().at })
    this.#scanner.skip()
    if (this.#isOneOf(emptyPairKey)) {
      // libyaml: the token that shows the key to be empty is passed over.
      this.#scanner.skip()
      this.#empty()
    } else this.#node(false, false)
    this.#flowValue('flow-sequence-end')
    this.events.push({ type: 'end', at: this.#peek().at })
  }

  #flowValue(end: TokenType): void {
    if (!this.#is('value')) {
      this.#empty()
      return
    }
    this.#scanner.skip()
    if (this.#is('flow-entry') || this.#is(end)) this.#empty()
    else this.#node(false, false)
  }

  #flowMapping(start: Token): void {
    this.#scanner.skip()
    for (let isFirst = true; !this.#is('flow-mapping-end'); isFirst = false) {
      if (!isFirst) this.#flowEntry("did not find expected ',' or '}'", start)
      if (this.#is('key')) {
        this.#scanner.skip()
        if (this.#isOneOf(emptyFlowKey)) this.#empty()
        else this.#node(false, false)
        this.#flowValue('flow-mapping-end')
      } else if (!this.#is('flow-mapping-end')) {
        this.#node(false, false)
        this.#empty()
      } else break
    }
    this.#scanner.skip()
  }
}
