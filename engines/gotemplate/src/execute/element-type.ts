import { GoObject } from '../values/go-object.ts'
import { nilList, typeOfCollection } from '../values/go-type.ts'
import type { GoValue } from '../values/go-value.ts'
import { Int, int } from '../values/int.ts'
import { isMap } from '../values/kinds.ts'

/** The Go type of a collection's elements: most often `interface {}`. */
export function elementTypeOf(collection: GoValue): string {
  if (collection instanceof Int) return collection.kind
  if (collection instanceof Uint8Array) return 'uint8'
  const name =
    collection instanceof GoObject
      ? collection.typeName
      : Array.isArray(collection) || isMap(collection)
        ? typeOfCollection(collection)
        : ''
  const element = /^(?:map\[string\]|\[\])(.+)$/s.exec(name)?.[1]
  if (element !== undefined) return element
  const inner = collection instanceof GoObject ? collection.underlying() : undefined
  return inner === undefined ? 'interface {}' : elementTypeOf(inner)
}

/** What Go's `reflect.Zero` gives for a map's missing element. */
export function zeroElement(collection: GoValue): GoValue {
  const type = elementTypeOf(collection)
  switch (type) {
    case 'interface {}':
      return null
    case 'string':
      return ''
    case 'bool':
      return false
    case 'float64':
      return 0
    case 'int':
      return int(0)
    case 'int64':
      return new Int('int64', 0n)
  }
  if (type === '[]uint8') return new Uint8Array()
  return type.startsWith('[]') ? nilList(type) : null
}
