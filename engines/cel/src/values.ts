/** The values that expressions work on. @module */

/**
 * A value: `bigint` is an int, `number` a double, arrays are lists. Lists that compare and add like sets or by key are
 * `KeyedList`s.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly Value[]
  | CelMap
  | Uint
  | Timestamp
  | Duration
  | TypeValue
  | Optional
  | Opaque

/** An unsigned 64-bit integer. */
export class Uint {
  readonly value: bigint
  constructor(value: bigint) {
    this.value = value
  }
}

/** A point in time, in nanoseconds since 1970; its text is told as so many minutes east of UTC. */
export class Timestamp {
  readonly ns: bigint
  readonly offset: number
  constructor(ns: bigint, offset = 0) {
    this.ns = ns
    this.offset = offset
  }
}

/** A span of time in nanoseconds. */
export class Duration {
  readonly ns: bigint
  constructor(ns: bigint) {
    this.ns = ns
  }
}

/** A type as a value: what `type(x)` gives. */
export class TypeValue {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** A value that may be missing. */
export class Optional {
  readonly value: Value | undefined
  constructor(value: Value | undefined) {
    this.value = value
  }
}

/** A value of a library's own type. */
export abstract class Opaque {
  abstract readonly typeName: string
  abstract equals(other: Opaque): boolean
  /** Whether it may stand on the right of `==`. */
  readonly isComparable: boolean = true
  /** What it counts for in costs. */
  get size(): number {
    return 1
  }
}

/** A key of a map; uints and whole doubles are the same key as the int. */
export type Key = string | bigint | boolean

/** A map, or an object of a schema: its keys are the names that rules use. */
export class CelMap {
  readonly entries: ReadonlyMap<Key, Value>
  constructor(entries: ReadonlyMap<Key, Value>) {
    this.entries = entries
  }

  get(key: Value): Value | undefined {
    const normal = keyOf(key)
    return normal === undefined ? undefined : this.entries.get(normal)
  }
}

/** A list of a set or map type: order does not count in comparisons, and addition merges. */
export class KeyedList extends Array<Value> {
  /** The fields that tell items apart; none: the items themselves. */
  keyFields: readonly string[] = []

  static make(items: Iterable<Value>, keys: readonly string[]): KeyedList {
    const list = new KeyedList()
    for (const item of items) list.push(item)
    list.keyFields = keys
    return list
  }

  /** `map` and the like give plain lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }
}

/** What a value is as a key; undefined where it cannot be one. */
export function keyOf(value: Value): Key | undefined {
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return value
  if (value instanceof Uint) return value.value
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined
}

/** An evaluation that fails: the message is what users see. */
export class EvaluationError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'EvaluationError'
  }
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** The name of a value's type at run time. */
export function typeNameOf(value: Value): string {
  if (value === null) return 'null_type'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return 'double'
    case 'string':
      return 'string'
    default:
      return objectTypeName(value)
  }
}

function objectTypeName(value: Exclude<Value, null | boolean | bigint | number | string>): string {
  if (isList(value)) return 'list'
  if (value instanceof CelMap) return 'map'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Uint) return 'uint'
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp'
  if (value instanceof Duration) return 'google.protobuf.Duration'
  if (value instanceof TypeValue) return 'type'
  if (value instanceof Optional) return 'optional_type'
  return value.typeName
}

/** Whether two values are equal. Numbers compare across types, values of other types are never equal. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true
  if (isNumeric(a) || isNumeric(b)) return isNumeric(a) && isNumeric(b) && compareNumbers(a, b) === 0
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (isList(a)) return isList(b) && equalLists(a, b)
  if (a instanceof CelMap) return b instanceof CelMap && equalMaps(a, b)
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0
  if (a instanceof Timestamp) return b instanceof Timestamp && a.ns === b.ns
  if (a instanceof Duration) return b instanceof Duration && a.ns === b.ns
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name
  if (a instanceof Optional) return b instanceof Optional && equalOptionals(a, b)
  return a instanceof Opaque && b instanceof Opaque && a.typeName === b.typeName && a.equals(b)
}

function equalOptionals(a: Optional, b: Optional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value
  return equalValues(a.value, b.value)
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false
  if (!(a instanceof KeyedList) && !(b instanceof KeyedList)) {
    return a.every((item, i) => equalValues(item, b[i] ?? null))
  }
  return a.every(item => b.some(other => equalValues(item, other)))
}

function equalMaps(a: CelMap, b: CelMap): boolean {
  if (a.entries.size !== b.entries.size) return false
  for (const [key, value] of a.entries) {
    const other = b.entries.get(key)
    if (other === undefined || !equalValues(value, other)) return false
  }
  return true
}

export type Numeric = bigint | number | Uint

export function isNumeric(value: Value): value is Numeric {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint
}

/** Negative, zero or positive; NaN where one of them is NaN. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  const x = a instanceof Uint ? a.value : a
  const y = b instanceof Uint ? b.value : b
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  return x < y ? -1 : x > y ? 1 : 0
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Compares text by code points. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdfff
    return isHigh(x) === isHigh(y) ? x - y : isHigh(x) ? 1 : -1
  }
  return a.length - b.length
}
