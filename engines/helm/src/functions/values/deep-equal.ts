import {
  GoFunction,
  type GoList,
  type GoMap,
  GoObject,
  type GoValue,
  Int,
  isNilList,
  typeName,
} from '@sluice/gotemplate'

/** Go's `reflect.DeepEqual`: equal values of equal types; an `int` never equals a `float64`, a nil slice no empty one. */
export function deepEqual(a: GoValue, b: GoValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return (a ?? null) === (b ?? null)
  }
  if (a instanceof Int) return b instanceof Int && a.kind === b.kind && a.value === b.value
  if (a instanceof GoFunction || b instanceof GoFunction || typeName(a) !== typeName(b)) return false
  if (Array.isArray(a)) return Array.isArray(b) && isNilList(a) === isNilList(b) && equalElements(a, b)
  if (a instanceof Uint8Array) return b instanceof Uint8Array && equalElements(Array.from(a), Array.from(b))
  if (a instanceof GoObject) return a === b || (b instanceof GoObject && a.print() === b.print())
  return equalMaps(a, b as GoMap)
}

function equalElements(a: GoList, b: GoList): boolean {
  return a.length === b.length && a.every((element, i) => deepEqual(element, b[i]))
}

function equalMaps(a: GoMap, b: GoMap): boolean {
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => Object.hasOwn(b, key) && deepEqual(a[key], b[key]))
  )
}
