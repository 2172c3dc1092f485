import { childPath, keyPath } from '../field-error.ts'
import type { Schema } from '../schema.ts'
import { propertyOf, restOf } from '../structural.ts'

/** Where a path in the style of `.a['b-c'].d` leads. */
export type FieldPath =
  | { readonly type: 'path'; readonly path: string; readonly root: string; readonly schema: Schema }
  | { readonly type: 'error'; readonly why: string }

const failed = (why: string): FieldPath => ({ type: 'error', why })
const missing = failed('does not refer to a valid field')

/** Follows a path of names (and, where allowed, quoted keys) through a schema. */
export function followFieldPath(
  text: string,
  schema: Schema,
  options: { readonly keys: boolean },
): FieldPath {
  const tokens = tokensOf(text)
  let current: Schema = schema
  let path = ''
  let root = ''
  for (let i = 0; i < tokens.length; ) {
    const step = stepAt(tokens, i, options.keys)
    if (typeof step === 'string') return failed(step)
    i = step.next
    const isNamed = current.properties !== undefined
    const next = isNamed ? propertyOf(current, step.name) : restOf(current)
    if (!next) return missing
    path = isNamed ? childPath(path, step.name) : keyPath(path, step.name)
    root ||= step.name
    current = next
  }
  return { type: 'path', path, root, schema: current }
}

interface Step {
  readonly name: string
  readonly next: number
}

/** One step of a path, or what is wrong with it. */
function stepAt(tokens: readonly string[], at: number, keys: boolean): Step | string {
  const token = tokens[at] ?? ''
  if (token === '.') {
    const name = tokens[at + 1]
    return name === undefined ? 'unexpected end of JSON path' : { name, next: at + 2 }
  }
  if (token !== '[') return `expected [ or . but got: ${token}`
  if (!keys) return 'array notation is not allowed'
  const quoted = tokens[at + 1]
  if (quoted === undefined) return 'unexpected end of JSON path'
  if (!/^'.*'$/s.test(quoted) || quoted.length < 2) return `expected single quoted string but got ${quoted}`
  const name = unquote(quoted.slice(1, -1))
  if (name === undefined)
    return `invalid string literal: invalid escape char ${/\\[^abfnrtv'\\]/.exec(quoted)?.[0]}`
  const close = tokens[at + 2]
  if (close === undefined) return 'unexpected end of JSON path'
  return close === ']' ? { name, next: at + 3 } : `expected ] but got ${close}`
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', "'": "'", '\\': '\\',
} // biome-ignore format: a table

function unquote(text: string): string | undefined {
  let isWrong = false
  const result = text.replace(/\\(.)/g, (_, char: string) => {
    const value = escapes[char]
    if (value === undefined) isWrong = true
    return value ?? ''
  })
  return isWrong ? undefined : result
}

/** Dots and brackets are tokens, and so is what is between them or in quotes. */
function tokensOf(text: string): readonly string[] {
  return text.match(/'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]']+(?:'[^.[\]]*)?|'.*/gs) ?? []
}
