import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { formatNumber } from './format-number.ts'
import { compareKeys } from './key-order.ts'
import type { Dialect } from './resolve-scalar.ts'
import { styleOf } from './scalar-style.ts'
import { type Place, writeDouble, writeLiteral, writePlain, writeSingle } from './write-scalar.ts'

/** How to write. */
export interface FormatYamlOptions {
  /** Keys in the order the value has them, instead of sorted as Go sorts. */
  readonly keepKeyOrder?: boolean
  /**
   * Whose bytes: `v2` (the default) is sigs.k8s.io/yaml, with lists not indented and long lines folded; `v3` is
   * go.yaml.in/yaml/v3 with an indentation of two, where lists are indented, no line is folded and a `number` is a
   * float64 (`1e+06`).
   */
  readonly dialect?: Dialect
}

/** A value as one YAML document, in the bytes that Go's encoders write. */
export function formatYaml(value: JsonValue, options: FormatYamlOptions = {}): string {
  const out: string[] = []
  new Writer(out, options.keepKeyOrder !== true, options.dialect ?? 'v2').document(value)
  return out.join('')
}

/** Several documents, `---` between them. */
export function formatYamlDocuments(values: readonly JsonValue[], options: FormatYamlOptions = {}): string {
  return values.map(value => formatYaml(value, options)).join('---\n')
}

/** libyaml writes a key of more bytes in its explicit form (`? key`). */
const longestSimpleKey = 128

class Writer {
  readonly #out: string[]
  readonly #sorted: boolean
  readonly #dialect: Dialect
  readonly #width: number
  readonly #listIndent: number

  constructor(out: string[], sorted: boolean, dialect: Dialect) {
    this.#out = out
    this.#sorted = sorted
    this.#dialect = dialect
    this.#width = dialect === 'v2' ? 80 : Number.POSITIVE_INFINITY
    this.#listIndent = dialect === 'v2' ? 0 : 2
  }

  document(value: JsonValue): void {
    if (isCollection(value)) this.#collection(value, 0)
    else this.#line(this.#scalar(value, 2, 0))
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
      else this.#line(this.#scalar(item, indent + 2, indent + 2))
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
      if (isLongKey(key)) this.#longKey(key, member, indent)
      else this.#member(key, member, indent)
    }
  }

  #keys(value: JsonObject): string[] {
    const keys = Object.keys(value)
    return this.#sorted ? keys.sort((a, b) => compareKeys(a, b, this.#dialect)) : keys
  }

  #longKey(key: string, member: JsonValue, indent: number): void {
    this.#out.push('? ')
    this.#line(this.#string(key, { indent: indent + 2, column: indent + 2, width: this.#width }))
    this.#out.push(`${' '.repeat(indent)}: `)
    if (isCollection(member)) this.#collection(member, indent + 2)
    else this.#line(this.#scalar(member, indent + 2, indent + 2))
  }

  #member(key: string, member: JsonValue, indent: number): void {
    const name = this.#string(key, { indent, column: 0, width: Number.POSITIVE_INFINITY })
    this.#out.push(name)
    if (!isCollection(member)) {
      this.#out.push(': ')
      this.#line(this.#scalar(member, indent + 2, indent + name.length + 2))
      return
    }
    const inner = Array.isArray(member) ? indent + this.#listIndent : indent + 2
    this.#out.push(`:\n${' '.repeat(inner)}`)
    this.#collection(member, inner)
  }

  /** A block scalar may have ended the line already, also with what only libyaml takes for a line break. */
  #line(scalar: string): void {
    this.#out.push(scalar)
    if (!/[\n\u2028\u2029]$/.test(scalar)) this.#out.push('\n')
  }

  #scalar(value: JsonValue, indent: number, column: number): string {
    if (typeof value === 'string') return this.#string(value, { indent, column, width: this.#width })
    if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value, this.#dialect)
    if (Array.isArray(value)) return '[]'
    if (isJsonObject(value)) return '{}'
    return String(value)
  }

  #string(text: string, place: Place): string {
    switch (styleOf(text, this.#dialect)) {
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
    /[\r\n\u0085\u2028\u2029]/.test(key)
  )
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}
