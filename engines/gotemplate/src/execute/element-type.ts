import { GoObject } from '../values/go-object.ts'
import { nilList, typeOfCollection } from '../values/go-type.ts'
import type { GoValue } from '../values/go-value.ts'
import { Int, int } from '../values/int.ts'
import { isMap } from '../values/kinds.ts'

/** The Go type of a collection's elements, also if the collection's own type has a name: most often `interface {}`. */
export function elementTypeOf(collection: GoValue): string {
  if (collection instanceof Int) return collection.kind
  if (collection instanceof Uint8Array) return 'uint8'
  const inner = collection instanceof GoObject ? (collection.underlying() ?? null) : collection
  const name = Array.isArray(inner) || isMap(inner) ? typeOfCollection(inner) : ''
  return /^(?:map\[string\]|\[\])(.+)$/s.exec(name)?.[1] ?? 'interface {}'
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
  return type.startsWith('[]') ? nilList(type) : null
}
