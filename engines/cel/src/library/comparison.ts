import { global, type Library, type Overload } from '../functions.ts'
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  intType,
  listType,
  mapType,
  paramType,
  stringType,
  type Type,
  timestampType,
  uintType,
} from '../types.ts'
import {
  CelMap,
  compareBytes,
  compareNumbers,
  compareText,
  Duration,
  EvaluationError,
  equalValues,
  isList,
  isNumeric,
  Opaque,
  Timestamp,
  type Value,
} from '../values.ts'

const A = paramType('A')
const B = paramType('B')

/** Negative, zero or positive; NaN where the two cannot be ordered. */
export function compareValues(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) throw new EvaluationError('no such overload')
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b)
  if (a instanceof Duration && b instanceof Duration) return compareNumbers(a.ns, b.ns)
  if (a instanceof Timestamp && b instanceof Timestamp) return compareNumbers(a.ns, b.ns)
  throw new EvaluationError('no such overload')
}

const ordered: readonly (readonly [string, Type])[] = [
  ['bool', boolType],
  ['int64', intType],
  ['uint64', uintType],
  ['double', doubleType],
  ['string', stringType],
  ['bytes', bytesType],
  ['timestamp', timestampType],
  ['duration', durationType],
]

const numbers = ordered.slice(1, 4)

function ordering(name: string, holds: (order: number) => boolean): readonly Overload[] {
  const call = (a: Value | undefined, b: Value | undefined) => holds(compareValues(a, b))
  const same = ordered.map(([id, type]) => global(`${name}_${id}`, [type, type], boolType, call))
  const mixed = numbers.flatMap(([idA, a]) =>
    numbers
      .filter(([, b]) => a !== b)
      .map(([idB, b]) => global(`${name}_${idA}_${idB}`, [a, b], boolType, call)),
  )
  return [...same, ...mixed]
}

function isIn(item: Value | undefined, container: Value | undefined): boolean {
  if (item === undefined || container === undefined) return false
  if (isList(container)) return container.some(each => equalValues(each, item))
  if (container instanceof CelMap) return container.get(item) !== undefined
  throw new EvaluationError('no such overload')
}

const equal = (a: Value | undefined, b: Value | undefined) =>
  a !== undefined && b !== undefined && equalValues(a, b)

function equals(a: Value | undefined, b: Value | undefined): boolean {
  const isSameType = a instanceof Opaque && b instanceof Opaque && a.typeName === b.typeName
  if (isSameType && !b.isComparable) throw new EvaluationError('no such overload')
  return equal(a, b)
}

/** Equality, order and membership. */
export const comparison: Library = {
  '_==_': [global('equals', [A, A], boolType, equals)],
  '_!=_': [global('not_equals', [A, A], boolType, (a, b) => !equal(a, b))],
  '_<_': ordering('less', order => order < 0),
  '_<=_': ordering('less_equals', order => order <= 0),
  '_>_': ordering('greater', order => order > 0),
  '_>=_': ordering('greater_equals', order => order >= 0),
  '@in': [
    global('in_list', [A, listType(A)], boolType, isIn),
    global('in_map', [A, mapType(A, B)], boolType, isIn),
  ],
}
