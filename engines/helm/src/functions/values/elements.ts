import { type GoList, GoObject, type GoValue, Int } from '@sluice/gotemplate'

/** The elements of a slice, whatever its type; undefined if the value is none. Not to be changed. */
export function elementsOf(value: GoValue): GoList | undefined {
  if (Array.isArray(value)) return value
  if (value instanceof Uint8Array) return Array.from(value, byte => new Int('uint8', BigInt(byte)))
  if (!(value instanceof GoObject)) return undefined
  const underlying = value.underlying()
  return Array.isArray(underlying) ? underlying : undefined
}

/** What Go says when a function looks at the type of nil. */
export const nilDereference = 'runtime error: invalid memory address or nil pointer dereference'
