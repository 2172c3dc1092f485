import type { Kustomization } from '@sluice/api/kustomize'
import type { ObjectRef } from '@sluice/base/flow'
import { inventoryEntryOf, minus } from '@sluice/kube/apply'
import type { Run } from '@sluice/kube/runtime'
import { entriesOf } from './prune.ts'

/**
 * Puts objects on record before they are written for the first time: were the process killed right after, and the next
 * revision had them no more, nobody would know that they are to be pruned. Costs a write of the status only when a
 * revision brings new objects.
 */
export function recordIntent(ks: Kustomization, run: Run<Kustomization>) {
  let known = entriesOf(ks)
  return {
    before: async (refs: readonly ObjectRef[]): Promise<void> => {
      const fresh = minus(refs.map(inventoryEntryOf), known)
      if (fresh.length === 0) return
      known = [...known, ...fresh]
      await run.record({ inventory: { entries: known } })
      await run.save()
    },
    /** Flux: an apply that failed leaves the inventory as it was. What is stopped from outside is done again. */
    failed: async (): Promise<void> => {
      if (!run.signal.aborted) await run.record({ inventory: ks.status?.inventory })
    },
  }
}
