import { global, type Library, list, member } from '../functions.ts'
import { boolType, listType, optionalType, paramType } from '../types.ts'
import { CelMap, Duration, EvaluationError, isList, Optional, Uint, type Value } from '../values.ts'

const V = paramType('V')
const some = optionalType(V)

function optional(value: Value | undefined): Optional {
  if (value instanceof Optional) return value
  throw new EvaluationError('no such overload')
}

/** Whether a value is the empty one of its type. */
export function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === '') return true
  if (value instanceof Uint) return value.value === 0n
  if (value instanceof Duration) return value.ns === 0n
  if (value instanceof CelMap) return value.entries.size === 0
  if (value instanceof Uint8Array || isList(value)) return value.length === 0
  return value instanceof Optional && value.value === undefined
}

function unwrap(value: Value | undefined): Value {
  const inside = optional(value).value
  if (inside === undefined) throw new EvaluationError('optional.none() dereference')
  return inside
}

const present = (items: Value | undefined): Value =>
  list(items).flatMap(item => {
    const inside = optional(item).value
    return inside === undefined ? [] : [inside]
  })

/** Values that may be missing. `or` and `orValue` are evaluated lazily, by the evaluator. */
export const optionals: Library = {
  'optional.of': [global('optional_of', [V], some, value => new Optional(value))],
  'optional.ofNonZeroValue': [
    global(
      'optional_ofNonZeroValue',
      [V],
      some,
      value => new Optional(value === undefined || isZero(value) ? undefined : value),
    ),
  ],
  'optional.none': [global('optional_none', [], some, () => new Optional(undefined))],
  'optional.unwrap': [global('optional_unwrap', [listType(some)], listType(V), present)],
  unwrapOpt: [member('optional_unwrapOpt', [listType(some)], listType(V), present)],
  value: [member('optional_value', [some], V, unwrap)],
  hasValue: [member('optional_hasValue', [some], boolType, value => optional(value).value !== undefined)],
  or: [
    member('optional_or_optional', [some, some], some, (a, b) =>
      optional(a).value === undefined ? optional(b) : optional(a),
    ),
  ],
  orValue: [member('optional_orValue_value', [some, V], V, (a, b) => optional(a).value ?? b ?? null)],
}

/** The first and last elements of a list, as optionals. */
export const optionalLists: Library = {
  first: [member('list_first', [listType(V)], some, items => new Optional(list(items)[0]))],
  last: [member('list_last', [listType(V)], some, items => new Optional(list(items).at(-1)))],
}
