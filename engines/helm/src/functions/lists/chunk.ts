import { type GoList, type GoValue, withType } from '@sluice/gotemplate'
import { itemsOf } from './items-of.ts'

/** A list of lists of `size` items each; the last one may be shorter. */
export function chunk(size: number, list: GoValue): GoList {
  const items = itemsOf(list, 'Cannot chunk type')
  // sprig: floating point, so that no size at all and negative ones give odd counts instead of a division by zero.
  const count = Math.floor((items.length - 1) / size) + 1
  if (!Number.isFinite(count) || count < 0 || (count > 0 && size < 0 && items.length % size === 0)) {
    throw new Error('runtime error: makeslice: len out of range')
  }
  const chunks: GoList = []
  for (let i = 0; i < count; i++)
    chunks.push(items.slice(i * size, i === count - 1 ? items.length : (i + 1) * size))
  return withType(chunks, '[][]interface {}')
}
