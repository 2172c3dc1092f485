import { type ChangeSet, formatObjectRef, type InventoryEntry, type ObjectRef } from '@sluice/base/flow'

/** `<namespace>_<name>_<group>_<kind>`; colons in the name (RBAC) become two underscores. */
export function inventoryId(ref: ObjectRef): string {
  return `${ref.namespace}_${ref.name.replaceAll(':', '__')}_${ref.group}_${ref.kind}`
}

/** The inventory entry of an object. */
export function inventoryEntryOf(ref: ObjectRef): InventoryEntry {
  return { id: inventoryId(ref), v: ref.version }
}

/** An inventory entry that does not name an object. */
export class InventoryError extends Error {
  override readonly name = 'InventoryError'
}

/** The object that an entry names. @throws InventoryError if the id is not of the form that `inventoryId` writes */
export function refOf(entry: InventoryEntry): ObjectRef {
  const first = entry.id.indexOf('_')
  const last = entry.id.lastIndexOf('_')
  const middle = last > 0 ? entry.id.lastIndexOf('_', last - 1) : -1
  if (first < 0 || middle <= first) throw new InventoryError(`invalid inventory id '${entry.id}'`)
  return {
    namespace: entry.id.slice(0, first),
    name: entry.id.slice(first + 1, middle).replaceAll('__', ':'),
    group: entry.id.slice(middle + 1, last),
    kind: entry.id.slice(last + 1),
    version: entry.v,
  }
}

/** The entries of every object of a change set, in its order; deleted objects are left out. */
export function inventoryOf(changes: ChangeSet): InventoryEntry[] {
  return changes.filter(change => change.action !== 'deleted').map(change => inventoryEntryOf(change.ref))
}

/** The entries of `before` whose object is not in `after` (versions do not count). */
export function minus(before: readonly InventoryEntry[], after: readonly InventoryEntry[]): InventoryEntry[] {
  const kept = new Set(after.map(entry => entry.id))
  return before.filter(entry => !kept.has(entry.id))
}

/** One line per object that something was done to: `<Kind>/<namespace>/<name> created`. */
export function formatChangeSet(
  changes: ChangeSet,
  actions: readonly string[] = ['created', 'configured'],
): string {
  return changes
    .filter(change => actions.includes(change.action))
    .map(change => `${formatObjectRef(change.ref)} ${change.action}`)
    .join('\n')
}
