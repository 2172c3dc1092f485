import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { fitsType, updateManagers, type Writer } from '@sluice/merge'
import type { ResourceRegistry, ResourceType } from '../kinds/index.ts'
import { blankObject } from './blank.ts'
import { typeOf, versionsOf } from './kind-versions.ts'

/** One write by a manager. */
export interface ManagedFieldsUpdate {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly resourceType: ResourceType
  readonly subresource: string
  readonly now: Date
  /** Where other versions of the kind are found. */
  readonly registry?: ResourceRegistry
}

/**
 * Returns `next` with the managedFields that follow from an ordinary write which turned `previous` (undefined:
 * create) into it, both in the version of the type. An apply has its managers from `applyPatchBody`.
 */
export function updateManagedFields(
  previous: JsonObject | undefined,
  next: JsonObject,
  update: ManagedFieldsUpdate,
): JsonObject {
  if (update.operation === 'Apply') return next
  const { resourceType } = update
  if (mayNotFit(resourceType) && !fitsType(typeOf(resourceType), next)) return withoutManagers(next)
  return updateManagers(previous, next, writerOf(update))
}

/** Built-in kinds of which a list may have an item without its key; the decoder sees to all else. */
const mayLackKeys = new Set(['FlowSchema', 'PriorityLevelConfiguration', 'ServiceAccount'])

/** What a custom resource has in the parts that the write does not change may fit nothing. */
const mayNotFit = ({ custom, kind }: ResourceType) => custom !== undefined || mayLackKeys.has(kind)

/** Kubernetes forgets who owns what where it cannot tell. */
function withoutManagers(object: JsonObject): JsonObject {
  const { metadata } = object
  if (!isJsonObject(metadata)) return object
  const { managedFields: _managers, ...rest } = metadata
  return { ...object, metadata: rest }
}

/** The writer of one request, as the merge engine knows it. */
export function writerOf(update: Omit<ManagedFieldsUpdate, 'operation'>): Writer {
  const { manager, resourceType, subresource, now, registry } = update
  return {
    manager,
    apiVersion: resourceType.apiVersion,
    subresource,
    time: `${now.toISOString().slice(0, 19)}Z`,
    versions: versionsOf(resourceType, subresource, registry),
    blank: blankObject(resourceType),
  }
}
