import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { mutate, validate } from '../admission/chain.ts'
import {
  fromStorage,
  prepareStorage,
  prepareViews,
  type ResourceType,
  storedKindOf,
  toStorage,
  viewOf,
} from '../kinds/index.ts'
import { ApiError, notFound, successStatus } from '../status/index.ts'
import { type Stored, VersionConflict } from '../storage/index.ts'
import { type Strategy, strategyFor } from '../strategy/index.ts'
import { isDeleting, metaOf, objectAt, stringAt, stringsAt, timestamp, withMeta } from './object.ts'
import { requireName } from './require-name.ts'
import type { WriteContext } from './write-context.ts'

export type Propagation = 'Foreground' | 'Background' | 'Orphan'

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: Propagation
  readonly orphanDependents?: boolean
  readonly uid?: string
  readonly resourceVersion?: string
  /** As given, for admission. */
  readonly options?: JsonObject
  /** The request names no object: it deletes a collection. */
  readonly isCollection?: boolean
  /** Admission was asked about what brings the deletion, and not about the object. */
  readonly isAdmitted?: boolean
}

export interface DeleteResult {
  /** The object, or a Status. */
  readonly answer: JsonObject
  readonly gone: boolean
}

/** Deletes an object, or marks it where a grace period or a finalizer holds it. */
export async function deleteObject(
  context: WriteContext,
  name: string,
  options: DeleteOptions = {},
): Promise<DeleteResult> {
  requireName(name)
  if (!options.isCollection) warnOfOrphans(context, options)
  for (let attempt = 0; ; attempt++) {
    try {
      return await tryDelete(context, name, options)
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt >= 5) throw error
    }
  }
}

async function tryDelete(context: WriteContext, name: string, options: DeleteOptions): Promise<DeleteResult> {
  const { type, services } = context
  const stored = services.store.get(type.storageKey, type.namespaced ? context.namespace : '', name)
  if (!stored) throw notFound(type, name)
  await prepareViews(type, [stored])
  const old = viewOf(type, stored)
  requirePreconditions(type, name, old, options)
  const admission = {
    operation: 'DELETE' as const,
    resourceType: type,
    subresource: '',
    namespace: context.namespace,
    name: options.isCollection ? '' : name,
    oldObject: old,
    options: options.options,
    user: context.user,
    dryRun: context.dryRun,
    services,
    warn: context.warn,
  }
  if (!options.isAdmitted) {
    await mutate(admission)
    await validate(admission)
  }
  const strategy = strategyFor(type)
  const marked = markDeleted(context, strategy, old, options)
  if (marked) return await storeMarked(context, stored, old, marked)
  return await remove(context, stored, old, strategy)
}

/** Jobs orphan their Pods unless told otherwise; also those of which there are none. */
export function warnOfOrphans({ type, warn }: WriteContext, options: DeleteOptions): void {
  const isTold = options.propagationPolicy !== undefined || options.orphanDependents !== undefined
  if (type.storageKey === 'jobs.batch' && !isTold) warn(podsStay)
}

const podsStay =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning'

/** Throws 409 unless the object is what the client has seen; the texts name the kind, not the resource. */
export function requirePreconditions(
  type: ResourceType,
  name: string,
  old: JsonObject,
  options: DeleteOptions,
): void {
  const metadata = metaOf(old)
  const { group, kind } = storedKindOf(type)
  const refuse = (what: string, given: string, actual: string) => {
    throw new ApiError({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ${group ? `${kind}.${group}` : kind} ${JSON.stringify(name)}: the ${what} in the precondition (${given}) does not match the ${what} in record (${actual}). ${what === 'UID' ? 'The object might have been deleted and then recreated' : 'The object might have been modified'}`,
      details: { name, group, kind },
    })
  }
  const uid = stringAt(metadata, 'uid')
  if (options.uid !== undefined && options.uid !== uid) refuse('UID', options.uid, uid)
  const version = stringAt(metadata, 'resourceVersion')
  if (options.resourceVersion !== undefined && options.resourceVersion !== version) {
    refuse('ResourceVersion', options.resourceVersion, version)
  }
}

/** The object as it stays behind, if something holds it; undefined where it can go at once. */
function markDeleted(
  context: WriteContext,
  strategy: Strategy,
  old: JsonObject,
  options: DeleteOptions,
): JsonObject | undefined {
  if (strategy.markDeleted && !isDeleting(old)) return strategy.markDeleted(old, context.now)
  const finalizers = finalizersFor(strategy, old, options)
  const grace = strategy.gracePeriod?.(old, options.gracePeriodSeconds) ?? 0
  const holdsNamespace =
    context.type.storageKey === 'namespaces' && stringsAt(objectAt(old, 'spec'), 'finalizers').length > 0
  if (finalizers.length === 0 && grace === 0 && !holdsNamespace) return undefined
  const changed = withMeta(old, { finalizers: finalizers.length > 0 ? [...finalizers] : undefined })
  if (isDeleting(old)) return shortened(context, changed, grace)
  return strategyMark(context, changed, grace, holdsNamespace)
}

/** A second delete can only shorten the grace period. */
function shortened(context: WriteContext, object: JsonObject, grace: number): JsonObject {
  const before = metaOf(object)['deletionGracePeriodSeconds']
  if (typeof before !== 'number' || grace >= before) return object
  const deadline = new Date(context.now.getTime() + grace * 1000)
  return withMeta(object, { deletionTimestamp: timestamp(deadline), deletionGracePeriodSeconds: grace })
}

function strategyMark(
  context: WriteContext,
  object: JsonObject,
  grace: number,
  isNamespace: boolean,
): JsonObject {
  const deadline = new Date(context.now.getTime() + grace * 1000)
  const generation = metaOf(object)['generation']
  const marked = withMeta(object, {
    deletionTimestamp: timestamp(deadline),
    ...(isNamespace ? {} : { deletionGracePeriodSeconds: grace }),
    ...(typeof generation === 'number' && generation > 0 && !isDeleting(object)
      ? { generation: generation + 1 }
      : {}),
  })
  if (!isNamespace) return marked
  return { ...marked, status: { ...objectAt(marked, 'status'), phase: 'Terminating' } }
}

/** The finalizers that say what becomes of dependents come and go with each delete request. */
function finalizersFor(strategy: Strategy, old: JsonObject, options: DeleteOptions): readonly string[] {
  const before = stringsAt(metaOf(old), 'finalizers')
  const policy = propagationOf(strategy, before, options)
  const others = before.filter(each => each !== 'orphan' && each !== 'foregroundDeletion')
  if (policy === 'Orphan') return [...others, 'orphan']
  return policy === 'Foreground' ? [...others, 'foregroundDeletion'] : others
}

function propagationOf(
  strategy: Strategy,
  finalizers: readonly string[],
  options: DeleteOptions,
): Propagation {
  if (strategy.defaultPropagation === 'none') return 'Background'
  if (options.propagationPolicy) return options.propagationPolicy
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background'
  if (finalizers.includes('orphan')) return 'Orphan'
  if (finalizers.includes('foregroundDeletion')) return 'Foreground'
  return strategy.defaultPropagation === 'orphan' ? 'Orphan' : 'Background'
}

async function storeMarked(
  context: WriteContext,
  stored: Stored,
  old: JsonObject,
  marked: JsonObject,
): Promise<DeleteResult> {
  const { type, services } = context
  if (context.dryRun) return { answer: marked, gone: false }
  if (isDeleting(old) && JSON.stringify(old['metadata']) === JSON.stringify(marked['metadata'])) {
    return { answer: old, gone: false }
  }
  await prepareStorage(type, marked)
  const written = services.store.put(type.storageKey, toStorage(type, marked), stored)
  await written.durable
  await prepareViews(type, [written.stored])
  return { answer: fromStorage(type, written.stored.object), gone: false }
}

async function remove(
  context: WriteContext,
  stored: Stored,
  old: JsonObject,
  strategy: Strategy,
): Promise<DeleteResult> {
  const { type, services } = context
  const last = strategy.gracePeriod ? strategyMark(context, old, 0, false) : old
  const returnsObject = strategy.deleteReturnsObject === true
  if (context.dryRun) return { answer: returnsObject ? last : statusOf(type, old), gone: true }
  await prepareStorage(type, last)
  const deleted = services.store.delete(type.storageKey, stored, toStorage(type, last))
  await deleted.durable
  await prepareViews(type, [deleted.stored])
  return {
    answer: returnsObject ? fromStorage(type, deleted.stored.object) : statusOf(type, old),
    gone: true,
  }
}

function statusOf(type: ResourceType, old: JsonObject): JsonObject {
  const metadata = metaOf(old)
  return successStatus({
    name: stringAt(metadata, 'name'),
    group: type.group,
    kind: type.plural,
    uid: stringAt(metadata, 'uid'),
  })
}

/** DeleteOptions of a body; unknown fields are ignored as Kubernetes does. */
export function readDeleteOptions(body: JsonObject | undefined): DeleteOptions {
  if (!body) return {}
  const preconditions = body['preconditions']
  const grace = body['gracePeriodSeconds']
  const policy = body['propagationPolicy']
  const orphan = body['orphanDependents']
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    gracePeriodSeconds: typeof grace === 'number' ? grace : undefined,
    propagationPolicy: isPropagation(policy) ? policy : undefined,
    orphanDependents: typeof orphan === 'boolean' ? orphan : undefined,
    uid: isJsonObject(preconditions) ? text(preconditions['uid']) : undefined,
    resourceVersion: isJsonObject(preconditions) ? text(preconditions['resourceVersion']) : undefined,
    options: body,
  }
}

export function isPropagation(value: unknown): value is Propagation {
  return value === 'Foreground' || value === 'Background' || value === 'Orphan'
}
