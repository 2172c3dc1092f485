import {
  GoFunction,
  type GoMap,
  GoObject,
  type GoValue,
  Int,
  isNilList,
  isNilMap,
  typeOfCollection,
  withType,
} from '@sluice/gotemplate'
import { isNil } from '../values/nils.ts'
import { setKey } from '../values/set-key.ts'

/**
 * A copy that shares no list or map with the original. Objects, which templates cannot change, stay the same.
 *
 * @throws Error for nil, in Go's words
 */
export function deepCopy(value: GoValue): GoValue {
  if (isNil(value)) throw new Error('reflect: call of reflect.Value.Type on zero Value')
  return copyOf(value)
}

function copyOf(value: GoValue): GoValue {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Int || value instanceof GoObject || value instanceof GoFunction) return value
  if (value instanceof Uint8Array) return value.slice()
  if (Array.isArray(value)) {
    return isNilList(value) ? value : withType(value.map(copyOf), typeOfCollection(value))
  }
  if (isNilMap(value)) return value
  const copy: GoMap = {}
  for (const key of Object.keys(value)) setKey(copy, key, copyOf(value[key]))
  return withType(copy, typeOfCollection(value))
}
