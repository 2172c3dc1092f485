import { deepEqual, type JsonObject } from '@sluice/base/json'
import { keepManagerTimes } from '@sluice/merge'
import { mutate, validate } from '../admission/chain.ts'
import { storedForm } from '../decode/index.ts'
import {
  fromStorage,
  prepareStorage,
  prepareViews,
  type ResourceType,
  storedKindOf,
  toStorage,
  viewOf,
} from '../kinds/index.ts'
import { badRequest, conflict, internal, invalid, invalidObject, notFound } from '../status/index.ts'
import { type Stored, VersionConflict } from '../storage/index.ts'
import { type Strategy, strategyFor } from '../strategy/index.ts'
import { admissionOf, createObject, managedBy } from './create.ts'
import { tracksGeneration, wantsTheSame } from './generation.ts'
import { validateMetaUpdate } from './meta-update.ts'
import { isDeleting, metaOf, objectAt, stringAt, stringsAt, withMeta } from './object.ts'
import { withSingleOwners } from './owner-references.ts'
import { type Preconditions, requirePreconditions, storageProblem, uidProblem } from './preconditions.ts'
import { requireName } from './require-name.ts'
import { strategyContext, type WriteContext } from './write-context.ts'

/** How the new object comes from the stored one. */
export interface Change {
  /** Undefined where nothing is stored. Returns the whole object, undefaulted, and whether its managers are done. */
  readonly make: (current: JsonObject | undefined) => {
    readonly object: JsonObject
    readonly managed: boolean
  }
  /** Whether a missing object is created: apply, and PUT of some kinds. */
  readonly createsMissing: boolean
  /** PUT: the version may have to be given. A patch is made from what is stored. */
  readonly isPut: boolean
  /** The server made the change itself, within what the kind allows: no validation of the kind's own. */
  readonly isTrusted?: boolean
  /** Admission was asked about what brings the change, and not about the object. */
  readonly isAdmitted?: boolean
  /** What the client has seen of the stored object. */
  readonly preconditions?: Preconditions
  /** How admission is shown an object that is changed through another shape, and what comes of its changes. */
  readonly shape?: {
    readonly shown: (object: JsonObject) => JsonObject
    readonly taken: (object: JsonObject, shown: JsonObject) => JsonObject
  }
  readonly options?: JsonObject
  /** Asked before a missing object is created. */
  readonly authorizeCreate?: () => Promise<void>
}

export interface UpdateResult {
  readonly object: JsonObject
  readonly created: boolean
}

/** Changes a stored object, again if another writer comes between and the change does not insist on a version. */
export async function updateObject(
  context: WriteContext,
  name: string,
  change: Change,
): Promise<UpdateResult> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await tryUpdate(context, name, change)
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error
      if (attempt >= 5) throw conflict(context.type, name)
    }
  }
}

async function tryUpdate(context: WriteContext, name: string, change: Change): Promise<UpdateResult> {
  const { type, services } = context
  requireName(name)
  const stored = services.store.get(type.storageKey, type.namespaced ? context.namespace : '', name)
  if (!stored) return await createMissing(context, name, change)
  await prepareViews(type, [stored])
  const old = viewOf(type, stored)
  const strategy = strategyFor(type)
  const info = strategyContext(context)
  requirePreconditions(context, name, old, change.preconditions ?? {})
  const made = change.make(old)
  let object = identified(context, made.object)
  if (change.isPut) object = withSingleOwners(object, context.warn)
  requireVersion(context, name, object, old, strategy)
  object = strategy.default?.(object, info) ?? object
  if (!made.managed && !isBinding(context))
    object = managedBy(context, old, keepManagers(object, old, change.isPut))
  const admission = {
    ...admissionOf(context, object, change.options),
    operation: 'UPDATE' as const,
    oldObject: old,
    name,
  }
  const { shape = asItIs } = change
  if (!change.isAdmitted) {
    const shown = shape.shown(object)
    const admitted = await mutate({ ...admission, object: shown, oldObject: shape.shown(old) })
    object = identified(context, admitted && admitted !== shown ? shape.taken(object, admitted) : object)
    object = withSingleOwners(object, context.warn, 'after admission')
  }
  object = strategy.default?.(object, info) ?? object
  object = keptTimes(type, carriedMeta(object, old), old)
  if (!change.isTrusted) object = strategy.prepareForUpdate?.(object, old, info) ?? object
  if (!change.isTrusted) object = counted(context, object, old, strategy)
  if (!change.isTrusted) requireValid(context, name, strategy, object, old)
  if (!change.isAdmitted)
    await validate({ ...admission, object: shape.shown(object), oldObject: shape.shown(old) })
  object = storedForm(object, type)
  return { object: await storeChanged(context, stored, object, old), created: false }
}

const asItIs: NonNullable<Change['shape']> = { shown: object => object, taken: (_, shown) => shown }

async function createMissing(context: WriteContext, name: string, change: Change): Promise<UpdateResult> {
  if (!change.createsMissing) throw notFound(context.type, name)
  const { object, managed } = change.make(undefined)
  const uid = stringAt(metaOf(object), 'uid')
  const problem = uidProblem(uid, {})
  if (problem) throw conflict(context.type, name, storageProblem(context, name, problem))
  await change.authorizeCreate?.()
  const created = await createObject(context, withMeta(object, { resourceVersion: undefined, name }), {
    options: change.options,
    managed,
  })
  return { object: created, created: true }
}

/** A given version must be the stored one; some kinds are not changed without, whether a PUT left it out or a patch took it away. */
function requireVersion(
  context: WriteContext,
  name: string,
  object: JsonObject,
  old: JsonObject,
  strategy: Strategy,
): void {
  const { type, verb } = context
  const given = stringAt(metaOf(object), 'resourceVersion')
  if (given !== '' && !/^\d+$/.test(given)) {
    throw internal(`strconv.ParseUint: parsing ${JSON.stringify(given)}: invalid syntax`)
  }
  if (given === '' || given === '0') {
    if (verb !== undefined && strategy.allowUnconditionalUpdate === false) {
      throw invalidObject({ group: type.group, kind: type.plural }, name, [
        invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
      ])
    }
    return
  }
  if (given !== stringAt(metaOf(old), 'resourceVersion')) throw conflict(type, name)
}

function identified(context: WriteContext, object: JsonObject): JsonObject {
  const { type, namespace } = context
  const metadata = metaOf(object)
  const given = stringAt(metadata, 'namespace')
  if (type.namespaced && given !== '' && given !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  return withMeta(
    { ...object, apiVersion: type.apiVersion, kind: type.kind },
    { namespace: type.namespaced ? namespace : undefined },
  )
}

/** A PUT without managedFields keeps those that are stored. */
function keepManagers(object: JsonObject, old: JsonObject, isPut: boolean): JsonObject {
  const given = metaOf(object)['managedFields']
  if (!isPut || (given !== undefined && given !== null)) return object
  return withMeta(object, { managedFields: metaOf(old)['managedFields'] })
}

/** What no update changes: who it is, when it was made, that it is going. */
function carriedMeta(object: JsonObject, old: JsonObject): JsonObject {
  const metadata = metaOf(object)
  const before = metaOf(old)
  const orOld = (key: string) => metadata[key] ?? before[key]
  return withMeta(object, {
    uid: orOld('uid'),
    creationTimestamp: before['creationTimestamp'],
    deletionTimestamp: orOld('deletionTimestamp'),
    deletionGracePeriodSeconds: orOld('deletionGracePeriodSeconds'),
    generation: before['generation'],
    resourceVersion: before['resourceVersion'],
    selfLink: undefined,
  })
}

/** A write that changes nothing but the times of managers changes nothing. */
function keptTimes(type: ResourceType, object: JsonObject, old: JsonObject): JsonObject {
  const stored = storedForm(object, type)
  const kept = keepManagerTimes(stored, old)
  return kept === stored ? object : withMeta(object, { managedFields: metaOf(kept)['managedFields'] })
}

/** A Pod gets its node past generations and managed fields. */
const isBinding = ({ subresource }: WriteContext) => subresource === 'binding'

function counted(context: WriteContext, object: JsonObject, old: JsonObject, strategy: Strategy): JsonObject {
  if (isBinding(context) || context.subresource === 'status') return object
  if (!tracksGeneration(context.type, strategy) || wantsTheSame(context.type, object, old)) return object
  const before = metaOf(old)['generation']
  return withMeta(object, { generation: (typeof before === 'number' ? before : 0) + 1 })
}

function requireValid(
  context: WriteContext,
  name: string,
  strategy: Strategy,
  object: JsonObject,
  old: JsonObject,
): void {
  const info = strategyContext(context)
  const errors = [
    ...validateMetaUpdate({
      object,
      old,
      isCustom: context.type.custom !== undefined,
      subresource: context.subresource,
    }),
    ...(strategy.validateUpdate?.(object, old, info) ?? []),
  ]
  if (errors.length > 0) throw invalidObject(storedKindOf(context.type), name, errors)
  for (const text of strategy.warnings?.(object, old, info) ?? []) context.warn(text)
}

/** A write that changes nothing keeps the version; one that takes the last finalizer off finishes a deletion. */
async function storeChanged(
  context: WriteContext,
  stored: Stored,
  object: JsonObject,
  old: JsonObject,
): Promise<JsonObject> {
  const { type, services } = context
  if (deepEqual(object, old)) return old
  await prepareStorage(type, object)
  // From here to the write nothing waits: what is allocated is not given to another meanwhile.
  object = strategyFor(type).beforeStore?.(object, old, strategyContext(context)) ?? object
  if (context.dryRun) return type.custom?.convertAhead ? object : fromStorage(type, toStorage(type, object))
  const next = toStorage(type, object)
  if (isFinished(object)) {
    await services.store.delete(type.storageKey, stored).durable
    return object
  }
  const written = services.store.put(type.storageKey, next, stored)
  await written.durable
  await prepareViews(type, [written.stored])
  return fromStorage(type, written.stored.object)
}

function isFinished(object: JsonObject): boolean {
  const metadata = metaOf(object)
  if (!isDeleting(object) || stringsAt(metadata, 'finalizers').length > 0) return false
  if (object['kind'] === 'Namespace' && object['apiVersion'] === 'v1') {
    return stringsAt(objectAt(object, 'spec'), 'finalizers').length === 0
  }
  return metadata['deletionGracePeriodSeconds'] === undefined || metadata['deletionGracePeriodSeconds'] === 0
}
