import { quoteString } from '../format/quote.ts'
import type { AnyNode } from '../parse/node.ts'
import type { GoFunction } from '../values/go-function.ts'
import { absent, GoObject } from '../values/go-object.ts'
import { typeOfCollection } from '../values/go-type.ts'
import type { GoMap, GoValue } from '../values/go-value.ts'
import { isMap, typeName } from '../values/kinds.ts'
import type { State } from './state.ts'

/** A field as it is written. */
export interface FieldAccess {
  readonly node: AnyNode
  readonly name: string
  /** Whether arguments are given, which only methods take. */
  readonly hasArguments: boolean
  /** Whether the value it is a field of comes out of a map, list or range: its static type is `interface {}`. */
  readonly isOfInterface: boolean
}

/** Calls a method with the arguments that are given. */
export type CallMethod = (method: GoFunction) => GoValue

/** Go's `.name` of a value. */
export function accessField(state: State, receiver: GoValue, access: FieldAccess, call: CallMethod): GoValue {
  const { name, hasArguments } = access
  if (receiver === undefined) {
    if (state.set.isStrict) throw state.fail(`nil data; no entry for key ${quoteString(name)}`)
    return undefined
  }
  if (isMap(receiver)) return member(state, receiver, access)
  if (receiver === null) throw state.fail(`nil pointer evaluating interface {}.${name}`)
  if (receiver instanceof GoObject) {
    const method = receiver.method(name)
    if (method) return call(method)
    const inner = receiver.kind === 'map' ? receiver.underlying() : undefined
    if (inner && !Array.isArray(inner)) return member(state, inner, access)
    const field = receiver.field(name)
    if (field !== absent) {
      if (hasArguments) throw state.fail(`${name} has arguments but cannot be invoked as function`)
      return field as GoValue
    }
  }
  const type = access.isOfInterface ? 'interface {}' : typeName(receiver)
  throw state.fail(`can't evaluate field ${name} in type ${type}`)
}

function member(state: State, map: GoMap, { name, hasArguments }: FieldAccess): GoValue {
  if (hasArguments) throw state.fail(`${name} is not a method but has arguments`)
  if (Object.hasOwn(map, name)) {
    const value = map[name]
    return value === undefined ? null : value
  }
  if (state.set.isStrict) throw state.fail(`map has no entry for key ${quoteString(name)}`)
  return zeroOf(typeOfCollection(map))
}

/** The zero value of what a map holds. */
export function zeroOf(mapType: string): GoValue {
  switch (mapType) {
    case 'map[string]string':
      return ''
    case 'map[string][]uint8':
      return new Uint8Array()
    case 'map[string]bool':
      return false
    default:
      return null
  }
}
