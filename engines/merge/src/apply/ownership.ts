import type { JsonObject } from '@sluice/base/json'
import { FieldSet } from '../field-set/index.ts'
import { reconcileFieldSet } from '../typed/index.ts'
import { ApplyConflict, conflictsOf } from './conflicts.ts'
import type { VersionedSet } from './managed.ts'
import { inVersion, type KindVersions, type VersionedComparison } from './versions.ts'

export type Owners = Map<string, VersionedSet>

export interface TakeOptions {
  /** The manager who writes: it conflicts with all others, never with itself. */
  readonly self: string
  /** Whether fields of others are taken rather than refused. */
  readonly force: boolean
}

/**
 * Takes changed fields away from all managers but the writer, and removed ones from all. Throws `ApplyConflict`
 * where that needs force. A manager with nothing left is gone, and so is one of an unknown version.
 */
export function takeChanged(owners: Owners, comparison: VersionedComparison, options: TakeOptions): void {
  const taken = new Map<string, FieldSet>()
  const removed = new Map<string, FieldSet>()
  for (const [key, owner] of owners) {
    if (key === options.self) continue
    const changes = comparison.in(owner.apiVersion)
    if (!changes) {
      owners.delete(key)
      continue
    }
    const overlap = owner.set.intersection(changes.modified.union(changes.added))
    if (!overlap.isEmpty) taken.set(key, overlap)
    if (!changes.removed.isEmpty) removed.set(key, changes.removed)
  }
  if (!options.force && taken.size > 0) throw new ApplyConflict(conflictsOf(taken))
  for (const lost of [taken, removed]) {
    for (const [key, set] of lost) {
      const owner = owners.get(key)
      if (owner) owners.set(key, { ...owner, set: owner.set.difference(set) })
    }
  }
  for (const [key, owner] of owners) if (owner.set.isEmpty) owners.delete(key)
}

/** The owners with their sets brought to the schemas of today. Unknown versions are dropped. */
export function reconcileOwners(owners: Owners, versions: KindVersions): Owners {
  const result: Owners = new Map()
  for (const [key, owner] of owners) {
    const type = versions.typeOf(owner.apiVersion)
    if (type) result.set(key, { ...owner, set: reconcileFieldSet(type, owner.set) })
  }
  return result
}

/** All that anybody owns, by version. */
export function ownedByVersion(owners: Owners): Map<string, FieldSet> {
  const result = new Map<string, FieldSet>()
  for (const { apiVersion, set } of owners.values()) {
    result.set(apiVersion, (result.get(apiVersion) ?? new FieldSet()).union(set))
  }
  return result
}

/** A pair of objects converted together. */
export function bothInVersion(
  versions: KindVersions,
  objects: readonly [JsonObject, JsonObject],
  { from, to }: { readonly from: string; readonly to: string },
): readonly [JsonObject, JsonObject] {
  return [inVersion(versions, objects[0], from, to), inVersion(versions, objects[1], from, to)]
}
