/**
 * Applies resources in order, prunes what is no longer wanted, and waits for health: one engine for every controller
 * and command that writes to a cluster.
 *
 * Start reading at apply-in-order.ts; each other verb is a file of its name.
 * @module
 */
export { applyInOrder } from './apply-in-order.ts'
export { awaitHealth, awaitTermination } from './await-health.ts'
export type { Cluster, Owner } from './cluster.ts'
export { ApplyFailed, HealthCheckFailed, PruneFailed } from './errors.ts'
export {
  formatChangeSet,
  InventoryError,
  inventoryEntryOf,
  inventoryId,
  inventoryOf,
  minus,
  refOf,
} from './inventory.ts'
export type { AppliedMemory } from './memory.ts'
export type {
  ApplyInOrderOptions,
  AwaitHealthOptions,
  AwaitTerminationOptions,
  DriftRule,
  HealthRule,
  PruneOptions,
} from './options.ts'
export { prune } from './prune.ts'
