import type { ChangeSet, Resource } from '@sluice/base/flow'
import type { Cluster } from './cluster.ts'
import { ApplyFailed } from './errors.ts'
import type { ApplyInOrderOptions } from './options.ts'

/**
 * Applies resources in stages (definitions, classes, custom kinds, the rest), each stage in the order that
 * dependencies want; only what differs from the cluster is written.
 * @throws ApplyFailed at the first resource that cannot be applied
 */
export function applyInOrder(
  _cluster: Cluster,
  _resources: readonly Resource[],
  _options: ApplyInOrderOptions = {},
): Promise<ChangeSet> {
  return Promise.reject(new ApplyFailed('applyInOrder is not built yet', []))
}
