import { parseYaml } from '@sluice/yaml'
import { KustomizeError } from '../errors.ts'
import { isScalar, type Json } from '../resources/json.ts'

const safe = /^[A-Za-z][A-Za-z0-9_./-]*$/

/** A text as the value that plain YAML would make of it. */
export function resolveCreated(text: string): Json {
  if (text === '') return null
  if (safe.test(text) && !/^(?:true|false|null)$/i.test(text)) return text
  if (!/^[-+.\d~a-zA-Z]/.test(text) || /[:#\n'"]/.test(text)) return text
  const [value] = parseYaml(text, { dialect: 'v3' })
  return value === undefined ? null : isScalar(value as Json) ? (value as Json) : text
}

/** A text in the place of an old scalar, of the old one's type. @throws KustomizeError if the text is not of that type */
export function asTypeOf(old: Json, text: string): Json {
  if (typeof old === 'string') return text
  const value = resolveCreated(text)
  const isNumber = typeof old === 'number' || typeof old === 'bigint'
  const fits = isNumber ? typeof value === 'number' || typeof value === 'bigint' : typeof value === typeof old
  if (fits || old === null) return value
  throw new KustomizeError(`cannot decode !!str \`${text}\` as a ${isNumber ? '!!int' : '!!bool'}`)
}
