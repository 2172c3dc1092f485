import { type GoValue, goString, printValue } from '@sluice/gotemplate'
import { elementsOf } from './elements.ts'
import { isNil, withoutNils } from './nils.ts'

/** A value as text, as Sprig's `toString` gives it: bytes are taken for text, all else is as `%v` prints it. */
export function strval(value: GoValue): string {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? goString(value) : printValue(value)
}

/** A list's values as text, without its nils; a single value is a list of one, nil an empty one. */
export function strvals(value: GoValue): string[] {
  const elements = elementsOf(value)
  if (elements) return withoutNils(elements).map(strval)
  return isNil(value) ? [] : [strval(value)]
}
