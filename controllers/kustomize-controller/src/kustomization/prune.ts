import type { Kustomization } from '@sluice/api/kustomize'
import { type ChangeSet, formatObjectRef, type InventoryEntry, type ObjectRef } from '@sluice/base/flow'
import {
  awaitTermination,
  type Cluster,
  formatChangeSet,
  InventoryError,
  PruneFailed,
  prune,
  refOf,
} from '@sluice/kube/apply'
import type { Run } from '@sluice/kube/runtime'
import { namespaceOf, specOf, timeoutOf } from './spec.ts'

/** The lines of an event about deletions. */
export function formatPruned(changes: ChangeSet): string {
  return formatChangeSet(changes, ['deleted', 'skipped'])
}

/** Deletes what is no longer built, if the spec wants that. @throws PruneFailed naming what is left */
export async function pruneStale(
  cluster: Cluster,
  ks: Kustomization,
  { stale, signal }: { readonly stale: readonly InventoryEntry[]; readonly signal: AbortSignal },
): Promise<ChangeSet> {
  if (!specOf(ks).prune || stale.length === 0) return []
  return prune(cluster, stale.map(refOf), { owner: ownerOf(ks), signal })
}

/** Which of the stale entries a failed prune has left. */
export function survivorsOf(error: unknown, stale: readonly InventoryEntry[]): readonly InventoryEntry[] {
  if (!(error instanceof PruneFailed)) return stale
  const left = new Set(error.survivors.map(keyOf))
  return stale.filter(entry => left.has(keyOf(refOf(entry))))
}

/** Whether the objects go when the Kustomization goes. */
export function deletesOnRemoval(ks: Kustomization): boolean {
  const { suspend, prune: prunes, deletionPolicy = 'MirrorPrune' } = specOf(ks)
  if (suspend || entriesOf(ks).length === 0) return false
  switch (deletionPolicy) {
    case 'Delete':
    case 'WaitForTermination':
      return true
    case 'MirrorPrune':
      return prunes
    default:
      return false
  }
}

/** Deletes everything in the inventory, and waits until it is gone if the policy says so. */
export async function pruneOnRemoval(
  cluster: Cluster,
  ks: Kustomization,
  run: Run<Kustomization>,
): Promise<void> {
  const refs = readableRefs(ks)
  const changes = await prune(cluster, refs, { owner: ownerOf(ks), signal: run.signal }).catch(error => {
    if (!(error instanceof PruneFailed)) throw error
    run.log.error('pruning for deleted resource failed', error)
    throw new Error('pruning for deleted resource failed', { cause: error })
  })
  const log = formatPruned(changes)
  if (log) run.announce(log)
  if (specOf(ks).deletionPolicy !== 'WaitForTermination') return
  const deleted = changes.filter(change => change.action === 'deleted').map(change => change.ref)
  const left = await awaitTermination(cluster, deleted, { timeout: timeoutOf(ks), signal: run.signal })
  if (left.length > 0) run.announce('failed to wait for resources termination', { severity: 'error' })
}

/** Tells what stays when the account that could delete it is gone. */
export function announceUnprunable(ks: Kustomization, run: Run<Kustomization>): void {
  const list = readableRefs(ks).map(formatObjectRef).join('\n')
  run.announce(`unable to prune objects: \n${list}`, { severity: 'error' })
}

/** The inventory's entries. */
export function entriesOf(ks: Kustomization): readonly InventoryEntry[] {
  return ks.status?.inventory?.entries ?? []
}

/** An entry that someone made unreadable must not keep the Kustomization from going. */
function readableRefs(ks: Kustomization): ObjectRef[] {
  return entriesOf(ks).flatMap(entry => {
    try {
      return [refOf(entry)]
    } catch (error) {
      if (error instanceof InventoryError) return []
      throw error
    }
  })
}

function ownerOf(ks: Kustomization): { name: string; namespace: string } {
  return { name: ks.metadata.name, namespace: namespaceOf(ks) }
}

function keyOf({ group, kind, namespace, name }: ObjectRef): string {
  return `${group}/${kind}/${namespace}/${name}`
}
