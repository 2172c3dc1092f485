import { zeroElement } from '../execute/element-type.ts'
import { GoObject } from '../values/go-object.ts'
import { byteLength, goBytes, sliceBytes } from '../values/go-string.ts'
import { typeOfCollection, withType } from '../values/go-type.ts'
import type { GoList, GoValue } from '../values/go-value.ts'
import { Int } from '../values/int.ts'
import { collectionOf, typeName } from '../values/kinds.ts'

/** `len`. @throws Error in Go's words */
export function lengthOf(value: GoValue): number {
  if (value === undefined) throw new Error('reflect: call of reflect.Value.Type on zero Value')
  if (value === null) throw new Error('len of nil pointer')
  if (typeof value === 'string') return byteLength(value)
  if (value instanceof Uint8Array) return value.length
  const collection = collectionOf(value)
  if (collection === undefined) throw new Error(`len of type ${typeName(value)}`)
  return Array.isArray(collection) ? collection.length : Object.keys(collection).length
}

/** `index`. @throws Error in Go's words */
export function elementAt(value: GoValue, indexes: readonly GoValue[]): GoValue {
  if (value === null || value === undefined) throw new Error('index of untyped nil')
  return indexes.reduce(itemAt, value)
}

function itemAt(value: GoValue, index: GoValue): GoValue {
  if (value === null || value === undefined) throw new Error('index of nil pointer')
  if (typeof value === 'string') {
    const at = indexOf(index, byteLength(value), 'string')
    return new Int('uint8', BigInt(goBytes(value)[at] ?? 0))
  }
  if (value instanceof Uint8Array) {
    return new Int('uint8', BigInt(value[indexOf(index, value.length, 'slice')] ?? 0))
  }
  const collection = collectionOf(value)
  if (collection === undefined)
    throw new Error(`can't index item of type ${typeName(value).replace(/^\*/, '')}`)
  if (Array.isArray(collection)) return collection[indexOf(index, collection.length, 'slice')] ?? null
  if (index === null || index === undefined) throw new Error('value is nil; should be of type string')
  if (typeof index !== 'string') throw new Error(`value has type ${typeName(index)}; should be string`)
  if (Object.hasOwn(collection, index)) return collection[index] ?? null
  return zeroElement(value)
}

/** helm: Go lets the length itself pass here, and fails one step later. */
function indexOf(index: GoValue, length: number, what: 'string' | 'slice'): number {
  const at = boundOf(index ?? undefined, length)
  if (at === length) throw new Error(`reflect: ${what} index out of range`)
  return at
}

function boundOf(index: GoValue, capacity: number): number {
  if (index === undefined) throw new Error('cannot index slice/array with nil')
  const number = index instanceof Int ? index : index instanceof GoObject ? index.number() : undefined
  if (!number)
    throw new Error(`cannot index slice/array with type ${index === null ? 'interface {}' : typeName(index)}`)
  const at = Number(number.value)
  if (at < 0 || at > capacity) throw new Error(`index out of range: ${number}`)
  return at
}

/** `slice`. @throws Error in Go's words */
export function sliceOf(value: GoValue, indexes: readonly GoValue[]): GoValue {
  if (value === null || value === undefined) throw new Error('slice of untyped nil')
  if (indexes.length > 3) throw new Error(`too many slice indexes: ${indexes.length}`)
  if (typeof value === 'string') {
    if (indexes.length === 3) throw new Error('cannot 3-index slice a string')
    const [from, to] = boundsOf(indexes, byteLength(value))
    return sliceBytes(value, from, to)
  }
  if (value instanceof Uint8Array) return value.slice(...boundsOf(indexes, value.length))
  const list = collectionOf(value)
  if (!Array.isArray(list)) throw new Error(`can't slice item of type ${typeName(value)}`)
  const part: GoList = list.slice(...boundsOf(indexes, list.length))
  return withType(part, typeOfCollection(list))
}

function boundsOf(indexes: readonly GoValue[], length: number): [from: number, to: number] {
  const [from = 0, to = length, end] = indexes.map(index => boundOf(index, length))
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`)
  if (end !== undefined && to > end) throw new Error(`invalid slice index: ${to} > ${end}`)
  return [from, to]
}
