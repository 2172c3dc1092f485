/**
 * Arguments as functions want them.
 * @module
 */
import type { ParamType } from '../values/go-function.ts'
import { GoObject } from '../values/go-object.ts'
import { nilList, typeOfCollection } from '../values/go-type.ts'
import type { GoValue } from '../values/go-value.ts'
import { Int } from '../values/int.ts'
import { isMap, typeName } from '../values/kinds.ts'
import type { State } from './state.ts'

const goTypes: Readonly<Record<string, string>> = {
  any: 'interface {}',
  bigint: 'int64',
  map: 'map[string]interface {}',
  list: '[]interface {}',
  strings: '[]string',
  bytes: '[]uint8',
  value: 'reflect.Value',
}

/** A parameter's type in Go's words. */
export function goTypeOf(type: ParamType): string {
  return typeof type === 'object' ? type.go : (goTypes[type] ?? type)
}

/** What nil is for a parameter; undefined wrapped away if it cannot be nil. */
export function nilOf(type: ParamType): { readonly value: unknown } | undefined {
  switch (type) {
    case 'any':
      return { value: null }
    case 'value':
      return { value: undefined }
    case 'map':
      return { value: {} }
    case 'list':
      return { value: nilList() }
    case 'strings':
      return { value: nilList('[]string') }
    case 'bytes':
      return { value: new Uint8Array() }
    default:
      return typeof type === 'object' && type.go.startsWith('*') ? { value: null } : undefined
  }
}

/** Maps under another name that Go hands over as what they are. */
const plainMaps: ReadonlySet<string> = new Set(['map[string]interface {}', 'common.Values'])

/** A value as an argument. @throws ExecError if it is of another type */
export function convert(state: State, value: GoValue, type: ParamType): unknown {
  if (type === 'any') return value === undefined ? null : value
  if (type === 'value') return value
  if (value === undefined) {
    const none = nilOf(type)
    if (none) return none.value
    throw state.fail(`invalid value; expected ${goTypeOf(type)}`)
  }
  switch (type) {
    case 'string':
      if (typeof value === 'string') return value
      break
    case 'bool':
      if (typeof value === 'boolean') return value
      break
    case 'float64':
      if (typeof value === 'number') return value
      break
    case 'int':
    case 'int64':
      if (value instanceof Int && value.kind === type) return Number(value.value)
      break
    case 'bigint':
      if (value instanceof Int && value.kind === 'int64') return value.value
      break
    case 'map':
      if (isMap(value) && plainMaps.has(typeOfCollection(value))) return value
      break
    case 'list':
    case 'strings':
      if (Array.isArray(value) && typeOfCollection(value) === goTypeOf(type)) return value
      break
    case 'bytes':
      if (value instanceof Uint8Array) return value
      break
    default:
      if (value instanceof GoObject && isOfType(value, type.go)) return value
  }
  throw state.fail(
    `wrong type for value; expected ${goTypeOf(type)}; got ${value === null ? 'interface {}' : typeName(value)}`,
  )
}

/** A pointer will do where a struct is wanted. */
function isOfType(value: GoObject, type: string): boolean {
  return value.typeName === type || value.typeName === `*${type}`
}
