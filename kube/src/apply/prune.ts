import type { ChangeSet, ObjectRef } from '@sluice/base/flow'
import type { Cluster } from './cluster.ts'
import { PruneFailed } from './errors.ts'
import type { PruneOptions } from './options.ts'

/**
 * Deletes objects in reverse apply order, in the background. Objects that are protected or no longer the owner's are
 * `skipped`; what is gone already is `deleted`.
 * @throws PruneFailed if any deletion failed, after trying all
 */
export function prune(
  _cluster: Cluster,
  refs: readonly ObjectRef[],
  _options: PruneOptions,
): Promise<ChangeSet> {
  return Promise.reject(new PruneFailed('prune is not built yet', [], refs))
}
