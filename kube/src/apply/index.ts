/**
 * Applies resources in order, prunes what is no longer wanted, and waits for health: one engine for every controller
 * and command that writes to a cluster.
 *
 * Start reading at apply-in-order.ts; each other verb is a file of its name.
 * @module
 */
export { applyInOrder } from './apply-in-order.ts'
export { awaitHealth, awaitTermination } from './await-health.ts'
export { managersPatch, type TakenOverManager } from './cleanup.ts'
export type { Cluster, Owner } from './cluster.ts'
export { hasDrifted } from './drift.ts'
export { ApplyFailed, HealthCheckFailed, PruneFailed } from './errors.ts'
export { ignoredPaths, withoutPaths } from './ignore.ts'
export { inParallel } from './in-parallel.ts'
export {
  formatChangeSet,
  InventoryError,
  inventoryEntryOf,
  inventoryId,
  inventoryOf,
  minus,
  refOf,
} from './inventory.ts'
export { hasMarker, isExcluded, isKept } from './markers.ts'
export { AppliedMemory, type AppliedMemoryOptions, type KnownObject } from './memory.ts'
export { normalize } from './normalize.ts'
export type {
  ApplyInOrderOptions,
  AwaitHealthOptions,
  AwaitTerminationOptions,
  DriftRule,
  HealthRule,
  PollTimes,
  PruneOptions,
} from './options.ts'
export { compareRefs } from './order.ts'
export { withOwnerLabels } from './owner-labels.ts'
export { poll } from './poll.ts'
export { prune } from './prune.ts'
export { kindOfRef, readHealth, selectorOf } from './read-health.ts'
export { apiVersionOfRef, resourceRef } from './resource-ref.ts'
