import { randomInt } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import { type AdmissionRequest, mutate, validate } from '../admission/chain.ts'
import { storedForm, withoutEmpty } from '../decode/index.ts'
import { fromStorage, prepareStorage, prepareViews, storedKindOf, toStorage } from '../kinds/index.ts'
import { updateManagedFields } from '../patch/index.ts'
import { alreadyExists, badRequest, forbidden, internal, invalidObject } from '../status/index.ts'
import { orderedMeta, VersionConflict } from '../storage/index.ts'
import { type Strategy, strategyFor } from '../strategy/index.ts'
import { firstGeneration, tracksGeneration } from './generation.ts'
import { isDeleting, metaOf, stringAt, timestamp, withMeta } from './object.ts'
import { validateMeta } from './object-meta.ts'
import { withSingleOwners } from './owner-references.ts'
import { strategyContext, type WriteContext } from './write-context.ts'

/** What is given to a create besides the object. */
export interface CreateOptions {
  readonly options?: JsonObject
  /** The manager's entry was made by the patch: apply creates. */
  readonly managed?: boolean
}

/** Stores a new object, and returns it in the version of the request. */
export async function createObject(
  context: WriteContext,
  body: JsonObject,
  { options, managed = false }: CreateOptions = {},
): Promise<JsonObject> {
  const { type } = context
  const strategy = strategyFor(type)
  const info = strategyContext(context)
  refuseVersion(body)
  let object = withSingleOwners(named(identified(context, body), strategy), context.warn)
  object = strategy.default?.(object, info) ?? object
  if (!managed) object = managedBy(context, undefined, withMeta(object, { managedFields: undefined }))
  const admission = admissionOf(context, object, options)
  object = identified(context, (await mutate(admission)) ?? object)
  object = withSingleOwners(object, context.warn, 'after admission')
  object = strategy.default?.(object, info) ?? object
  object = freshMeta(context, object, strategy)
  object = strategy.prepareForCreate?.(object, info) ?? object
  requireValid(context, strategy, object)
  await validate({ ...admission, object })
  object = storedForm(object, type)
  await prepareStorage(type, object)
  // From here to the write nothing waits: what is allocated is not given to another meanwhile.
  object = strategy.beforeStore?.(object, undefined, info) ?? object
  return await storeNew(context, object)
}

/** The object with the managers that follow from the request's write, which see it as it is going to be written. */
export function managedBy(
  context: WriteContext,
  old: JsonObject | undefined,
  object: JsonObject,
): JsonObject {
  const written = withoutEmpty(object, context.type)
  // An empty list of managers is told from none.
  const { managedFields } = metaOf(object)
  const isReset = Array.isArray(managedFields) && managedFields.length === 0
  const next = isReset ? withMeta(written, { managedFields }) : written
  const managed = updateManagedFields(old, next, managerOf(context))
  return written === object ? managed : withMeta(object, { managedFields: metaOf(managed)['managedFields'] })
}

export function managerOf(context: WriteContext) {
  return {
    manager: context.fieldManager,
    operation: 'Update' as const,
    resourceType: context.type,
    subresource: context.subresource,
    now: context.now,
    registry: context.services.registry,
  }
}

/** Kubernetes refuses a version on create with a plain 500. */
function refuseVersion(body: JsonObject): void {
  const version = stringAt(metaOf(body), 'resourceVersion')
  if (version !== '' && version !== '0') {
    throw internal('resourceVersion should not be set on objects to be created')
  }
}

function identified(context: WriteContext, body: JsonObject): JsonObject {
  const { type, namespace } = context
  const given = stringAt(metaOf(body), 'namespace')
  if (type.namespaced && given !== '' && given !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  return withMeta(
    { ...body, apiVersion: type.apiVersion, kind: type.kind },
    {
      namespace: type.namespaced ? namespace : undefined,
      deletionTimestamp: undefined,
      deletionGracePeriodSeconds: undefined,
    },
  )
}

/** A generated name is made before admission, which wants to see it. */
function named(object: JsonObject, strategy: Strategy): JsonObject {
  const metadata = metaOf(object)
  const base = stringAt(metadata, 'generateName')
  if (stringAt(metadata, 'name') !== '' || base === '') return object
  if (strategy.validateName && strategy.validateName(base, true).length > 0) return object
  return withMeta(object, { name: base.slice(0, 58) + randomSuffix() })
}

const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

function randomSuffix(): string {
  return Array.from({ length: 5 }, () => suffixAlphabet[randomInt(suffixAlphabet.length)]).join('')
}

function freshMeta(context: WriteContext, object: JsonObject, strategy: Strategy): JsonObject {
  const counts = tracksGeneration(context.type, strategy)
  return withMeta(object, {
    uid: context.services.newUid(),
    creationTimestamp: timestamp(context.now),
    resourceVersion: undefined,
    selfLink: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    ...(counts ? { generation: firstGeneration(context.type) } : {}),
  })
}

export function admissionOf(
  context: WriteContext,
  object: JsonObject,
  options?: JsonObject,
): AdmissionRequest & {
  readonly object: JsonObject
} {
  return {
    operation: 'CREATE',
    resourceType: context.type,
    subresource: context.subresource,
    namespace: context.namespace,
    name: stringAt(metaOf(object), 'name'),
    object,
    options,
    user: context.user,
    dryRun: context.dryRun,
    services: context.services,
    warn: context.warn,
  }
}

function requireValid(context: WriteContext, strategy: Strategy, object: JsonObject): void {
  const info = strategyContext(context)
  const errors = [
    ...validateMeta(object, context.type, strategy),
    ...(strategy.validate?.(object, info) ?? []),
  ]
  if (errors.length > 0)
    throw invalidObject(storedKindOf(context.type), stringAt(metaOf(object), 'name'), errors)
  for (const text of strategy.warnings?.(object, undefined, info) ?? []) context.warn(text)
}

async function storeNew(context: WriteContext, object: JsonObject): Promise<JsonObject> {
  const { type, services } = context
  const name = stringAt(metaOf(object), 'name')
  const existing = services.store.get(type.storageKey, type.namespaced ? context.namespace : '', name)
  if (existing) {
    const error = alreadyExists(type, name)
    if (isDeleting(existing.object)) error.message = `object is being deleted: ${error.message}`
    throw error
  }
  if (type.custom && !type.custom.acceptsCreate) {
    throw forbidden(type, name, 'create not allowed while custom resource definition is terminating')
  }
  if (context.dryRun) {
    const shown = type.custom?.convertAhead ? object : fromStorage(type, toStorage(type, object))
    return { ...shown, metadata: orderedMeta(metaOf(shown)) }
  }
  try {
    const { stored, durable } = services.store.put(type.storageKey, toStorage(type, object), undefined)
    await durable
    await prepareViews(type, [stored])
    return fromStorage(type, stored.object)
  } catch (error) {
    if (error instanceof VersionConflict) throw alreadyExists(type, name)
    throw error
  }
}
