import { deepEqual, type JsonObject } from '@sluice/base/json'
import { fieldSetOf, mergeTyped, type Type, TypedError, validateTyped } from '../typed/index.ts'
import { ApplyConflict } from './conflicts.ts'
import { allowedByLastApplied, refreshLastApplied } from './last-applied.ts'
import { type Managed, managerKey, readManaged } from './managed.ts'
import { reconcileOwners, takeChanged } from './ownership.ts'
import { pruneGivenUp } from './prune.ts'
import { managersOf, recordUpdate, type Writer, withManagers, withoutManagers } from './update-managers.ts'
import { unowned, VersionedComparison } from './versions.ts'

export interface ApplyRequest extends Writer {
  /** Takes fields of other managers instead of refusing. */
  readonly force: boolean
}

/** Stored managers that cannot be read: the object can't be applied to. */
export class ManagersUnreadable extends Error {}

/**
 * Server-side apply: the live object (undefined: a new one) with what `applied` states, without what its manager
 * stated before and nobody else owns, and with the managers that follow.
 * @throws ApplyConflict where another manager owns a changed field and `force` is not set
 * @throws TypedError where `applied` does not fit the schema
 */
export function applyObject(
  live: JsonObject | undefined,
  applied: JsonObject,
  request: ApplyRequest,
): JsonObject {
  const type = request.versions.typeOf(request.apiVersion)
  if (!type) throw new TypeError(`no type for ${request.apiVersion}`)
  validateTyped(type, applied)
  const stored = readManaged(managersOf(live))
  if (!stored) throw new ManagersUnreadable('managed fields of the live object are not valid')
  const before = withoutManagers(live ?? request.blank)
  const managed = stored.fields.size > 0 ? stored : firstManagers(stored, before, request)
  const outcome = applyOrForce({ type, before, applied, managed, request })
  return withManagers(refreshLastApplied(outcome.object, applied, request.manager), outcome.managed)
}

/** What was there before anybody applied belongs to a manager of its own. */
function firstManagers(managed: Managed, before: JsonObject, request: ApplyRequest): Managed {
  return recordUpdate(managed, [request.blank, before], { ...request, manager: 'before-first-apply' })
}

interface Application {
  readonly type: Type
  readonly before: JsonObject
  readonly applied: JsonObject
  readonly managed: Managed
  readonly request: ApplyRequest
}

interface Outcome {
  readonly object: JsonObject
  readonly managed: Managed
}

/** kubectl may take what its own client-side apply set before. */
function applyOrForce(application: Application): Outcome {
  try {
    return applyOnce(application, application.request.force)
  } catch (error) {
    if (!(error instanceof ApplyConflict) || application.request.manager !== 'kubectl') throw error
    const { type, before, request } = application
    const allowed = allowedByLastApplied(before, type, request.apiVersion)
    if (!allowed) throw error
    const left = error.conflicts.filter(conflict => !allowed.has(conflict.path))
    if (left.length > 0) throw new ApplyConflict(left)
    return applyOnce(application, true)
  }
}

function applyOnce({ type, before, applied, managed, request }: Application, force: boolean): Outcome {
  const { apiVersion, versions } = request
  const self = managerKey({ ...request, operation: 'Apply' })
  const owners = reconcileOwners(managed.fields, versions)
  const last = owners.get(self)
  const reset = versions.resetFields?.(apiVersion)
  const stated = fieldSetOf(type, applied)
  owners.set(self, { set: reset ? stated.recursiveDifference(reset) : stated, apiVersion, isApplied: true })
  const merged = mergeObjects(type, before, applied)
  const object = pruneGivenUp(merged, { versions, apiVersion, owners, last })
  takeChanged(owners, new VersionedComparison(versions, apiVersion, [before, object]), { self, force })
  const mine = owners.get(self)
  const owned = mine?.set.difference(unowned)
  if (mine && owned && !owned.isEmpty) owners.set(self, { ...mine, set: owned })
  else owners.delete(self)
  const isSame = deepEqual(before, object)
  const times = new Map(managed.times)
  if (!isSame) times.set(self, request.time)
  return { object: isSame ? before : object, managed: { fields: owners, times } }
}

function mergeObjects(type: Type, before: JsonObject, applied: JsonObject): JsonObject {
  try {
    const merged = mergeTyped(type, before, applied)
    return typeof merged === 'object' && merged !== null && !Array.isArray(merged)
      ? (merged as JsonObject)
      : {}
  } catch (error) {
    if (!(error instanceof TypedError)) throw error
    throw new MergeFailed(`failed to merge config: ${error.message}`)
  }
}

/** A live object that cannot be merged with: its keyed lists have items without keys. */
export class MergeFailed extends Error {}
