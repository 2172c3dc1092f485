import { global, type Library } from '../functions.ts'
import {
  bytesType,
  doubleType,
  durationType,
  intType,
  listType,
  paramType,
  stringType,
  type Type,
  timestampType,
  uintType,
} from '../types.ts'
import {
  Duration,
  EvaluationError,
  equalValues,
  isList,
  KeyedList,
  Timestamp,
  Uint,
  type Value,
} from '../values.ts'

/** A 64-bit integer, or an error. */
export function checkedInt(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value) return value
  throw new EvaluationError('integer overflow')
}

export function checkedUint(value: bigint): Uint {
  if (BigInt.asUintN(64, value) === value) return new Uint(value)
  throw new EvaluationError('unsigned integer overflow')
}

export function checkedDuration(ns: bigint): Duration {
  if (BigInt.asIntN(64, ns) === ns) return new Duration(ns)
  throw new EvaluationError('integer overflow')
}

const oldest = -62135596800n * 1_000_000_000n
const newest = 253402300799n * 1_000_000_000n + 999_999_999n

/** A time between the years 1 and 9999. */
export function checkedTimestamp(ns: bigint, offset = 0): Timestamp {
  if (ns >= oldest && ns <= newest) return new Timestamp(ns, offset)
  throw new EvaluationError('timestamp overflow')
}

type Operation = (a: bigint, b: bigint) => bigint

function numeric(name: string, ints: Operation, doubles?: (a: number, b: number) => number) {
  const uints = (a: Value | undefined, b: Value | undefined) => {
    if (a instanceof Uint && b instanceof Uint) return checkedUint(ints(a.value, b.value))
    throw new EvaluationError('no such overload')
  }
  return [
    ...(doubles
      ? [
          global(`${name}_double`, [doubleType, doubleType], doubleType, (a, b) =>
            doubles(Number(a), Number(b)),
          ),
        ]
      : []),
    global(`${name}_int64`, [intType, intType], intType, (a, b) =>
      checkedInt(ints(a as bigint, b as bigint)),
    ),
    global(`${name}_uint64`, [uintType, uintType], uintType, uints),
  ]
}

const divide =
  (what: string, operation: Operation): Operation =>
  (a, b) => {
    if (b === 0n) throw new EvaluationError(`${what} by zero`)
    return operation(a, b)
  }

const nsOf = (value: Value | undefined): bigint => {
  if (value instanceof Duration || value instanceof Timestamp) return value.ns
  throw new EvaluationError('no such overload')
}

const timed = (id: string, params: readonly Type[], call: (a: bigint, b: bigint) => bigint) =>
  global(id, params, durationType, (a, b) => checkedDuration(call(nsOf(a), nsOf(b))))

/** A time that is moved stays in its zone. */
const moved = (id: string, params: readonly Type[], call: (a: bigint, b: bigint) => bigint) =>
  global(id, params, timestampType, (a, b) => {
    const time = a instanceof Timestamp ? a : b
    return checkedTimestamp(call(nsOf(a), nsOf(b)), time instanceof Timestamp ? time.offset : 0)
  })

const anyList = listType(paramType('A'))

/** `+ - * / %` and the minus sign. */
export const arithmetic: Library = {
  '_+_': [
    global('add_bytes', [bytesType, bytesType], bytesType, (a, b) => concatBytes(a, b)),
    ...numeric(
      'add',
      (a, b) => a + b,
      (a, b) => a + b,
    ),
    timed('add_duration_duration', [durationType, durationType], (a, b) => a + b),
    moved('add_duration_timestamp', [durationType, timestampType], (a, b) => a + b),
    moved('add_timestamp_duration', [timestampType, durationType], (a, b) => a + b),
    global('add_list', [anyList, anyList], anyList, addLists),
    global('add_string', [stringType, stringType], stringType, (a, b) => String(a) + String(b)),
  ],
  '_-_': [
    ...numeric(
      'subtract',
      (a, b) => a - b,
      (a, b) => a - b,
    ),
    timed('subtract_duration_duration', [durationType, durationType], (a, b) => a - b),
    moved('subtract_timestamp_duration', [timestampType, durationType], (a, b) => a - b),
    timed('subtract_timestamp_timestamp', [timestampType, timestampType], (a, b) => a - b),
  ],
  '_*_': numeric(
    'multiply',
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  '_/_': numeric(
    'divide',
    divide('division', (a, b) => a / b),
    (a, b) => a / b,
  ),
  '_%_': numeric(
    'modulo',
    divide('modulus', (a, b) => a % b),
  ),
  '-_': [
    global('negate_double', [doubleType], doubleType, a => -Number(a)),
    global('negate_int64', [intType], intType, a => checkedInt(-(a as bigint))),
  ],
}

function concatBytes(a: Value | undefined, b: Value | undefined): Uint8Array {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.from([...a, ...b])
  throw new EvaluationError('no such overload')
}

/** Sets take in what they lack; map lists replace items with the same key. */
function addLists(a: Value | undefined, b: Value | undefined): Value {
  if (a === undefined || b === undefined || !isList(a) || !isList(b))
    throw new EvaluationError('no such overload')
  if (!(a instanceof KeyedList)) return [...a, ...b]
  const merged = [...a]
  for (const item of b) {
    const index = merged.findIndex(other => sameKey(item, other, a.keyFields))
    if (index < 0) merged.push(item)
    else if (a.keyFields.length > 0) merged[index] = item
  }
  return KeyedList.make(merged, a.keyFields)
}

function sameKey(a: Value, b: Value, keys: readonly string[]): boolean {
  if (keys.length === 0) return equalValues(a, b)
  return keys.every(key => equalValues(fieldOf(a, key), fieldOf(b, key)))
}

function fieldOf(value: Value, key: string): Value {
  return value !== null && typeof value === 'object' && 'entries' in value && 'get' in value
    ? (value.get(key) ?? null)
    : null
}
