/** How functions are declared: a name, and overloads by the types of their arguments. @module */
import type { Type } from './types.ts'
import {
  CelMap,
  Duration,
  EvaluationError,
  isList,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './values.ts'

/** One form of a function. `call` is only reached with arguments of the declared types. */
export interface Overload {
  readonly id: string
  /** Called as `target.name(args)`; the target is the first parameter. */
  readonly isMember: boolean
  readonly params: readonly Type[]
  readonly result: Type
  readonly call: (...args: Value[]) => Value
}

/** Functions by name. */
export type Library = Readonly<Record<string, readonly Overload[]>>

/** Declares an overload called as a function. */
export function global(
  id: string,
  params: readonly Type[],
  result: Type,
  call: (...args: Value[]) => Value,
): Overload {
  return { id, isMember: false, params, result, call }
}

/** Declares an overload called on its first parameter. */
export function member(
  id: string,
  params: readonly Type[],
  result: Type,
  call: (...args: Value[]) => Value,
): Overload {
  return { id, isMember: true, params, result, call }
}

/** Whether a value at run time may be an argument of a parameter's type. */
export function accepts(type: Type, value: Value): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'param':
    case 'error':
      return true
    case 'null':
      return value === null
    case 'bool':
      return typeof value === 'boolean'
    case 'int':
      return typeof value === 'bigint'
    case 'double':
      return typeof value === 'number'
    case 'string':
      return typeof value === 'string'
    case 'uint':
      return value instanceof Uint
    case 'bytes':
      return value instanceof Uint8Array
    case 'timestamp':
      return value instanceof Timestamp
    case 'duration':
      return value instanceof Duration
    case 'type':
      return value instanceof TypeValue
    case 'list':
      return isList(value)
    case 'map':
    case 'object':
      return value instanceof CelMap
    default:
      return type.name === 'optional_type'
        ? value instanceof Optional
        : value instanceof Opaque && value.typeName === type.name
  }
}

const mismatch = () => new EvaluationError('no such overload')

export function text(value: Value | undefined): string {
  if (typeof value === 'string') return value
  throw mismatch()
}

export function int(value: Value | undefined): bigint {
  if (typeof value === 'bigint') return value
  throw mismatch()
}

export function bool(value: Value | undefined): boolean {
  if (typeof value === 'boolean') return value
  throw mismatch()
}

export function list(value: Value | undefined): readonly Value[] {
  if (value !== undefined && isList(value)) return value
  throw mismatch()
}

export function duration(value: Value | undefined): Duration {
  if (value instanceof Duration) return value
  throw mismatch()
}

export function timestamp(value: Value | undefined): Timestamp {
  if (value instanceof Timestamp) return value
  throw mismatch()
}

export function bytes(value: Value | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw mismatch()
}
