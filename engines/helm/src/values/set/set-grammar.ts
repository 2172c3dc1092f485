/**
 * What the flags `--set`, `--set-string`, `--set-file`, `--set-json` and `--set-literal` have on the right of `=`.
 * @module
 */
import { type GoList, type GoValue, int64 } from '@sluice/gotemplate'
import { ChartError } from '../../chart/chart-error.ts'
import type { RuneReader } from './rune-reader.ts'
import { scanJson } from './scan-json.ts'

/** A value that was read; `isAtEnd` where the text ended before it began. */
export interface SetValue {
  readonly value: GoValue
  readonly isAtEnd: boolean
}

/** How keys and values are written. */
export interface SetGrammar {
  /** What ends a name. */
  readonly keyStops: string
  /** Whether a backslash takes the next character for itself. */
  readonly isEscaped: boolean
  /** Reads a value and the comma behind it. @throws ChartError */
  readonly readValue: (reader: RuneReader) => SetValue
}

const maxInt64 = 2n ** 63n - 1n
const minInt64 = -(2n ** 63n)

/** Words for booleans, null and whole numbers mean what they say; all else is text. */
export const setGrammar: SetGrammar = listGrammar(typedValue)

/** Everything is text. */
export const setStringGrammar: SetGrammar = listGrammar(text => text)

/** Values name files, whose content they stand for. */
export function setFileGrammar(readFile: (name: string) => string): SetGrammar {
  return listGrammar(readFile)
}

/** Values are JSON. */
export const setJsonGrammar: SetGrammar = { keyStops: '=[,.', isEscaped: true, readValue: readJson }

/** The value is the rest of the text, as it is. */
export const setLiteralGrammar: SetGrammar = {
  keyStops: '=[.',
  isEscaped: false,
  readValue: reader => ({ value: reader.until('', false).text, isAtEnd: false }),
}

function listGrammar(toValue: (text: string) => GoValue): SetGrammar {
  return {
    keyStops: '=[,.',
    isEscaped: true,
    readValue: reader => {
      const first = reader.peek()
      if (first === undefined) return { value: '', isAtEnd: true }
      if (first === '{') return { value: readList(reader, toValue), isAtEnd: false }
      return { value: toValue(reader.until(',', true).text), isAtEnd: false }
    },
  }
}

/** `{a,b}`, and a comma after it. */
function readList(reader: RuneReader, toValue: (text: string) => GoValue): GoList {
  const list: GoList = []
  reader.next()
  for (;;) {
    const { text, stop } = reader.until(',}', true)
    if (stop === undefined) throw new ChartError("list must terminate with '}'")
    list.push(toValue(text))
    if (stop === ',') continue
    if (reader.peek() === ',') reader.next()
    return list
  }
}

function readJson(reader: RuneReader): SetValue {
  if (skipToValue(reader)) return { value: null, isAtEnd: false }
  const { value, length } = scanJson(reader.rest())
  reader.skip(length)
  skipToValue(reader)
  return { value, isAtEnd: false }
}

/** Skips blanks, and whether a comma, read too, or the end came before anything else. */
function skipToValue(reader: RuneReader): boolean {
  for (;;) {
    const rune = reader.peek()
    if (rune === undefined) return true
    if (rune !== ',' && !/\p{White_Space}/u.test(rune)) return false
    reader.next()
    if (rune === ',') return true
  }
}

function typedValue(text: string): GoValue {
  const word = text.toLowerCase()
  if (word === 'true') return true
  if (word === 'false') return false
  if (word === 'null') return null
  if (word === '0') return int64(0)
  if (!/^[-+]?[0-9]+$/.test(text) || text.startsWith('0')) return text
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return value >= minInt64 && value <= maxInt64 ? int64(value) : text
}
