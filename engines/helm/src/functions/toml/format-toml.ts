import {
  GoFunction,
  type GoList,
  type GoMap,
  GoObject,
  type GoValue,
  Int,
  sortedKeys,
} from '@sluice/gotemplate'
import { TomlError } from './toml-error.ts'

/**
 * A value in the bytes of Go's BurntSushi/toml: a table's plain values first, then its tables, each level indented.
 * @throws TomlError
 */
export function formatToml(value: GoValue): string {
  if (value === null || value === undefined)
    throw new Error('reflect: call of reflect.Value.Type on zero Value')
  const writer = new Writer()
  writer.write([], value)
  return writer.text
}

/** A value as the encoder sees it: objects are what they marshal to, times stand for themselves. */
type TomlValue = string | boolean | number | Int | GoList | GoMap | Time

/** A `time.Time`, which is written without quotes. */
class Time {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Key = readonly string[]

class Writer {
  text = ''

  write(key: Key, given: GoValue): void {
    const value = resolve(given)
    if (value === undefined) return
    if (isTable(value)) this.#table(key, value)
    else if (isTableList(value)) this.#tables(key, value)
    else this.#keyValue(key, value, false)
  }

  #keyValue(key: Key, value: TomlValue, isInline: boolean): void {
    const name = key.at(-1)
    if (name !== undefined) this.text += `${indentOf(key)}${quoteKey(name)} = `
    this.#element(value)
    if (name !== undefined && !isInline) this.text += '\n'
  }

  #table(key: Key, table: GoMap): void {
    if (key.length === 1) this.#newline()
    if (key.length > 0) this.text += `${indentOf(key)}[${key.map(quoteKey).join('.')}]\n`
    this.#members(key, table)
  }

  #tables(key: Key, tables: readonly GoMap[]): void {
    if (key.length === 0) throw new TomlError('toml: top-level values must be Go maps or structs')
    for (const table of tables) {
      this.#newline()
      this.text += `${indentOf(key)}[[${key.map(quoteKey).join('.')}]]\n`
      this.#members(key, table)
    }
  }

  #members(key: Key, table: GoMap): void {
    const { plain, nested } = splitMembers(table)
    for (const name of [...plain, ...nested]) this.write([...key, name], table[name])
  }

  #newline(): void {
    if (this.text !== '') this.text += '\n'
  }

  #element(value: TomlValue): void {
    if (typeof value === 'string') this.text += quoteText(value)
    else if (typeof value === 'number') this.text += formatFloat(value)
    else if (value instanceof Time) this.text += value.text
    else if (Array.isArray(value)) this.#list(value)
    else if (isTable(value)) this.#inlineTable(value)
    else this.text += String(value)
  }

  #list(items: GoList): void {
    this.text += '['
    items.forEach((item, i) => {
      const value = resolve(item)
      if (value !== undefined) this.#element(value)
      if (i < items.length - 1) this.text += ', '
    })
    this.text += ']'
  }

  #inlineTable(table: GoMap): void {
    const { plain, nested } = splitMembers(table)
    this.text += '{'
    this.#inlineMembers(table, plain, nested.length > 0)
    this.#inlineMembers(table, nested, false)
    this.text += '}'
  }

  /** A member without a value is left out, the comma before it is not. */
  #inlineMembers(table: GoMap, names: readonly string[], areMoreToCome: boolean): void {
    names.forEach((name, i) => {
      const value = resolve(table[name])
      if (value === undefined) return
      this.#keyValue([name], value, true)
      if (areMoreToCome || i < names.length - 1) this.text += ', '
    })
  }
}

function splitMembers(table: GoMap): { plain: string[]; nested: string[] } {
  const plain: string[] = []
  const nested: string[] = []
  for (const name of sortedKeys(table)) {
    const value = resolve(table[name])
    const isNested = value !== undefined && (isTable(value) || isTableList(value))
    ;(isNested ? nested : plain).push(name)
  }
  return { plain, nested }
}

function resolve(value: GoValue): TomlValue | undefined {
  if (value === null || value === undefined) return undefined
  if (value instanceof GoFunction) throw new TomlError('unsupported type: func')
  if (value instanceof Uint8Array) return Array.from(value, byte => new Int('uint8', BigInt(byte)))
  if (!(value instanceof GoObject)) return value
  const marshalled = value.marshal()
  if (value.typeName === 'time.Time' && typeof marshalled === 'string') return new Time(marshalled)
  return resolve(marshalled)
}

function isTable(value: TomlValue): value is GoMap {
  return (
    typeof value === 'object' && !Array.isArray(value) && !(value instanceof Int) && !(value instanceof Time)
  )
}

/** Whether all items are tables. @throws TomlError if one is nil, at any depth of lists */
function isTableList(value: TomlValue): value is GoMap[] {
  if (!Array.isArray(value) || value.length === 0) return false
  let areTables = true
  for (const item of value) {
    const resolved = resolve(item)
    if (resolved === undefined) throw new TomlError('toml: cannot encode array with nil element')
    isTableList(resolved)
    if (!isTable(resolved)) areTables = false
  }
  return areTables
}

function indentOf(key: Key): string {
  return '  '.repeat(key.length - 1)
}

function quoteKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quoteText(name)
}

// biome-ignore format: a table
const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"', '\\': '\\\\', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r',
}

function quoteText(text: string): string {
  const escaped = text.replace(
    /["\\\x00-\x1f\x7f]/g,
    char => shortEscapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `"${escaped}"`
}

/** `%g` in the fewest digits, and always with a fraction or an exponent. */
function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '0', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 6) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
