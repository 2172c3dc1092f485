import { deepEqual, isJsonObject, type JsonObject } from '@sluice/base/json'
import { capUpdateManagers } from './cap.ts'
import { emptyManaged, type Managed, managerKey, readManaged, writeManaged } from './managed.ts'
import { reconcileOwners, takeChanged } from './ownership.ts'
import { type KindVersions, unowned, VersionedComparison } from './versions.ts'

/** Who writes, when, in which version of the kind. */
export interface Writer {
  readonly manager: string
  readonly apiVersion: string
  readonly subresource: string
  /** RFC 3339, whole seconds. */
  readonly time: string
  readonly versions: KindVersions
  /** An object of the kind with nothing set: what a create starts from. */
  readonly blank: JsonObject
}

/**
 * The object `next` with the managers that follow from an ordinary write which turned `live` into it. `live`
 * undefined is a create. Managers given in `next` itself replace the stored ones, an empty list forgets them.
 */
export function updateManagers(live: JsonObject | undefined, next: JsonObject, writer: Writer): JsonObject {
  const before = withoutManagers(live ?? writer.blank)
  const after = withoutManagers(next)
  const managed = startingManagers(live, next, writer)
  // An object whose managers are unknown stays so until somebody applies it.
  if (managed.fields.size === 0 && live) return after
  return withManagers(after, recordUpdate(managed, [before, after], writer))
}

/** What is known before the write: what the request says of it, else what is stored. */
function startingManagers(live: JsonObject | undefined, next: JsonObject, writer: Writer): Managed {
  const stored = () => readManaged(managersOf(live)) ?? emptyManaged()
  if (writer.subresource !== '') return stored()
  const given = managersOf(next)
  if (Array.isArray(given) && (given.length === 0 || deepEqual(given, [{}]))) return emptyManaged()
  const managed = given === managersOf(live) ? undefined : readManaged(given)
  return managed && managed.fields.size > 0 ? managed : stored()
}

/** The managers after an update by `writer`: it owns what it changed, and nobody else does. */
export function recordUpdate(
  managed: Managed,
  states: readonly [before: JsonObject, after: JsonObject],
  writer: Writer,
): Managed {
  const { apiVersion, versions } = writer
  const owners = reconcileOwners(managed.fields, versions)
  const comparison = new VersionedComparison(versions, apiVersion, states)
  takeChanged(owners, comparison, { self: '', force: true })
  const changes = comparison.in(apiVersion)
  const key = managerKey({ ...writer, manager: writer.manager || 'unknown', operation: 'Update' })
  const times = new Map(managed.times)
  const changed = changes?.modified.union(changes.added).difference(unowned)
  if (changed && !changed.isEmpty) {
    const previous = owners.get(key)
    owners.set(key, { set: previous ? changed.union(previous.set) : changed, apiVersion, isApplied: false })
    times.set(key, writer.time)
  }
  return capUpdateManagers({ fields: owners, times })
}

export function managersOf(object: JsonObject | undefined): JsonObject[string] {
  const metadata = object?.['metadata']
  return isJsonObject(metadata) ? metadata['managedFields'] : undefined
}

export function withoutManagers(object: JsonObject): JsonObject {
  const { metadata } = object
  if (!isJsonObject(metadata) || !('managedFields' in metadata)) return object
  const { managedFields: _managers, ...rest } = metadata
  return { ...object, metadata: rest }
}

export function withManagers(object: JsonObject, managed: Managed): JsonObject {
  const managedFields = writeManaged(managed)
  if (!managedFields) return withoutManagers(object)
  const { metadata } = object
  return { ...object, metadata: { ...(isJsonObject(metadata) ? metadata : {}), managedFields } }
}
