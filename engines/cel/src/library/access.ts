import { global, type Library, member } from '../functions.ts'
import {
  boolType,
  bytesType,
  dynType,
  intType,
  listType,
  mapType,
  optionalType,
  paramType,
  stringType,
  typeType,
} from '../types.ts'
import {
  CelMap,
  EvaluationError,
  isList,
  type Key,
  Optional,
  TypeValue,
  typeNameOf,
  Uint,
  type Value,
} from '../values.ts'

const A = paramType('A')
const B = paramType('B')

/** The length of text in code points, of bytes, lists and maps in their parts. */
export function sizeOf(value: Value | undefined): bigint {
  if (typeof value === 'string') return BigInt(codePoints(value))
  if (value instanceof Uint8Array) return BigInt(value.length)
  if (value instanceof CelMap) return BigInt(value.entries.size)
  if (value !== undefined && isList(value)) return BigInt(value.length)
  throw new EvaluationError('no such overload')
}

export function codePoints(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      count--
      i++
    }
  }
  return count
}

/** `container[index]`; an error where there is nothing. */
export function elementAt(container: Value | undefined, index: Value | undefined): Value {
  const found = findElement(container, index)
  if (found !== undefined) return found
  const isIndex = container !== undefined && isList(container)
  throw new EvaluationError(
    isIndex ? `index out of bounds: ${keyText(index)}` : `no such key: ${keyText(index)}`,
  )
}

/** `container[index]`; undefined where there is nothing. */
export function findElement(container: Value | undefined, index: Value | undefined): Value | undefined {
  if (container instanceof CelMap) return index === undefined ? undefined : container.get(index)
  if (container === undefined || !isList(container)) throw new EvaluationError('no such overload')
  const position = index instanceof Uint ? index.value : index
  if (typeof position !== 'bigint' && !(typeof position === 'number' && Number.isInteger(position))) {
    throw new EvaluationError(
      `unsupported index type '${index === undefined ? '' : typeNameOf(index)}' in list`,
    )
  }
  return container[Number(position)]
}

export function keyText(key: Value | undefined): string {
  return key instanceof Uint ? String(key.value) : String(key)
}

function insert(map: Value | undefined, key: Value | undefined, value: Value | undefined): Value {
  if (!(map instanceof CelMap) || key === undefined || value === undefined) {
    throw new EvaluationError('no such overload')
  }
  return insertAll(map, new Map([[key as Key, value]]))
}

function insertAll(map: CelMap, entries: ReadonlyMap<Key, Value>): Value {
  const merged = new Map(map.entries)
  for (const [key, value] of entries) {
    if (merged.has(key)) throw new EvaluationError(`insert failed: key ${String(key)} already exists`)
    merged.set(key, value)
  }
  return new CelMap(merged)
}

const isMap = (value: Value | undefined): CelMap => {
  if (value instanceof CelMap) return value
  throw new EvaluationError('no such overload')
}

/** Sizes, indexes, types, and what macros need. */
export const access: Library = {
  size: [
    global('size_bytes', [bytesType], intType, sizeOf),
    global('size_list', [listType(A)], intType, sizeOf),
    global('size_map', [mapType(A, B)], intType, sizeOf),
    global('size_string', [stringType], intType, sizeOf),
    member('bytes_size', [bytesType], intType, sizeOf),
    member('list_size', [listType(A)], intType, sizeOf),
    member('map_size', [mapType(A, B)], intType, sizeOf),
    member('string_size', [stringType], intType, sizeOf),
  ],
  '_[_]': [
    global('index_list', [listType(A), intType], A, elementAt),
    global('index_map', [mapType(A, B), A], B, elementAt),
    global('optional_list_index_value', [optionalType(listType(A)), intType], optionalType(A), indexOptional),
    global('optional_map_index_value', [optionalType(mapType(A, B)), A], optionalType(B), indexOptional),
  ],
  '_[?_]': [
    global('list_optindex_optional_int', [listType(A), intType], optionalType(A), indexOptional),
    global(
      'optional_list_optindex_optional_int',
      [optionalType(listType(A)), intType],
      optionalType(A),
      indexOptional,
    ),
    global('map_optindex_optional_value', [mapType(A, B), A], optionalType(B), indexOptional),
    global(
      'optional_map_optindex_optional_value',
      [optionalType(mapType(A, B)), A],
      optionalType(B),
      indexOptional,
    ),
  ],
  type: [
    global('type', [A], { ...typeType, params: [A] }, value => new TypeValue(typeNameOf(value ?? null))),
  ],
  dyn: [global('to_dyn', [A], dynType, value => value ?? null)],
  '@not_strictly_false': [global('not_strictly_false', [boolType], boolType, value => value !== false)],
  'cel.@mapInsert': [
    global('@mapInsert_map_map', [mapType(A, B), mapType(A, B)], mapType(A, B), (map, more) =>
      insertAll(isMap(map), isMap(more).entries),
    ),
    global('@mapInsert_map_key_value', [mapType(A, B), A, B], mapType(A, B), insert),
  ],
  '!_': [global('logical_not', [boolType], boolType, value => !value)],
}

/** The element as an optional; of a missing container none. */
function indexOptional(container: Value | undefined, index: Value | undefined): Value {
  const inside = container instanceof Optional ? container.value : container
  return new Optional(inside === undefined ? undefined : findElement(inside, index))
}
