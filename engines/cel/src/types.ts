/** The static types of CEL expressions. @module */

/** A type. `params` are those of lists (element), maps (key, value), optionals and opaque types. */
export interface Type {
  readonly kind: TypeKind
  readonly name: string
  readonly params: readonly Type[]
  /** Fields of an object type. */
  readonly fields?: ReadonlyMap<string, Type>
}

export type TypeKind =
  | 'dyn'
  | 'error'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'null'
  | 'timestamp'
  | 'duration'
  | 'type'
  | 'list'
  | 'map'
  | 'object'
  | 'opaque'
  | 'param'

const simple = (kind: TypeKind, name: string = kind): Type => ({ kind, name, params: [] })

export const dynType = simple('dyn')
/** Checked as dyn is, but called otherwise and no range of a comprehension: what a message holds that may hold any. */
export const anyType = simple('dyn', 'any')
export const errorType = simple('error', '!error!')
export const boolType = simple('bool')
export const intType = simple('int')
export const uintType = simple('uint')
export const doubleType = simple('double')
export const stringType = simple('string')
export const bytesType = simple('bytes')
export const nullType = simple('null', 'null_type')
export const timestampType = simple('timestamp', 'google.protobuf.Timestamp')
export const durationType = simple('duration', 'google.protobuf.Duration')
export const typeType = simple('type')

export function listType(element: Type): Type {
  return { kind: 'list', name: 'list', params: [element] }
}

export function mapType(key: Type, value: Type): Type {
  return { kind: 'map', name: 'map', params: [key, value] }
}

export function optionalType(value: Type): Type {
  return { kind: 'opaque', name: 'optional_type', params: [value] }
}

export function opaqueType(name: string): Type {
  return { kind: 'opaque', name, params: [] }
}

export function paramType(name: string): Type {
  return { kind: 'param', name, params: [] }
}

export function objectType(name: string, fields: ReadonlyMap<string, Type>): Type {
  return { kind: 'object', name, params: [], fields }
}

/** A type as messages write it: `map(string, list(int))`. */
export function formatType(type: Type): string {
  switch (type.kind) {
    case 'null':
      return 'null'
    case 'timestamp':
    case 'duration':
    case 'bool':
      return type.kind
    case 'type':
      return type.params[0] ? `type(${formatType(type.params[0])})` : 'type'
    default:
      return type.params.length === 0 ? type.name : `${type.name}(${type.params.map(formatType).join(', ')})`
  }
}

export function isOptional(type: Type): boolean {
  return type.kind === 'opaque' && type.name === 'optional_type'
}

export function isDynOrError(type: Type): boolean {
  return type.kind === 'dyn' || type.kind === 'error'
}

/** Whether two types are the same, parameters and all. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true
  return (
    a.kind === b.kind &&
    a.name === b.name &&
    a.params.length === b.params.length &&
    a.params.every((param, i) => sameType(param, b.params[i] ?? errorType))
  )
}
