/**
 * The `sortOptions` field of a kustomization: the order of the result.
 * @module
 */
import { KustomizeError } from '../errors.ts'
import type { SortOptions } from '../load/kustomization.ts'
import { compareText } from '../resources/json.ts'
import { firstKinds, lastKinds, ranksOf } from '../resources/legacy-order.ts'
import { formatGvk, type ResId } from '../resources/res-id.ts'
import type { ResourceList } from '../resources/resource-list.ts'

/** Puts resources in the order that the options say. @throws KustomizeError for options that contradict each other */
export function sortResources(resources: ResourceList, options: SortOptions): void {
  const order = options.order ?? ''
  if (order !== 'legacy' && order !== 'fifo') {
    throw new KustomizeError("the field 'sortOptions.order' must be one of [fifo, legacy]")
  }
  if (order === 'fifo') {
    if (!options.legacySortOptions) return
    throw new KustomizeError(
      "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
    )
  }
  const { orderFirst = [], orderLast = [] } = options.legacySortOptions ?? {
    orderFirst: firstKinds,
    orderLast: lastKinds,
  }
  const ranks = ranksOf(orderFirst, orderLast)
  const keys = new Map(resources.items.map(resource => [resource, keyOf(resource.id, ranks)]))
  resources.sort((a, b) => compareKeys(keys.get(a), keys.get(b)))
}

interface SortKey {
  readonly rank: number
  readonly kind: string
  readonly isCoreNamespace: boolean
  readonly isNamespace: boolean
  readonly gvk: string
  readonly id: string
}

function keyOf(id: ResId, ranks: ReadonlyMap<string, number>): SortKey {
  return {
    rank: ranks.get(id.kind) ?? 0,
    kind: id.kind,
    isNamespace: id.kind === 'Namespace',
    isCoreNamespace: id.kind === 'Namespace' && id.group === '',
    gvk: `${id.group || '~G'}_${id.version || '~V'}_${id.kind || '~K'}`,
    id: `${formatGvk(id)}|${id.namespace || '~X'}|${id.name || '~N'}`,
  }
}

function compareKeys(a: SortKey | undefined, b: SortKey | undefined): number {
  if (!a || !b) return 0
  if (a.gvk === b.gvk) return compareText(a.id, b.id)
  if (a.rank !== b.rank) return a.rank - b.rank
  const order = compareText(a.gvk, b.gvk)
  const isReversed = a.isNamespace && b.isNamespace && (a.isCoreNamespace || b.isCoreNamespace)
  return isReversed ? -order : order
}
