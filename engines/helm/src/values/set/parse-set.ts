/**
 * The grammar of `--set` and its kin: `a.b=1,c[0].d=x,e={f,g}`, with backslashes before what would end a name or value.
 * @module
 */
import { type GoList, type GoMap, type GoValue, quoteString, typeName } from '@sluice/gotemplate'
import { ChartError } from '../../chart/chart-error.ts'
import { isTable, setKey } from '../table.ts'
import { RuneReader } from './rune-reader.ts'
import type { SetGrammar } from './set-grammar.ts'

const maxIndex = 65536
const maxLevel = 30

/** Whether the text goes on, or ended where Helm takes what there is. */
type Progress = 'more' | 'end'

/**
 * Sets the values that a flag's text names, in place.
 * @throws ChartError in Helm's words
 */
export function parseSet(text: string, target: GoMap, grammar: SetGrammar): void {
  const parser = new SetParser(text, grammar)
  while (parser.key(target, 0) === 'more');
}

class SetParser {
  readonly #reader: RuneReader
  readonly #grammar: SetGrammar

  constructor(text: string, grammar: SetGrammar) {
    this.#reader = new RuneReader(text)
    this.#grammar = grammar
  }

  /** Reads a name, what is behind it, and the value. */
  key(target: GoMap, level: number): Progress {
    const { text: name, stop } = this.#reader.until(this.#grammar.keyStops, this.#grammar.isEscaped)
    switch (stop) {
      case undefined:
        if (name === '') return 'end'
        throw new ChartError(`key ${quoteString(name)} has no value`)
      case '[':
        return this.#indexed(target, name, level)
      case '=': {
        const { value, isAtEnd } = this.#grammar.readValue(this.#reader)
        assign(target, name, value)
        return isAtEnd ? 'end' : 'more'
      }
      case ',':
        throw new ChartError(`key ${quoteString(name)} has no value (cannot end with ,)`)
      default:
        return this.#nested(target, name, level + 1)
    }
  }

  #nested(target: GoMap, name: string, level: number): Progress {
    if (level > maxLevel) {
      throw new ChartError(
        `value name nested level is greater than maximum supported nested level of ${maxLevel}`,
      )
    }
    const inner = Object.hasOwn(target, name) ? requireTable(target[name]) : {}
    const progress = this.key(inner, level)
    const isEmpty = Object.keys(inner).length === 0
    if (progress === 'more' && isEmpty) throw new ChartError(`key map ${quoteString(name)} has no value`)
    if (!isEmpty) assign(target, name, inner)
    return progress
  }

  #indexed(target: GoMap, name: string, level: number): Progress {
    const index = this.#index()
    if (index === undefined) return 'end'
    const list = Object.hasOwn(target, name) ? requireList(target[name]) : []
    const progress = this.#item(list, index, level)
    assign(target, name, list)
    return progress
  }

  /** The number before `]`; undefined where the text ends, which Helm lets pass. */
  #index(): number | undefined {
    const { text, stop } = this.#reader.until(']', this.#grammar.isEscaped)
    if (stop === undefined) return undefined
    const problem = /^[-+]?[0-9]+$/.test(text)
      ? Math.abs(Number(text)) >= 2 ** 63 && 'value out of range'
      : 'invalid syntax'
    if (problem) {
      throw new ChartError(`error parsing index: strconv.Atoi: parsing ${quoteString(text)}: ${problem}`)
    }
    return Number(text)
  }

  /** Reads what follows `[index]` and changes the list. */
  #item(list: GoList, index: number, level: number): Progress {
    if (index < 0) throw new ChartError(`negative ${index} index not allowed`)
    const { text, stop } = this.#reader.until('[.=', this.#grammar.isEscaped)
    if (text !== '') {
      const runes = [...text].map(rune => quoteString(rune, "'"))
      throw new ChartError(`unexpected data at end of array index: [${runes.join(' ')}]`)
    }
    switch (stop) {
      case undefined:
        return 'end'
      case '=':
        setIndex(list, index, this.#grammar.readValue(this.#reader).value)
        return 'more'
      case '[':
        return this.#itemOfItem(list, index, level)
      default:
        return this.#keyOfItem(list, index, level)
    }
  }

  #itemOfItem(list: GoList, index: number, level: number): Progress {
    const next = this.#index()
    if (next === undefined) return 'end'
    const present = list[index] ?? null
    const inner = present === null ? [] : requireList(present)
    if (this.#item(inner, next, level) === 'end') return 'end'
    setIndex(list, index, inner)
    return 'more'
  }

  /** helm: an item whose value is left out is lost, unless the list was that long before. */
  #keyOfItem(list: GoList, index: number, level: number): Progress {
    let inner: GoMap = {}
    if (index < list.length) {
      const present = list[index]
      if (isTable(present)) inner = present
      else list[index] = inner
    }
    if (this.key(inner, level) === 'end') return 'end'
    setIndex(list, index, inner)
    return 'more'
  }
}

/** helm: a value without a name goes nowhere. */
function assign(target: GoMap, name: string, value: GoValue): void {
  if (name !== '') setKey(target, name, value)
}

function setIndex(list: GoList, index: number, value: GoValue): void {
  if (index > maxIndex) {
    throw new ChartError(`index of ${index} is greater than maximum supported index of ${maxIndex}`)
  }
  while (list.length <= index) list.push(null)
  list[index] = value
}

function requireTable(value: GoValue): GoMap {
  if (isTable(value)) return value
  throw conversion(value, 'map[string]interface {}')
}

function requireList(value: GoValue): GoList {
  if (Array.isArray(value)) return value
  throw conversion(value, '[]interface {}')
}

function conversion(value: GoValue, wanted: string): ChartError {
  return new ChartError(
    `unable to parse key: interface conversion: interface {} is ${value === null ? 'nil' : typeName(value)}, not ${wanted}`,
  )
}
