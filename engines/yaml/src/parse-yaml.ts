import type { JsonValue } from '@sluice/base/json'
import { formatFloatKey } from './format-number.ts'
import { goSyntax } from './go-syntax.ts'
import type { ParseYamlOptions } from './parse-options.ts'
import { readQuickly } from './quick/read-quickly.ts'
import { refold } from './refold.ts'
import {
  type Dialect,
  looksLikeTimestamp,
  resolveNumber,
  resolveScalar,
  timestampText,
} from './resolve-scalar.ts'
import { readEvents, type YamlEvent } from './scan/read-events.ts'
import { ScanError } from './scan/scan-error.ts'
import { positionAt, YamlError } from './yaml-error.ts'

/**
 * The documents of a text as JSON values; empty documents are left out. Comments are dropped, keys become strings,
 * aliases become copies, and an integer beyond ±2^53 is a `bigint`.
 * @throws YamlError
 */
export function parseYaml(text: string, options: ParseYamlOptions = {}): JsonValue[] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  return readQuickly(source, options) ?? parseExactly(source, options)
}

/** As `parseYaml`, of a text without a byte order mark, by the rules alone. @throws YamlError */
export function parseExactly(source: string, options: ParseYamlOptions = {}): JsonValue[] {
  return new Composer(source, eventsOf(source, options), options).documents()
}

function eventsOf(source: string, options: ParseYamlOptions): YamlEvent[] {
  try {
    return readEvents(source, { maxDepth: options.maxDepth ?? 100, onlyFirst: options.onlyFirst === true })
  } catch (error) {
    if (!(error instanceof ScanError)) throw error
    throw new YamlError(error.message, positionAt(source, error.place.at), error.shownLine)
  }
}

type Mapping = { [key: string]: JsonValue }
type ScalarEvent = Extract<YamlEvent, { type: 'scalar' }>

const coreTag = 'tag:yaml.org,2002:'

/** Walks the events once and builds the values. */
class Composer {
  readonly #source: string
  readonly #events: readonly YamlEvent[]
  readonly #dialect: Dialect
  readonly #onDuplicate: ParseYamlOptions['onDuplicate']
  readonly #stringKeys: boolean
  readonly #onSpelling: ParseYamlOptions['onSpelling']
  readonly #integers: ParseYamlOptions['integers']
  #aliasBudget: number
  #next = 0
  /** The text of the plain scalar just read, if its value does not tell it. */
  #spelled: string | undefined
  #anchors = new Map<string, JsonValue | undefined>()
  /** What only turning the document into JSON would show, after all that reading it shows. */
  #late: YamlError | undefined

  constructor(source: string, events: readonly YamlEvent[], options: ParseYamlOptions) {
    this.#source = source
    this.#events = events
    this.#dialect = options.dialect ?? 'v2'
    this.#onDuplicate = options.onDuplicate
    this.#stringKeys = options.stringKeys === true
    this.#onSpelling = options.onSpelling
    this.#integers = options.integers
    this.#aliasBudget = options.maxAliasedValues ?? 100_000
  }

  documents(): JsonValue[] {
    const documents: JsonValue[] = []
    while (this.#next < this.#events.length) {
      this.#next++
      this.#anchors = new Map()
      if (this.#events[this.#next]?.type !== 'end') {
        const value = this.#value()
        if (this.#late) throw this.#late
        if (value !== null) documents.push(value)
      }
      this.#next++
    }
    return documents
  }

  #value(): JsonValue {
    const event = this.#events[this.#next++]
    this.#spelled = undefined
    switch (event?.type) {
      case 'scalar':
        return this.#anchored(event, this.#scalar(event))
      case 'sequence': {
        this.#announce(event)
        const items: JsonValue[] = []
        while (this.#events[this.#next]?.type !== 'end') {
          items.push(this.#value())
          this.#tellSpelling(items, items.length - 1, items.at(-1))
        }
        this.#next++
        return this.#anchored(event, items)
      }
      case 'mapping':
        this.#announce(event)
        return this.#anchored(event, this.#mapping())
      case 'alias':
        return this.#alias(event.name, event.at)
      default:
        throw new YamlError('document ends too early', { line: 1, column: 1 })
    }
  }

  #mapping(): JsonValue {
    const mapping: Mapping = {}
    const merges: JsonValue[] = []
    while (this.#events[this.#next]?.type !== 'end') {
      const keyEvent = this.#events[this.#next]
      const offset = startOf(keyEvent)
      const key = this.#value()
      const valueOffset = startOf(this.#events[this.#next])
      const value = this.#value()
      if (key === '<<' && isMergeKey(keyEvent)) {
        merges.push(value)
        continue
      }
      const name = this.#keyName(exactKey(key, keyEvent), value, offset)
      if (Object.hasOwn(mapping, name)) this.#duplicate(name, offset, valueOffset)
      setMember(mapping, name, value)
      this.#tellSpelling(mapping, name, value)
    }
    this.#next++
    for (const merge of merges) this.#merge(mapping, merge)
    return mapping
  }

  #tellSpelling(parent: object, key: string | number, value: JsonValue | undefined): void {
    const text = this.#spelled
    if (text === undefined) return
    this.#spelled = undefined
    if (value !== undefined) this.#onSpelling?.({ parent, key, value, text })
  }

  #merge(mapping: Mapping, source: JsonValue): void {
    for (const part of Array.isArray(source) ? source : [source]) {
      if (typeof part !== 'object' || part === null || Array.isArray(part)) {
        throw this.#unplaced('map merge requires map or sequence of maps as the value')
      }
      for (const [key, value] of Object.entries(part)) {
        if (!Object.hasOwn(mapping, key)) setMember(mapping, key, this.#copy(value as JsonValue))
      }
    }
  }

  #keyName(key: JsonValue, value: JsonValue, offset: number): string {
    if (typeof key === 'string') return key
    if (typeof key === 'object' && key !== null) throw this.#unplaced(`invalid map key: ${goSyntax(key)}`)
    if (this.#stringKeys) throw this.#error(`the mapping key ${String(key)} is not a string`, offset)
    if (this.#dialect === 'v3') return String(key)
    if (typeof key === 'number' && !Number.isInteger(key)) return formatFloatKey(key)
    if (key !== null) return String(key)
    const shown = value === null ? '<nil>' : goSyntax(value)
    this.#late = this.#unplaced(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${shown}`, '')
    return 'null'
  }

  #duplicate(key: string, offset: number, valueOffset: number): void {
    const position = positionAt(this.#source, offset)
    if (!this.#onDuplicate) throw new YamlError(`key ${JSON.stringify(key)} already set in map`, position)
    this.#onDuplicate({ key, ...position, valueLine: positionAt(this.#source, valueOffset).line })
  }

  #scalar(event: ScalarEvent): JsonValue {
    const { text, tag } = event
    if (tag !== '') return this.#tagged(tag, text)
    if (event.style === 'folded' && this.#dialect === 'v3') return this.#spell(refold(text), text)
    return event.style === 'plain' ? this.#plain(text) : text
  }

  #plain(text: string): JsonValue {
    const value = resolveScalar(text, this.#dialect)
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#late ??= this.#unplaced(`unsupported value: ${nonFinite(value)}`, 'json: ')
      return null
    }
    if (typeof value === 'string') return this.#maybeTime(text)
    if (this.#onSpelling && String(value) !== text) this.#spelled = text
    if (typeof value === 'bigint' && this.#integers === 'float64') return Number(value)
    if (typeof value === 'number' && this.#integers === 'bigint' && isInteger(text, value))
      return BigInt(value)
    return value
  }

  /** kustomize's YAML reads times where the older generation keeps the text. */
  #maybeTime(text: string): string {
    const time = this.#dialect === 'v3' ? timestampText(text) : undefined
    return time === undefined ? text : this.#spell(time, text)
  }

  #spell(value: string, text: string): string {
    if (value !== text) this.#spelled = text
    return value
  }

  /** Core tags convert; any other tag is ignored and leaves the text. */
  #tagged(tag: string, text: string): JsonValue {
    const name = tag.startsWith(coreTag) ? tag.slice(coreTag.length) : ''
    if (name === 'binary') return this.#binary(text)
    if (!convertible.has(name)) return text
    const found = kindOf(text, this.#dialect)
    if (found !== name && !(name === 'float' && found === 'int')) {
      throw this.#unplaced(`cannot decode !!${found} \`${text}\` as a !!${name}`)
    }
    return this.#plain(text)
  }

  #binary(text: string): string {
    try {
      return decodeBase64(text)
    } catch (error) {
      if (error instanceof DOMException) throw this.#unplaced('!!binary value contains invalid base64 data')
      throw error
    }
  }

  #anchored({ anchor }: { anchor: string | undefined }, value: JsonValue): JsonValue {
    if (anchor !== undefined) this.#anchors.set(anchor, value)
    return value
  }

  /** An anchor exists, without a value, while its own content is read: it cannot contain itself. */
  #announce({ anchor }: { anchor: string | undefined }): void {
    if (anchor !== undefined) this.#anchors.set(anchor, undefined)
  }

  #alias(name: string, at: number): JsonValue {
    const value = this.#anchors.get(name)
    if (value !== undefined) return this.#copy(value)
    throw new YamlError(`anchor '${name}' value contains itself`, positionAt(this.#source, at), null)
  }

  #copy(value: JsonValue): JsonValue {
    if (--this.#aliasBudget < 0) throw this.#unplaced('document contains excessive aliasing')
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(item => this.#copy(item))
    const copy: Mapping = {}
    for (const [key, member] of Object.entries(value)) setMember(copy, key, this.#copy(member as JsonValue))
    return copy
  }

  /** Go names no line where a value is put together rather than read. */
  #unplaced(reason: string, says = 'yaml: '): YamlError {
    return new YamlError(reason, positionAt(this.#source, this.#offset()), null, says)
  }

  #offset(): number {
    return startOf(this.#events[Math.min(this.#next, this.#events.length) - 1])
  }

  #error(reason: string, offset: number): YamlError {
    return new YamlError(reason, positionAt(this.#source, Math.max(offset, 0)))
  }
}

const convertible = new Set(['bool', 'int', 'float', 'null', 'timestamp'])

/** The tag that a plain scalar has without one. */
function kindOf(text: string, dialect: Dialect): string {
  const value = resolveScalar(text, dialect)
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return looksLikeTimestamp(text) ? 'timestamp' : 'str'
  return typeof value === 'bigint' || isInteger(text, value) ? 'int' : 'float'
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}

/** Whether the text of a number is that of an integer, as `1e3` and `1.0` are not. */
function isInteger(text: string, value: number): boolean {
  return Number.isSafeInteger(value) && (/^[-+]?0x/i.test(text) || !/[.eE]/.test(text))
}

/** A number that is a key keeps its digits, whatever becomes of other numbers. */
function exactKey(key: JsonValue, event: YamlEvent | undefined): JsonValue {
  if (typeof key !== 'number' || Number.isSafeInteger(key) || event?.type !== 'scalar') return key
  return resolveNumber(event.text) ?? key
}

function startOf(event: YamlEvent | undefined): number {
  return event?.at ?? 0
}

function isMergeKey(event: YamlEvent | undefined): boolean {
  return event?.type === 'scalar' && event.style === 'plain'
}

/** An ordinary assignment would treat `__proto__` as the prototype. */
function setMember(mapping: Mapping, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(mapping, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    mapping[key] = value
  }
}

function decodeBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text.replace(/\s+/g, '')), char => char.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}
