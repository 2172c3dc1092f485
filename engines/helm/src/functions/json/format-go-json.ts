import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type GoValue, sortedKeys } from '@sluice/gotemplate'
import { isStruct, jsonValueOf } from './json-value-of.ts'

/** How to write. */
export interface FormatGoJsonOptions {
  /** Every member and element on a line of its own, two blanks a level. */
  readonly isPretty?: boolean
  /** Leaves `<`, `>` and `&` as they are, instead of escaping them for HTML. */
  readonly isRaw?: boolean
}

/** A value as Go's encoding/json writes it: sorted keys, its escapes. @throws MarshalError */
export function formatGoJson(value: GoValue, options: FormatGoJsonOptions = {}): string {
  const text = write(jsonValueOf(value), options.isPretty ? '\n' : '')
  // All of these can only stand inside strings.
  const escapes = options.isRaw ? /[\u2028\u2029]/g : /[<>&\u2028\u2029]/g
  return text.replace(escapes, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** `line` is the line break and indentation of the value's own line, empty where all goes on one. */
function write(value: JsonValue, line: string): string {
  if (typeof value === 'string') return writeString(value)
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return writeArray(value, line)
  return isJsonObject(value) ? writeObject(value, line) : String(value)
}

function writeArray(items: readonly JsonValue[], line: string): string {
  const inner = line && `${line}  `
  return items.length === 0
    ? '[]'
    : `[${inner}${items.map(item => write(item, inner)).join(`,${inner}`)}${line}]`
}

function writeObject(value: JsonObject, line: string): string {
  const inner = line && `${line}  `
  const colon = line ? ': ' : ':'
  const keys = isStruct(value) ? Object.keys(value) : sortedKeys(value)
  const members = keys.map(key => writeString(key) + colon + write(value[key] ?? null, inner))
  return members.length === 0 ? '{}' : `{${inner}${members.join(`,${inner}`)}${line}}`
}

/** Each byte that is no UTF-8 becomes an escape. */
function writeString(text: string): string {
  if (text.isWellFormed()) return JSON.stringify(text)
  const pieces = text.split(/\p{Surrogate}/u)
  return `"${pieces.map(piece => JSON.stringify(piece).slice(1, -1)).join('\\ufffd')}"`
}
