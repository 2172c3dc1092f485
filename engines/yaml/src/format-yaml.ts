import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { formatNumber } from './format-number.ts'
import { compareKeys } from './key-order.ts'
import { styleOf } from './scalar-style.ts'
import { writeDouble, writeLiteral, writePlain, writeSingle } from './write-scalar.ts'

/** How to write. */
export interface FormatYamlOptions {
  /** Keys in the order the value has them, instead of sorted as Go sorts. */
  readonly keepKeyOrder?: boolean
}

/** A value as one YAML document, in the bytes Go's sigs.k8s.io/yaml writes: sorted keys, lists not indented. */
export function formatYaml(value: JsonValue, options: FormatYamlOptions = {}): string {
  const out: string[] = []
  const writer = new Writer(out, options.keepKeyOrder !== true)
  writer.document(value)
  return out.join('')
}

/** Several documents, `---` between them. */
export function formatYamlDocuments(values: readonly JsonValue[], options: FormatYamlOptions = {}): string {
  return values.map(value => formatYaml(value, options)).join('---\n')
}

/** libyaml writes a key in its explicit form (`? key`) from this length on. */
const longestSimpleKey = 128

class Writer {
  readonly #out: string[]
  readonly #sorted: boolean

  constructor(out: string[], sorted: boolean) {
    this.#out = out
    this.#sorted = sorted
  }

  document(value: JsonValue): void {
    if (isCollection(value)) this.#collection(value, 0)
    else this.#out.push(this.#scalar(value, 0, 2), '\n')
  }

  /** Block content whose first line's indentation is already written. */
  #collection(value: readonly JsonValue[] | JsonObject, indent: number): void {
    if (isJsonObject(value)) this.#mapping(value, indent)
    else this.#sequence(value, indent)
  }

  #sequence(items: readonly JsonValue[], indent: number): void {
    const pad = ' '.repeat(indent)
    items.forEach((item, i) => {
      this.#out.push(i === 0 ? '- ' : `${pad}- `)
      if (isCollection(item)) this.#collection(item, indent + 2)
      else this.#out.push(this.#scalar(item, indent + 2, indent + 2), '\n')
    })
  }

  #mapping(value: JsonObject, indent: number): void {
    const pad = ' '.repeat(indent)
    let isFirst = true
    for (const key of this.#keys(value)) {
      const member = value[key]
      if (member === undefined) continue
      if (!isFirst) this.#out.push(pad)
      isFirst = false
      this.#key(key, indent)
      this.#member(key, member, indent)
    }
  }

  #keys(value: JsonObject): string[] {
    const keys = Object.keys(value)
    return this.#sorted ? keys.sort(compareKeys) : keys
  }

  #key(key: string, indent: number): void {
    if (isLongKey(key))
      this.#out.push('? ', this.#string(key, indent + 2, indent + 2, false), `\n${' '.repeat(indent)}:`)
    else this.#out.push(this.#string(key, 0, Number.NEGATIVE_INFINITY, true), ':')
  }

  #member(key: string, member: JsonValue, indent: number): void {
    if (!isCollection(member)) {
      const column = isLongKey(key) ? indent + 2 : indent + key.length + 2
      this.#out.push(' ', this.#scalar(member, indent + 2, column), '\n')
      return
    }
    const isSequence = Array.isArray(member)
    const inner = isSequence ? indent : indent + 2
    this.#out.push(isLongKey(key) ? ' ' : `\n${' '.repeat(inner)}`)
    this.#collection(member, isLongKey(key) ? indent + 2 : inner)
  }

  #scalar(value: JsonValue, indent: number, column: number): string {
    if (typeof value === 'string') return this.#string(value, indent, column, false)
    if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value)
    if (Array.isArray(value)) return '[]'
    if (isJsonObject(value)) return '{}'
    return String(value)
  }

  #string(text: string, indent: number, column: number, isKey: boolean): string {
    const place = { indent, column }
    switch (styleOf(text, isKey)) {
      case 'plain':
        return writePlain(text, place)
      case 'single':
        return writeSingle(text, place)
      case 'double':
        return writeDouble(text, place)
      case 'literal':
        return writeLiteral(text, place)
    }
  }
}

/** Empty collections are written in one word, like scalars. */
function isCollection(value: JsonValue): value is readonly JsonValue[] | JsonObject {
  if (Array.isArray(value)) return value.length > 0
  if (!isJsonObject(value)) return false
  for (const key in value) if (value[key] !== undefined) return true
  return false
}

function isLongKey(key: string): boolean {
  return (
    key.length > longestSimpleKey ||
    (key.length * 3 > longestSimpleKey && utf8Length(key) > longestSimpleKey) ||
    key.includes('\n')
  )
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}
