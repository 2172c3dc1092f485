import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { FieldSet } from '../field-set/index.ts'
import { fieldSetOf, removeFields, type Type, withNamedFields } from '../typed/index.ts'
import type { VersionedSet } from './managed.ts'
import { bothInVersion, type Owners, ownedByVersion } from './ownership.ts'
import { inVersion, type KindVersions } from './versions.ts'

export interface PruneOptions {
  readonly versions: KindVersions
  /** The version of `merged`, and of the answer. */
  readonly apiVersion: string
  /** What everybody owns now, the applier what it states now. */
  readonly owners: Owners
  /** What the applier stated last time. */
  readonly last: VersionedSet | undefined
}

/** Takes away what the applier stated last time, does not now, and nobody else owns. */
export function pruneGivenUp(merged: JsonObject, options: PruneOptions): JsonObject {
  const { versions, apiVersion, owners, last } = options
  const type = last && !last.set.isEmpty ? versions.typeOf(last.apiVersion) : undefined
  if (!last || !type || statesAllOf(owners, last)) return merged
  const whole = inVersion(versions, merged, apiVersion, last.apiVersion)
  const bare = asObject(removeFields(type, whole, withNamedFields(last.set, type)))
  const kept = addBackOwned({ whole, pruned: bare, version: last.apiVersion }, owners, versions)
  const pruned = addBackDangling(
    type,
    inVersion(versions, whole, last.apiVersion, last.apiVersion),
    kept,
    last.set,
  )
  return inVersion(versions, pruned, last.apiVersion, apiVersion)
}

/** Nothing is given up where everything stated before is still owned by somebody, in the same version. */
function statesAllOf(owners: Owners, last: VersionedSet): boolean {
  for (const owner of owners.values()) {
    if (owner.apiVersion === last.apiVersion && last.set.difference(owner.set).isEmpty) return true
  }
  return false
}

interface Pruning {
  readonly whole: JsonObject
  readonly pruned: JsonObject
  readonly version: string
}

/** Fields and items that somebody owns come back; in the pruned version first, then through all others. */
function addBackOwned(start: Pruning, owners: Owners, versions: KindVersions): JsonObject {
  const owned = ownedByVersion(owners)
  const first = owned.get(start.version)
  let state = first ? addBackIn(start, start.version, first, versions) : start
  for (const [version, set] of owned) {
    if (version !== start.version) state = addBackIn(state, version, set, versions)
  }
  return inVersion(versions, state.pruned, state.version, start.version)
}

function addBackIn(state: Pruning, version: string, owned: FieldSet, versions: KindVersions): Pruning {
  const type = versions.typeOf(version)
  if (!type) return state
  const [whole, pruned] = bothInVersion(versions, [state.whole, state.pruned], {
    from: state.version,
    to: version,
  })
  const keep = namedFields(type, pruned).union(withNamedFields(owned, type))
  return {
    whole,
    pruned: asObject(removeFields(type, whole, namedFields(type, whole).difference(keep))),
    version,
  }
}

/** What was removed without having been the applier's comes back: fields of nobody, and what holds them. */
function addBackDangling(type: Type, whole: JsonObject, pruned: JsonObject, last: FieldSet): JsonObject {
  const lost = namedFields(type, whole).difference(namedFields(type, pruned))
  return asObject(removeFields(type, whole, lost.intersection(withNamedFields(last, type))))
}

function namedFields(type: Type, object: JsonValue): FieldSet {
  return withNamedFields(fieldSetOf(type, object), type)
}

function asObject(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {}
}
