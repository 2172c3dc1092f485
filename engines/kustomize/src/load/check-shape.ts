import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { KustomizeError } from '../errors.ts'

/** What a field may hold. */
export type Shape =
  | { readonly type: 'text' | 'boolean' | 'integer' | 'texts' | 'booleans' | 'any' }
  | { readonly type: 'list'; readonly items: Shape }
  | { readonly type: 'fields'; readonly fields: Readonly<Record<string, Shape>> }

/**
 * How to read: a kustomization file (`strict`), a file of `configurations` (`converting`: numbers and booleans may
 * stand where text is expected), or the configuration of a plugin (`lenient`: also, unknown fields are left out).
 */
export type Reading = 'strict' | 'converting' | 'lenient'

/**
 * A value that has this shape, nulls left out. Go reads names of fields whatever their case.
 * @throws KustomizeError naming the field
 */
export function checkShape(
  value: JsonValue,
  shape: Shape,
  path: string,
  reading: Reading = 'strict',
): JsonValue | undefined {
  if (value === null) return undefined
  switch (shape.type) {
    case 'any':
      return value
    case 'text':
      return checkText(value, path, reading)
    case 'boolean':
      return expect(typeof value === 'boolean', value, 'bool', path)
    case 'integer':
      return expect(typeof value === 'bigint' || Number.isInteger(value), value, 'int', path)
    case 'texts':
      return checkMembers(value, path, {
        type: 'map[string]string',
        empty: '',
        check: (item, place) => checkText(item, place, reading),
      })
    case 'booleans':
      return checkMembers(value, path, {
        type: 'map[string]bool',
        empty: false,
        check: (item, place) => expect(typeof item === 'boolean', item, 'bool', place),
      })
    case 'list':
      if (!Array.isArray(value)) return expect(false, value, 'list', path)
      return value.flatMap(item => {
        const checked = checkShape(item, shape.items, path, reading)
        return checked === undefined ? (shape.items.type === 'text' ? [''] : [{}]) : [checked]
      })
    case 'fields':
      return isJsonObject(value)
        ? checkFields(value, { fields: shape.fields, reading }, path)
        : expect(false, value, 'object', path)
  }
}

function checkText(value: JsonValue, path: string, reading: Reading): JsonValue {
  if (reading !== 'strict' && value !== null && typeof value !== 'object') return String(value)
  return expect(typeof value === 'string', value, 'string', path)
}

interface Members {
  readonly type: string
  readonly empty: JsonValue
  readonly check: (value: JsonValue, path: string) => JsonValue
}

function checkMembers(value: JsonValue, path: string, { type, empty, check }: Members): JsonValue {
  if (!isJsonObject(value)) return expect(false, value, type, path)
  const result: Record<string, JsonValue> = {}
  for (const [key, item] of Object.entries(value)) {
    result[key] = item === null || item === undefined ? empty : check(item, `${path}.${key}`)
  }
  return result
}

function checkFields(
  value: JsonObject,
  { fields: known, reading }: { readonly fields: Readonly<Record<string, Shape>>; readonly reading: Reading },
  path: string,
): JsonObject {
  const result: Record<string, JsonValue> = {}
  for (const [key, item] of Object.entries(value)) {
    const name = Object.hasOwn(known, key) ? key : foldedName(known, key)
    const shape = name === undefined ? undefined : known[name]
    if (!shape && reading === 'lenient') continue
    if (name === undefined || !shape) throw new KustomizeError(`json: unknown field "${key}"`)
    const checked =
      item === undefined ? undefined : checkShape(item, shape, path ? `${path}.${name}` : name, reading)
    if (checked !== undefined) result[name] = checked
  }
  return result
}

function foldedName(known: Readonly<Record<string, Shape>>, key: string): string | undefined {
  const folded = key.toLowerCase()
  return Object.keys(known).find(name => name.toLowerCase() === folded)
}

const goNames: Readonly<Record<string, string>> = {
  bigint: 'number',
  boolean: 'bool',
  number: 'number',
  string: 'string',
}

function expect(holds: boolean, value: JsonValue, type: string, path: string): JsonValue {
  if (holds) return value
  const found = Array.isArray(value) ? 'array' : (goNames[typeof value] ?? 'object')
  throw new KustomizeError(
    path === ''
      ? `json: cannot unmarshal ${found} into Go value of type types.Kustomization`
      : `json: cannot unmarshal ${found} into Go struct field Kustomization.${path} of type ${type}`,
  )
}
