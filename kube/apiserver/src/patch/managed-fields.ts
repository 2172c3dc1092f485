import type { JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'

/** One write by a manager. */
export interface ManagedFieldsUpdate {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly resourceType: ResourceType
  readonly subresource: string
  readonly now: Date
}

/**
 * Returns `next` with the managedFields that follow from going from `previous` (undefined: create) to `next`,
 * both in the version of the type. For `Apply`, `next` comes from `applyPatchBody` and its entry only needs what
 * admission changed, and its time.
 */
export function updateManagedFields(
  _previous: JsonObject | undefined,
  next: JsonObject,
  _update: ManagedFieldsUpdate,
): JsonObject {
  return next
}
