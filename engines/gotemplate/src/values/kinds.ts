import { GoFunction } from './go-function.ts'
import { GoObject } from './go-object.ts'
import { typeOfCollection } from './go-type.ts'
import type { GoList, GoMap, GoValue } from './go-value.ts'
import { Int } from './int.ts'

/** Go's reflect.Kind of a value, as `kindOf` prints it; `invalid` for nil. */
export function kindOf(value: GoValue): string {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return 'float64'
    case 'boolean':
      return 'bool'
    case 'undefined':
      return 'invalid'
  }
  if (value === null) return 'invalid'
  if (value instanceof Int || value instanceof GoObject) return value.kind
  if (Array.isArray(value) || value instanceof Uint8Array) return 'slice'
  return value instanceof GoFunction ? 'func' : 'map'
}

/** Go's type of a value, as `%T` prints it; `<nil>` for nil. */
export function typeName(value: GoValue): string {
  if (value === null || value === undefined) return '<nil>'
  if (value instanceof GoObject) return value.typeName
  if (value instanceof Uint8Array) return '[]uint8'
  if (value instanceof GoFunction) return 'func()'
  if (Array.isArray(value) || isMap(value)) return typeOfCollection(value)
  return kindOf(value)
}

/** Whether a value is a map of its own, not an object with a map underneath. */
export function isMap(value: GoValue): value is GoMap {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The list or map that a value is, or is underneath. */
export function collectionOf(value: GoValue): GoList | GoMap | undefined {
  if (Array.isArray(value)) return value
  if (value instanceof GoObject) return value.underlying()
  return isMap(value) ? value : undefined
}

/** Whether `if` takes a value for true. */
export function isTrue(value: GoValue): boolean {
  switch (typeof value) {
    case 'string':
      return value !== ''
    case 'number':
      return value !== 0
    case 'boolean':
      return value
    case 'undefined':
      return false
  }
  if (value === null) return false
  if (value instanceof Int) return value.value !== 0n
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0
  if (value instanceof GoFunction) return true
  if (value instanceof GoObject) return isTrueObject(value)
  for (const _ in value) return true
  return false
}

function isTrueObject(value: GoObject): boolean {
  const number = value.number()
  if (number) return number.value !== 0n
  const collection = value.kind === 'slice' || value.kind === 'map' ? value.underlying() : undefined
  return collection === undefined || isTrue(collection)
}
