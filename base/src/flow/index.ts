/**
 * The types that travel along Sluice's two lines: commit → artifact → resources → changes → health → event,
 * and tags → image → commit. Declared once, here.
 * @module
 */
export type { Artifact } from './artifact.ts'
export type { ChangeSet, ObjectChange } from './change-set.ts'
export type { FlowEvent } from './event.ts'
export { type FileTree, memoryTree, type TreeEntry } from './file-tree.ts'
export type { Health, HealthStatus } from './health.ts'
export { formatObjectRef, type InventoryEntry, type ObjectRef } from './object-ref.ts'
export type { Resource } from './resource.ts'
