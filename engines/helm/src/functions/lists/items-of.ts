import { type GoList, type GoValue, kindOf } from '@sluice/gotemplate'
import { elementsOf, nilDereference } from '../values/elements.ts'
import { isNil } from '../values/nils.ts'

/**
 * The elements of a list.
 *
 * @param complaint what the error says of a value of another kind; its kind follows, unless a function places it
 */
export function itemsOf(list: GoValue, complaint: string | ((kind: string) => string)): GoList {
  const items = elementsOf(list)
  if (items) return items
  if (isNil(list)) throw new Error(nilDereference)
  const kind = kindOf(list)
  throw new Error(typeof complaint === 'string' ? `${complaint} ${kind}` : complaint(kind))
}
