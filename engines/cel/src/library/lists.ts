import { global, int, type Library, list, member, type Overload } from '../functions.ts'
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  paramType,
  stringType,
  type Type,
  timestampType,
  uintType,
} from '../types.ts'
import { Duration, EvaluationError, equalValues, isList, Uint, type Value } from '../values.ts'
import { checkedDuration, checkedInt, checkedUint } from './arithmetic.ts'
import { compareValues } from './comparison.ts'

const A = paramType('A')

const comparable: readonly (readonly [string, Type])[] = [
  ['int', intType],
  ['uint', uintType],
  ['double', doubleType],
  ['bool', boolType],
  ['duration', durationType],
  ['timestamp', timestampType],
  ['string', stringType],
  ['bytes', bytesType],
]

const summable: readonly (readonly [string, Type, Value])[] = [
  ['int', intType, 0n],
  ['uint', uintType, new Uint(0n)],
  ['double', doubleType, 0],
  ['duration', durationType, new Duration(0n)],
]

function isSorted(items: Value | undefined): boolean {
  const all = list(items)
  return all.every((item, i) => i === 0 || compareValues(all[i - 1], item) <= 0)
}

function add(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return checkedInt(a + b)
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (a instanceof Uint && b instanceof Uint) return checkedUint(a.value + b.value)
  if (a instanceof Duration && b instanceof Duration) return checkedDuration(a.ns + b.ns)
  throw new EvaluationError('no such overload')
}

function extreme(name: string, sign: number) {
  return (items: Value | undefined): Value => {
    const [first, ...rest] = list(items)
    if (first === undefined) throw new EvaluationError(`${name} called on empty list`)
    return rest.reduce((best, item) => (compareValues(item, best) * sign > 0 ? item : best), first)
  }
}

function perType(name: string, call: (items: Value | undefined) => Value): readonly Overload[] {
  return comparable.map(([id, type]) => member(`list_${id}_${name}_${id}`, [listType(type)], type, call))
}

/** Kubernetes' functions on lists. */
export const lists: Library = {
  isSorted: comparable.map(([id, type]) =>
    member(`list_${id}_is_sorted_bool`, [listType(type)], boolType, isSorted),
  ),
  sum: summable.map(([id, type, zero]) =>
    member(`list_${id}_sum_${id}`, [listType(type)], type, items => sum(list(items), zero)),
  ),
  min: perType('min', extreme('min', -1)),
  max: perType('max', extreme('max', 1)),
  indexOf: [
    member('list_a_index_of_int', [listType(A), A], intType, (items, item) =>
      BigInt(list(items).findIndex(each => equalValues(each, item ?? null))),
    ),
  ],
  lastIndexOf: [
    member('list_a_last_index_of_int', [listType(A), A], intType, (items, item) =>
      BigInt(list(items).findLastIndex(each => equalValues(each, item ?? null))),
    ),
  ],
}

function sum(items: readonly Value[], zero: Value): Value {
  const [first, ...rest] = items
  return first === undefined ? zero : rest.reduce(add, first)
}

function slice(items: Value | undefined, from: Value | undefined, to: Value | undefined): Value {
  const all = list(items)
  const start = int(from)
  const end = int(to)
  if (start < 0n || end < 0n)
    throw new EvaluationError(`cannot slice(${start}, ${end}), negative indexes not supported`)
  if (start > end)
    throw new EvaluationError(
      `cannot slice(${start}, ${end}), start index must be less than or equal to end index`,
    )
  if (end > BigInt(all.length))
    throw new EvaluationError(`cannot slice(${start}, ${end}), list is length ${all.length}`)
  return all.slice(Number(start), Number(end))
}

function flatten(items: Value | undefined, depth: Value | undefined): Value {
  const levels = depth === undefined ? 1n : int(depth)
  if (levels < 0n) throw new EvaluationError('level must be non-negative')
  return flat(list(items), levels)
}

function flat(items: readonly Value[], levels: bigint): readonly Value[] {
  return items.flatMap(item => (isList(item) && levels > 0n ? flat(item, levels - 1n) : [item]))
}

function distinct(items: Value | undefined): Value {
  return list(items).filter((item, i, all) => all.findIndex(each => equalValues(each, item)) === i)
}

/** A list this long is refused: it would be made from a number alone. */
const longestRange = 1_000_000n

function range(count: Value | undefined): Value {
  const n = int(count)
  if (n > longestRange) throw new EvaluationError(`lists.range(${n}) exceeds ${longestRange} elements`)
  return Array.from({ length: Math.max(0, Number(n)) }, (_, i) => BigInt(i))
}

function sortByKeys(items: Value | undefined, keys: Value | undefined): Value {
  const sortKeys = list(keys)
  const pairs = list(items).map((item, i) => ({ item, key: sortKeys[i] ?? null }))
  return pairs.sort((a, b) => compareValues(a.key, b.key)).map(({ item }) => item)
}

/** The `lists` extension, version 3. */
export const listsExtension: Library = {
  slice: [member('list_slice', [listType(A), intType, intType], listType(A), slice)],
  flatten: [
    member('list_flatten', [listType(listType(A))], listType(A), flatten),
    member('list_flatten_int', [listType(dynType), intType], listType(dynType), flatten),
  ],
  sort: comparable.map(([id, type]) =>
    member(`list_${id}_sort`, [listType(type)], listType(type), items => sortByKeys(items, items)),
  ),
  '@sortByAssociatedKeys': comparable.map(([id, type]) =>
    member(`list_${id}_sortByAssociatedKeys`, [listType(A), listType(type)], listType(A), sortByKeys),
  ),
  distinct: [member('list_distinct', [listType(A)], listType(A), distinct)],
  reverse: [member('list_reverse', [listType(A)], listType(A), items => [...list(items)].reverse())],
  'lists.range': [global('lists_range', [intType], listType(intType), range)],
}
