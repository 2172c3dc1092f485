import type { GoValue } from '@sluice/gotemplate'
import { ChartError } from '../../chart/chart-error.ts'

const scalar = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null/sy

/**
 * The JSON value that a text begins with, and its length.
 * @throws ChartError if there is none
 */
export function scanJson(text: string): { readonly value: GoValue; readonly length: number } {
  const length = text[0] === '{' || text[0] === '[' ? collectionLength(text) : scalarLength(text)
  return { value: readJsonText(text.slice(0, length)), length }
}

/** A whole text as JSON. @throws ChartError if it is none */
export function readJsonText(text: string): GoValue {
  try {
    return JSON.parse(text, refuseInfinity) as GoValue
  } catch (error) {
    if (error instanceof SyntaxError) throw new ChartError(error.message)
    throw error
  }
}

/** Go: a number beyond float64 is an error. */
function refuseInfinity(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new SyntaxError('number out of range')
  return value
}

function scalarLength(text: string): number {
  scalar.lastIndex = 0
  const match = scalar.exec(text)
  if (!match || isCutShort(match[0], text[match[0].length])) throw new ChartError('no JSON value')
  return match[0].length
}

/** A point or an exponent after a number that has none begins one. */
function isCutShort(number: string, next: string | undefined): boolean {
  if (next === '.') return /^-?[0-9]+$/.test(number)
  return (next === 'e' || next === 'E') && /^-?[0-9]+(?:\.[0-9]+)?$/.test(number)
}

function collectionLength(text: string): number {
  let depth = 0
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (isInString) {
      if (char === '\\') i++
      else if (char === '"') isInString = false
    } else if (char === '"') isInString = true
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return i + 1
  }
  throw new ChartError('unexpected end of JSON')
}
