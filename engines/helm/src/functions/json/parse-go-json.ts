import type { GoMap, GoValue } from '@sluice/gotemplate'
import { jsonSyntaxError } from './json-syntax-error.ts'

/** A value, and what Go also complains about. */
export interface ParsedJson {
  readonly value: GoValue
  /** Go goes on after a number that no float64 holds, leaves it out and says so. */
  readonly problem: string | undefined
}

/**
 * A JSON text as Go's encoding/json reads it into an `interface{}`.
 * @throws Error with Go's words for a syntax error
 */
export function parseGoJson(text: string): ParsedJson {
  const source = text.toWellFormed()
  let value: GoValue
  try {
    value = JSON.parse(source)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Error(jsonSyntaxError(text))
  }
  const overflowed = mayOverflow.test(source) ? withoutOverflow(source) : undefined
  if (overflowed) return typeof value === 'number' ? { ...overflowed, value } : overflowed
  return { value: /\\u[dD][89a-fA-F]/.test(source) ? wellFormed(value) : value, problem: undefined }
}

const mayOverflow = /[eE]\+?[0-9]{3}|[0-9]{309}/

interface Context {
  readonly source?: string
}

/** The value without numbers that are too large, if there are any. */
function withoutOverflow(source: string): ParsedJson | undefined {
  let problem: string | undefined
  const value = JSON.parse(source, (_key, member, context?: Context) => {
    if (typeof member === 'string') return member.toWellFormed()
    if (typeof member !== 'number' || Number.isFinite(member)) return member
    problem ??= `json: cannot unmarshal number ${context?.source} into Go value of type float64`
    return null
  })
  return problem === undefined ? undefined : { value, problem }
}

/** Half of a surrogate pair, written as an escape, is no character: changed in place. */
function wellFormed(value: GoValue): GoValue {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) {
    value.forEach((item, i) => {
      value[i] = wellFormed(item)
    })
    return value
  }
  return typeof value === 'object' && value !== null ? wellFormedMap(value as GoMap) : value
}

function wellFormedMap(map: GoMap): GoMap {
  const entries = Object.entries(map).map(([key, value]) => [key.toWellFormed(), wellFormed(value)])
  return Object.fromEntries(entries)
}
