import { type GoValue, quoteString } from '@sluice/gotemplate'
import { isTable, ownValue } from '../values/table.ts'
import { showLocation } from './resolve-url.ts'
import { SchemaError } from './schema-error.ts'

/** A pointer with further names behind it. */
export function appendPointer(pointer: string, ...tokens: readonly string[]): string {
  return tokens.reduce((result, token) => `${result}/${escapeToken(token)}`, pointer)
}

/** A name as it stands in a pointer. */
export function escapeToken(token: string): string {
  return token.includes('~') || token.includes('/')
    ? token.replaceAll('~', '~0').replaceAll('/', '~1')
    : token
}

/** What a pointer points to. @throws SchemaError if there is nothing */
export function lookUp(document: GoValue, pointer: string, url: string): GoValue {
  let value = document
  const location = () => quoteString(showLocation(url, pointer))
  for (const token of pointer.split('/').slice(1)) {
    if (/~(?![01])/.test(token)) throw new SchemaError(`invalid json-pointer ${location()}`)
    const member = memberOf(value, token.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (member === undefined) throw new SchemaError(`json-pointer in ${location()} not found`)
    value = member
  }
  return value
}

function memberOf(value: GoValue, name: string): GoValue {
  if (isTable(value)) return ownValue(value, name)
  return Array.isArray(value) && /^[0-9]+$/.test(name) ? value[Number(name)] : undefined
}
