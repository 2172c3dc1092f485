import type { JsonValue } from '@sluice/base/json'
import {
  EVENT_ID,
  getScalarValue,
  type Event as ParserEvent,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from 'js-yaml'
import { goReason } from './go-reason.ts'
import type { ParseYamlOptions } from './parse-options.ts'
import { type Dialect, resolveNumber, resolveScalar, timestampText } from './resolve-scalar.ts'
import { positionAt, YamlError } from './yaml-error.ts'

/**
 * The documents of a text as JSON values; empty documents are left out. Comments are dropped, keys become strings,
 * aliases become copies, and an integer beyond ±2^53 is a `bigint`.
 * @throws YamlError
 */
export function parseYaml(text: string, options: ParseYamlOptions = {}): JsonValue[] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  return new Composer(source, readEvents(source, options.maxDepth ?? 100), options).documents()
}

function readEvents(source: string, maxDepth: number): ParserEvent[] {
  try {
    return parseEvents(source, { maxDepth })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const offset = error.mark?.position ?? 0
    const { reason, line } = goReason(error.reason, source, offset)
    throw new YamlError(reason, positionAt(source, offset), line ?? null)
  }
}

type Mapping = { [key: string]: JsonValue }
type ScalarEvent = Extract<ParserEvent, { type: typeof EVENT_ID.SCALAR }>

const coreTag = 'tag:yaml.org,2002:'

/** Walks the events once and builds the values. */
class Composer {
  readonly #source: string
  readonly #events: readonly ParserEvent[]
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

  constructor(source: string, events: readonly ParserEvent[], options: ParseYamlOptions) {
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
      if (this.#events[this.#next]?.type !== EVENT_ID.POP) {
        const value = this.#value()
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
      case EVENT_ID.SCALAR:
        return this.#anchored(event, this.#scalar(event))
      case EVENT_ID.SEQUENCE: {
        this.#announce(event)
        const items: JsonValue[] = []
        while (this.#events[this.#next]?.type !== EVENT_ID.POP) {
          items.push(this.#value())
          this.#tellSpelling(items, items.length - 1, items.at(-1))
        }
        this.#next++
        return this.#anchored(event, items)
      }
      case EVENT_ID.MAPPING:
        this.#announce(event)
        return this.#anchored(event, this.#mapping())
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd)
      default:
        throw new YamlError('document ends too early', { line: 1, column: 1 })
    }
  }

  #mapping(): JsonValue {
    const mapping: Mapping = {}
    const seen = new Set<string>()
    const merges: JsonValue[] = []
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) {
      const keyEvent = this.#events[this.#next]
      const offset = startOf(keyEvent)
      const key = this.#value()
      const valueOffset = startOf(this.#events[this.#next])
      const value = this.#value()
      if (key === '<<' && isMergeKey(keyEvent)) {
        merges.push(value)
        continue
      }
      const name = this.#keyName(key, keyEvent, offset)
      if (seen.has(name)) this.#duplicate(name, offset, valueOffset)
      seen.add(name)
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
        throw this.#error('map merge requires map or sequence of maps as the value', this.#offset())
      }
      for (const [key, value] of Object.entries(part)) {
        if (!Object.hasOwn(mapping, key)) setMember(mapping, key, this.#copy(value as JsonValue))
      }
    }
  }

  #keyName(key: JsonValue, event: ParserEvent | undefined, offset: number): string {
    if (typeof key === 'string') return key
    if (typeof key === 'object' && key !== null) throw this.#error('a mapping key must be a scalar', offset)
    if (this.#stringKeys) throw this.#error(`the mapping key ${String(key)} is not a string`, offset)
    // Go prints the value a key resolves to, except where JSON has no such word.
    if (key === null) return event?.type === EVENT_ID.SCALAR ? 'null' : ''
    return String(key)
  }

  #duplicate(key: string, offset: number, valueOffset: number): void {
    const position = positionAt(this.#source, offset)
    if (!this.#onDuplicate) throw new YamlError(`key ${JSON.stringify(key)} already set in map`, position)
    this.#onDuplicate({ key, ...position, valueLine: positionAt(this.#source, valueOffset).line })
  }

  #scalar(event: ScalarEvent): JsonValue {
    const read = event.fast
      ? this.#source.slice(event.valueStart, event.valueEnd)
      : event.valueStart < 0
        ? ''
        : getScalarValue(this.#source, event)
    const text = endsWithoutBreak(event, this.#source) ? read.replace(/\n$/, '') : read
    if (event.tagStart >= 0)
      return this.#tagged(this.#source.slice(event.tagStart, event.tagEnd), text, event)
    if (event.style !== SCALAR_STYLE.PLAIN) return text
    return this.#plain(text, event)
  }

  #plain(text: string, event: ScalarEvent): JsonValue {
    const value = resolveScalar(text, this.#dialect)
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw this.#error(`unsupported value: ${text}`, event.valueStart)
    }
    if (typeof value === 'string') return this.#maybeTime(text)
    if (String(value) !== text) this.#spelled = text
    if (typeof value === 'bigint' && this.#integers === 'float64') return Number(value)
    if (typeof value === 'number' && this.#integers === 'bigint' && isInteger(text, value))
      return BigInt(value)
    return value
  }

  /** kustomize's YAML reads times where the older generation keeps the text. */
  #maybeTime(text: string): string {
    const time = this.#dialect === 'v3' ? timestampText(text) : undefined
    if (time === undefined) return text
    if (time !== text) this.#spelled = text
    return time
  }

  /** Core tags convert; any other tag is ignored and leaves the text. */
  #tagged(tag: string, text: string, event: ScalarEvent): JsonValue {
    const name = tag.startsWith('!!') ? tag.slice(2) : tag.startsWith(`!<${coreTag}`) ? tag.slice(20, -1) : ''
    switch (name) {
      case 'str':
        return text
      case 'null':
        return null
      case 'bool':
      case 'int': {
        const value =
          event.style === SCALAR_STYLE.PLAIN ? this.#plain(text, event) : resolveScalar(text, this.#dialect)
        if (name === 'bool' ? typeof value === 'boolean' : typeof value !== 'string') return value
        throw this.#error(`cannot decode ${JSON.stringify(text)} as a !!${name}`, event.valueStart)
      }
      case 'float': {
        const value = resolveNumber(text)
        if (value !== undefined) return value
        throw this.#error(`cannot decode ${JSON.stringify(text)} as a !!float`, event.valueStart)
      }
      case 'binary':
        return decodeBase64(text)
      default:
        return text
    }
  }

  #anchored(event: { anchorStart: number; anchorEnd: number }, value: JsonValue): JsonValue {
    if (event.anchorStart >= 0)
      this.#anchors.set(this.#source.slice(event.anchorStart, event.anchorEnd), value)
    return value
  }

  /** An anchor exists, without a value, while its own content is read: it cannot contain itself. */
  #announce(event: { anchorStart: number; anchorEnd: number }): void {
    if (event.anchorStart >= 0)
      this.#anchors.set(this.#source.slice(event.anchorStart, event.anchorEnd), undefined)
  }

  #alias(start: number, end: number): JsonValue {
    const name = this.#source.slice(start, end)
    const value = this.#anchors.get(name)
    if (value !== undefined) return this.#copy(value)
    const why = this.#anchors.has(name)
      ? `anchor '${name}' value contains itself`
      : `unknown anchor '${name}' referenced`
    throw new YamlError(why, positionAt(this.#source, start), null)
  }

  #copy(value: JsonValue): JsonValue {
    if (--this.#aliasBudget < 0) throw this.#error('document contains excessive aliasing', this.#offset())
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(item => this.#copy(item))
    const copy: Mapping = {}
    for (const [key, member] of Object.entries(value)) setMember(copy, key, this.#copy(member as JsonValue))
    return copy
  }

  #offset(): number {
    return startOf(this.#events[Math.min(this.#next, this.#events.length) - 1])
  }

  #error(reason: string, offset: number): YamlError {
    return new YamlError(reason, positionAt(this.#source, Math.max(offset, 0)))
  }
}

/** Whether the text of a number is that of an integer, as `1e3` and `1.0` are not. */
function isInteger(text: string, value: number): boolean {
  return Number.isSafeInteger(value) && (/^[-+]?0x/i.test(text) || !/[.eE]/.test(text))
}

/** Go: a block scalar that the text ends with has no line break where the text has none. */
function endsWithoutBreak(event: ScalarEvent, source: string): boolean {
  const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK
  return isBlock && event.valueEnd >= source.length && !source.endsWith('\n')
}

function startOf(event: ParserEvent | undefined): number {
  if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return 0
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart
  return event.type === EVENT_ID.SCALAR ? event.valueStart : event.start
}

function isMergeKey(event: ParserEvent | undefined): boolean {
  return event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN
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
