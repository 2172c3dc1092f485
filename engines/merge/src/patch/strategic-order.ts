import { formatJson, isJsonObject, type JsonValue } from '@sluice/base/json'
import { goPrint } from '../typed/go-value.ts'
import { badType, StrategicPatchError } from './strategic-error.ts'

/** What tells an item of a list apart: its merge key, or for scalars the value itself. */
export function identityOf(item: JsonValue, mergeKey: string | undefined): string {
  if (mergeKey === undefined) return formatJson(item)
  if (!isJsonObject(item)) throw badType('map[string]interface {}', item)
  const key = item[mergeKey]
  if (key === undefined) {
    throw new StrategicPatchError(`map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`)
  }
  return formatJson(key)
}

export interface OrderOptions {
  /** The list whose items come in its order: the patch, or the order it asks for. */
  readonly wanted: readonly JsonValue[]
  /** The list as it was. */
  readonly before: readonly JsonValue[]
  readonly mergeKey: string | undefined
}

/**
 * Orders a merged list: items of `wanted` in its order, all others as they were, the two interleaved by where
 * both stood before; where that says nothing the wanted come first.
 */
export function ordered(
  merged: readonly JsonValue[],
  { wanted, before, mergeKey }: OrderOptions,
): readonly JsonValue[] {
  const wantedAt = positions(wanted, mergeKey)
  const beforeAt = positions(before, mergeKey)
  const idOf = (item: JsonValue) => identityOf(item, mergeKey)
  const patched = merged.filter(item => wantedAt.has(idOf(item)))
  const others = merged.filter(item => !wantedAt.has(idOf(item)))
  const right = sortedBy(patched, item => wantedAt.get(idOf(item)))
  const left = sortedBy(others, item => beforeAt.get(idOf(item)))
  return interleaved(left, right, item => beforeAt.get(idOf(item)))
}

function positions(list: readonly JsonValue[], mergeKey: string | undefined): Map<string, number> {
  const result = new Map<string, number>()
  for (const [i, item] of list.entries()) {
    const id = identityOf(item, mergeKey)
    if (!result.has(id)) result.set(id, i)
  }
  return result
}

function sortedBy(
  list: readonly JsonValue[],
  positionOf: (item: JsonValue) => number | undefined,
): readonly JsonValue[] {
  return [...list].sort((a, b) => (positionOf(a) ?? 0) - (positionOf(b) ?? 0))
}

function interleaved(
  left: readonly JsonValue[],
  right: readonly JsonValue[],
  before: (item: JsonValue) => number | undefined,
): readonly JsonValue[] {
  const result: JsonValue[] = []
  let i = 0
  for (const item of right) {
    const at = before(item)
    while (i < left.length && at !== undefined) {
      const other = left[i]
      const otherAt = other === undefined ? undefined : before(other)
      if (other === undefined || otherAt === undefined || otherAt >= at) break
      result.push(other)
      i++
    }
    result.push(item)
  }
  return [...result, ...left.slice(i)]
}

/** Whether an order asked for has all items of the patch, in the patch's order; deletions have no place in it. */
export function requireSameOrder(
  patch: readonly JsonValue[],
  order: readonly JsonValue[],
  mergeKey: string | undefined,
): void {
  if (patch.length === 0 || order.length === 0) return
  const kept = mergeKey === undefined ? patch : patch.filter(item => !isDeletion(item))
  let next = 0
  let at = 0
  for (let item = kept[next]; item !== undefined && at < order.length; item = kept[next]) {
    const other = order[at] ?? null
    if (isJsonObject(item) && item['$patch'] !== undefined) next++
    else {
      if (identityOf(item, mergeKey) === identityOf(other, mergeKey)) next++
      at++
    }
  }
  if (next < kept.length) {
    throw new StrategicPatchError(
      `The order in patch list:\n${goPrint(patch)}\n doesn't match $setElementOrder list:\n${goPrint(order)}\n`,
    )
  }
}

/** Items that are no objects at all are refused here. */
function isDeletion(item: JsonValue): boolean {
  if (!isJsonObject(item)) throw badType('map[string]interface {}', item)
  return item['$patch'] === 'delete'
}
