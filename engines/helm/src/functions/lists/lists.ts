import { GoFunction, type GoList, type GoValue, nilList, typeName, withType } from '@sluice/gotemplate'
import { toInt64 } from '../cast/to-int64.ts'
import { deepEqual } from '../values/deep-equal.ts'
import { isEmpty } from '../values/is-empty.ts'
import { ValueSet } from '../values/value-set.ts'
import { chunk } from './chunk.ts'
import { itemsOf } from './items-of.ts'

const list = new GoFunction([], (...values: GoValue[]) => values, { rest: 'any' })
const append = new GoFunction(['any', 'any'], (items: GoValue, value: GoValue) => [
  ...itemsOf(items, 'Cannot push on type'),
  value,
])
const prepend = new GoFunction(['any', 'any'], (items: GoValue, value: GoValue) => [
  value,
  ...itemsOf(items, 'Cannot prepend on type'),
])
const first = new GoFunction(
  ['any'],
  (items: GoValue) => itemsOf(items, 'Cannot find first on type')[0] ?? null,
)
const last = new GoFunction(
  ['any'],
  (items: GoValue) => itemsOf(items, 'Cannot find last on type').at(-1) ?? null,
)
const rest = new GoFunction(['any'], (items: GoValue) => orNil(itemsOf(items, 'Cannot find rest on type'), 1))
const initial = new GoFunction(['any'], (items: GoValue) =>
  orNil(itemsOf(items, 'Cannot find initial on type'), 0, -1),
)
const reverse = new GoFunction(['any'], (items: GoValue) =>
  itemsOf(items, 'Cannot find reverse on type').toReversed(),
)
const compact = new GoFunction(['any'], (items: GoValue) =>
  itemsOf(items, 'Cannot compact on type').filter(item => !isEmpty(item)),
)
const uniq = new GoFunction(['any'], uniqueItems)
const without = new GoFunction(['any'], itemsWithout, { rest: 'any' })
const has = new GoFunction(['any', 'any'], hasItem)
const slice = new GoFunction(['any'], sliceItems, { rest: 'any' })
const chunks = new GoFunction(['int', 'any'], chunk)

/** Lists. None of these functions changes a list that it is given. */
export const listFunctions = {
  append,
  chunk: chunks,
  compact,
  concat: new GoFunction([], concat, { rest: 'any' }),
  first,
  has,
  initial,
  last,
  list,
  mustAppend: append,
  mustChunk: chunks,
  mustCompact: compact,
  mustFirst: first,
  mustHas: has,
  mustInitial: initial,
  mustLast: last,
  mustPrepend: prepend,
  mustPush: append,
  mustRest: rest,
  mustReverse: reverse,
  mustSlice: slice,
  mustUniq: uniq,
  mustWithout: without,
  prepend,
  push: append,
  rest,
  reverse,
  slice,
  tuple: list,
  uniq,
  without,
}

/** A part of a list; of an empty one it is a nil slice. */
function orNil(items: GoList, start: number, end?: number): GoList {
  return items.length === 0 ? nilList() : items.slice(start, end)
}

function uniqueItems(list: GoValue): GoList {
  const seen = new ValueSet()
  return itemsOf(list, 'Cannot find uniq on type').filter(item => {
    if (seen.has(item)) return false
    seen.add(item)
    return true
  })
}

function itemsWithout(list: GoValue, ...unwanted: GoValue[]): GoList {
  const omitted = new ValueSet(unwanted)
  return itemsOf(list, 'Cannot find without on type').filter(item => !omitted.has(item))
}

function hasItem(item: GoValue, list: GoValue): boolean {
  if (list === null || list === undefined) return false
  return itemsOf(list, 'Cannot find has on type').some(other => deepEqual(item, other))
}

function sliceItems(list: GoValue, ...indices: GoValue[]): GoValue {
  const items = itemsOf(list, 'list should be type of slice or array but')
  if (items.length === 0) return null
  const start = Number(toInt64(indices[0]))
  const end = indices.length < 2 ? items.length : Number(toInt64(indices[1]))
  if (start < 0 || start > end || end > items.length) {
    throw new Error('reflect.Value.Slice: slice index out of bounds')
  }
  if (list instanceof Uint8Array) return list.subarray(start, end)
  return withType(items.slice(start, end), typeName(list))
}

function concat(...lists: GoValue[]): GoList {
  const items = lists.flatMap(list => itemsOf(list, type => `Cannot concat type ${type} as list`))
  return items.length === 0 ? nilList() : items
}
