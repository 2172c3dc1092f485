import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { goQuote } from '@sluice/openapi'
import { findDuplicateFields } from '../http/duplicate-fields.ts'
import { badRequest } from '../status/index.ts'
import type { FieldValidation } from './patch.ts'

/** A patch body read as JSON, and the members that it has twice. */
export interface PatchBody {
  readonly value: JsonValue
  readonly duplicates: readonly string[]
}

/** Reads a patch body; what is no JSON is refused in the words of Go's decoder. */
export function parsePatchBody(text: string, fieldValidation: FieldValidation, prefix: string): PatchBody {
  const tooDeep = depthProblem(text)
  if (tooDeep !== undefined) throw badRequest(`${prefix}${tooDeep}`)
  let value: JsonValue
  try {
    value = parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw badRequest(`${prefix}${jsonProblem(text)}`)
  }
  return { value, duplicates: fieldValidation === 'Ignore' ? [] : findDuplicateFields(text) }
}

/** The value as an object; `null` is none. */
export function requireObject(value: JsonValue, prefix: string): JsonObject | undefined {
  if (value === null) return undefined
  if (isJsonObject(value)) return value
  throw badRequest(
    `${prefix}json: cannot unmarshal ${goKind(value)} into Go value of type map[string]interface {}`,
  )
}

export function goKind(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  if (isJsonObject(value)) return 'object'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'number'
}

/** How deep values may be inside one another. Go's decoder takes ten times as much, but nobody needs it. */
export const deepest = 1000

/** What Go's JSON decoder says of values that are too deep inside one another; undefined where none are. */
export function depthProblem(text: string): string | undefined {
  if (text.length <= deepest) return undefined
  let depth = 0
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isInString) {
      if (code === backslash) i++
      else if (code === quote) isInString = false
    } else if (code === quote) isInString = true
    else if (code === openBracket || code === openBrace) {
      if (++depth > deepest) return `invalid character '${text[i]}' exceeded max depth`
    } else if (code === closeBracket || code === closeBrace) depth--
  }
  return undefined
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d,
]

/** What Go's JSON decoder says about text that is no JSON: the first character that can't be, or the early end. */
export function jsonProblem(text: string | Buffer): string {
  // Go looks at bytes: of a character that is longer it names the first.
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text
  return new Scan(bytes.toString('latin1')).problem() ?? 'unexpected end of JSON input'
}

const literals: readonly string[] = ['true', 'false', 'null']

class Scan {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  problem(): string | undefined {
    const problem = this.#value('looking for beginning of value')
    if (problem !== undefined) return problem
    this.#space()
    return this.#at < this.#text.length ? this.#unexpected('after top-level value') : undefined
  }

  #value(where: string): string | undefined {
    this.#space()
    const char = this.#text[this.#at]
    if (char === undefined) return this.#end()
    if (char === '{') return this.#object()
    if (char === '[') return this.#array()
    if (char === '"') return this.#string()
    if (char === '-' || (char >= '0' && char <= '9')) return this.#number()
    const literal = literals.find(each => each[0] === char)
    return literal === undefined ? this.#unexpected(where) : this.#literal(literal)
  }

  #number(): string | undefined {
    if (this.#text[this.#at] === '-') this.#at++
    if (this.#text[this.#at] === '0') this.#at++
    else if (!this.#digits()) return this.#unexpected('in numeric literal')
    if (this.#text[this.#at] === '.') {
      this.#at++
      if (!this.#digits()) return this.#unexpected('after decimal point in numeric literal')
    }
    if (/[eE]/.test(this.#text[this.#at] ?? '')) {
      this.#at++
      if (/[+-]/.test(this.#text[this.#at] ?? '')) this.#at++
      if (!this.#digits()) return this.#unexpected('in exponent of numeric literal')
    }
    return undefined
  }

  /** Whether there are any. */
  #digits(): boolean {
    const from = this.#at
    while (/\d/.test(this.#text[this.#at] ?? '')) this.#at++
    return this.#at > from
  }

  #literal(literal: string): string | undefined {
    for (const [i, char] of [...literal].entries()) {
      if (this.#text[this.#at] === undefined) return this.#end()
      if (this.#text[this.#at] !== char)
        return this.#unexpected(`in literal ${literal} (expecting '${literal[i]}')`)
      this.#at++
    }
    return undefined
  }

  #object(): string | undefined {
    this.#at++
    this.#space()
    if (this.#text[this.#at] === '}') {
      this.#at++
      return undefined
    }
    for (;;) {
      this.#space()
      if (this.#text[this.#at] === undefined) return this.#end()
      if (this.#text[this.#at] !== '"') return this.#unexpected('looking for beginning of object key string')
      const problem =
        this.#string() ??
        this.#expect(':', 'after object key') ??
        this.#value('looking for beginning of value')
      if (problem !== undefined) return problem
      this.#space()
      if (this.#text[this.#at] === '}') break
      const comma = this.#expect(',', 'after object key:value pair')
      if (comma !== undefined) return comma
    }
    this.#at++
    return undefined
  }

  #array(): string | undefined {
    this.#at++
    this.#space()
    if (this.#text[this.#at] === ']') {
      this.#at++
      return undefined
    }
    for (;;) {
      const problem = this.#value('looking for beginning of value')
      if (problem !== undefined) return problem
      this.#space()
      if (this.#text[this.#at] === ']') break
      const comma = this.#expect(',', 'after array element')
      if (comma !== undefined) return comma
    }
    this.#at++
    return undefined
  }

  #string(): string | undefined {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]
      if (char === '"') {
        this.#at++
        return undefined
      }
      if (char === '\\') {
        const problem = this.#escape()
        if (problem !== undefined) return problem
      } else if (char !== undefined && char < ' ') return this.#unexpected('in string literal')
    }
    return this.#end()
  }

  /** Leaves off at its last character. */
  #escape(): string | undefined {
    const char = this.#text[++this.#at]
    if (char === undefined) return this.#end()
    if (char !== 'u')
      return '"\\/bfnrt'.includes(char) ? undefined : this.#unexpected('in string escape code')
    for (let i = 0; i < 4; i++) {
      const digit = this.#text[++this.#at]
      if (digit === undefined) return this.#end()
      if (!/[\da-fA-F]/.test(digit)) return this.#unexpected('in \\u hexadecimal character escape')
    }
    return undefined
  }

  #expect(char: string, where: string): string | undefined {
    this.#space()
    if (this.#text[this.#at] === undefined) return this.#end()
    if (this.#text[this.#at] !== char) return this.#unexpected(where)
    this.#at++
    return undefined
  }

  #space(): void {
    while (' \n\r\t'.includes(this.#text[this.#at] ?? 'x')) this.#at++
  }

  #unexpected(where: string): string {
    const char = this.#text[this.#at] ?? ' '
    const shown = char === "'" ? `'\\''` : char === '"' ? `'"'` : `'${goQuote(char).slice(1, -1)}'`
    return `invalid character ${shown} ${where}`
  }

  #end(): string {
    return 'unexpected end of JSON input'
  }
}
