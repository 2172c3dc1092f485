import { type GoList, type GoMap, type GoValue, withType } from '@sluice/gotemplate'
import { parseTomlNumber } from './parse-toml-number.ts'
import { parseTomlText } from './parse-toml-text.ts'
import { TomlError } from './toml-error.ts'
import { TomlReader } from './toml-reader.ts'

/** A TOML document as Go's BurntSushi/toml reads it into a map. @throws TomlError in its words */
export function parseToml(text: string): GoMap {
  const source = text.replace(/^\uFEFF/, '')
  if (source.slice(0, 6).includes('\0')) {
    throw new TomlError(
      'toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8',
    )
  }
  return new Parser(new TomlReader(source)).document()
}

/** How a table came to be, which decides who may add to it. */
type Origin = 'implied' | 'header'

class Parser {
  readonly #reader: TomlReader
  readonly #root: GoMap = {}
  readonly #origins = new WeakMap<object, Origin>()
  /** Lists that `[[name]]` made; any other list is closed. */
  readonly #tableLists = new WeakSet<object>()

  constructor(reader: TomlReader) {
    this.#reader = reader
  }

  document(): GoMap {
    const reader = this.#reader
    let table = this.#root
    for (;;) {
      reader.skipSpace()
      if (reader.peek() === '') return this.#root
      if (reader.peek() === '[') table = this.#openTable(this.#header())
      else this.#member(table)
      this.#endLine()
    }
  }

  #endLine(): void {
    const reader = this.#reader
    reader.skipBlanks()
    if (reader.peek() === '#') reader.skipComment()
    reader.take(/\r(?=\n)/y)
    if (reader.peek() === '' || reader.accept('\n')) return
    throw reader.error(
      `expected a top-level item to end with a newline, comment, or EOF, but got ${reader.shown()} instead`,
    )
  }

  #isList = false

  /** The names between the brackets of a table's header. */
  #header(): string[] {
    const reader = this.#reader
    this.#isList = reader.accept('[[')
    if (!this.#isList) reader.accept('[')
    const path: string[] = []
    do {
      reader.skipBlanks()
      if (/^[\].]?$/.test(reader.peek())) {
        const what = reader.peek() === '.' ? 'table separator' : 'end of table name'
        throw reader.error(`unexpected ${what} (table names cannot be empty)`)
      }
      path.push(this.#name('table'))
      reader.skipBlanks()
    } while (reader.accept('.'))
    if (!reader.accept(']')) {
      throw reader.error(`expected '.' or ']' to end table name, but got ${reader.shown()} instead`)
    }
    if (this.#isList && !reader.accept(']')) {
      throw reader.error(`expected end of table array name delimiter ']', but got ${reader.shown()} instead`)
    }
    return path
  }

  #openTable(path: readonly string[]): GoMap {
    this.#reader.table = path.slice(0, -1)
    const table = this.#tableAt(path)
    this.#reader.table = path
    return table
  }

  #tableAt(path: readonly string[]): GoMap {
    const parent = path
      .slice(0, -1)
      .reduce((table, _, i) => this.#step(table, path.slice(0, i + 1)), this.#root)
    const name = path.at(-1) ?? ''
    const existing = Object.hasOwn(parent, name) ? parent[name] : undefined
    if (this.#isList) return this.#appendTable(parent, name, path)
    if (existing === undefined) return this.#addTable(parent, name, 'header')
    if (isTable(existing) && this.#origins.get(existing) === 'implied') {
      this.#origins.set(existing, 'header')
      return existing
    }
    throw this.#reader.error(`Key '${path.join('.')}' has already been defined.`)
  }

  #appendTable(parent: GoMap, name: string, path: readonly string[]): GoMap {
    const existing = Object.hasOwn(parent, name) ? parent[name] : undefined
    const list: GoList = Array.isArray(existing) ? existing : withType([], '[]map[string]interface {}')
    if (existing === undefined) {
      this.#tableLists.add(list)
      setMember(parent, name, list)
    } else if (!this.#tableLists.has(list)) {
      throw this.#reader.error(`Key '${path.join('.')}' was already created and cannot be used as an array.`)
    }
    const table: GoMap = {}
    this.#origins.set(table, 'header')
    list.push(table)
    return table
  }

  /** The table that a path ends with, inside another one; made if there is none. */
  #step(table: GoMap, path: readonly string[]): GoMap {
    const name = path.at(-1) ?? ''
    const existing = Object.hasOwn(table, name) ? table[name] : undefined
    if (existing === undefined) return this.#addTable(table, name, 'implied')
    const last = Array.isArray(existing) && this.#tableLists.has(existing) ? existing.at(-1) : existing
    if (isTable(last)) return last
    throw this.#reader.error(`Key '${path.join('.')}' was already created as a hash.`)
  }

  #addTable(parent: GoMap, name: string, origin: Origin): GoMap {
    const table: GoMap = {}
    this.#origins.set(table, origin)
    setMember(parent, name, table)
    return table
  }

  /** One `key = value` of a table. */
  #member(table: GoMap): void {
    const reader = this.#reader
    if (reader.peek() === '=') throw reader.error("unexpected '=': key name appears blank")
    if (reader.peek() === '.') throw reader.error("unexpected '.': keys cannot start with a '.'")
    const path = reader.table
    const names = this.#keyNames()
    const name = names.at(-1) ?? ''
    reader.table = [...path, ...names.slice(0, -1)]
    reader.member = name
    const parent = names.slice(0, -1).reduce((inner, _, i) => this.#step(inner, names.slice(0, i + 1)), table)
    reader.skipBlanks()
    const value = this.#value()
    if (Object.hasOwn(parent, name)) {
      throw reader.error(`Key '${[...reader.table, name].join('.')}' has already been defined.`)
    }
    setMember(parent, name, value)
    reader.table = path
    reader.member = ''
  }

  #keyNames(): string[] {
    const reader = this.#reader
    const names: string[] = []
    do {
      reader.skipBlanks()
      if (/[=.]/.test(reader.peek())) throw reader.error(`unexpected ${reader.shown()}`)
      names.push(this.#name('key'))
      reader.skipBlanks()
    } while (reader.accept('.'))
    if (reader.peek() === '') throw reader.error("unexpected EOF; expected key separator '='")
    if (!reader.accept('=')) throw reader.error(`expected '.' or '=', but got ${reader.shown()} instead`)
    return names
  }

  #name(kind: 'key' | 'table'): string {
    const reader = this.#reader
    if (/["']/.test(reader.peek())) return parseTomlText(reader)
    const bare = reader.take(/[A-Za-z0-9_-]+/y)
    if (bare !== '') return bare
    throw reader.error(
      kind === 'key'
        ? `expected '.' or '=', but got ${reader.shown()} instead`
        : `expected '.' or ']' to end table name, but got ${reader.shown()} instead`,
    )
  }

  #value(): GoValue {
    const reader = this.#reader
    const char = reader.peek()
    if (char === '"' || char === "'") return parseTomlText(reader)
    if (reader.accept('[')) return this.#list()
    if (reader.accept('{')) return this.#inlineTable()
    const isWord = /^(?:inf|nan)/.test(char + reader.peek(1) + reader.peek(2))
    if (isWord || /[-+0-9]/.test(char)) return parseTomlNumber(reader)
    if (char === '') throw reader.error('unexpected EOF; expected value')
    if (char === '.') throw reader.error("floats must start with a digit, not '.'")
    const word = reader.take(/\p{L}+/uy)
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === '' && char !== '\n') reader.next()
    const found = word === '' ? quoteChar(char) : JSON.stringify(word)
    throw reader.error(`expected value but found ${found} instead`)
  }

  #list(): GoList {
    const reader = this.#reader
    const items: GoList = []
    for (;;) {
      reader.skipSpace()
      if (reader.accept(']')) return items
      if (reader.peek() === ',') throw reader.error('unexpected comma')
      items.push(this.#value())
      reader.skipSpace()
      if (reader.accept(']')) return items
      if (!reader.accept(',')) {
        throw reader.error(`expected a comma (',') or array terminator (']'), but got ${this.#shownOrEnd()}`)
      }
    }
  }

  #inlineTable(): GoMap {
    const reader = this.#reader
    const { table: path, member } = reader
    const table: GoMap = {}
    reader.table = [...path, member]
    reader.member = ''
    for (;;) {
      reader.skipSpace()
      if (reader.accept('}')) break
      if (reader.peek() === ',') throw reader.error('unexpected comma')
      this.#member(table)
      reader.skipSpace()
      if (reader.accept('}')) break
      if (!reader.accept(',')) {
        throw reader.error(
          `expected a comma or an inline table terminator '}', but got ${this.#shownOrEnd()} instead`,
        )
      }
    }
    reader.table = path
    reader.member = member
    return table
  }

  #shownOrEnd(): string {
    return this.#reader.peek() === '' ? 'end of file' : `'${this.#reader.peek()}'`
  }
}

function quoteChar(char: string): string {
  return char === '\n' ? "'\\n'" : char === '\\' ? "'\\\\'" : `'${char}'`
}

function isTable(value: GoValue): value is GoMap {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** An ordinary assignment would treat `__proto__` as the prototype. */
function setMember(table: GoMap, name: string, value: GoValue): void {
  if (name !== '__proto__') table[name] = value
  else Object.defineProperty(table, name, { value, enumerable: true, configurable: true, writable: true })
}
