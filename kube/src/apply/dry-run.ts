import { formatObjectRef, type ObjectRef, type Resource } from '@sluice/base/flow'
import { isJsonObject } from '@sluice/base/json'
import { isNotFound, KubeError } from '../client/index.ts'
import type { KindInfo, KubeObject } from '../meta/index.ts'
import type { Cluster } from './cluster.ts'
import { dropUnknownFields } from './known-fields.ts'
import { hasMarker, isExcluded } from './markers.ts'
import { ObjectFailed } from './object-failed.ts'
import type { ApplyInOrderOptions } from './options.ts'
import { poll } from './poll.ts'

/** A resource and its object's address. */
export interface Target {
  readonly kind: KindInfo
  readonly ref: ObjectRef
  readonly resource: Resource
}

/** What the server would make of a resource. */
export type Trial =
  /** `resource` is what it accepts: the one given, or that without unknown fields. */
  | { readonly type: 'accepted'; readonly object: KubeObject; readonly resource: Resource }
  /** The live object says that it is not ours to change. */
  | { readonly type: 'excluded' }

const recreateTimeout = 10 * 60_000

/**
 * Applies a resource without storing it. With force, an object whose immutable fields would change is deleted first.
 * @throws ObjectFailed if the server refuses it
 */
export async function dryRun(cluster: Cluster, target: Target, options: ApplyInOrderOptions): Promise<Trial> {
  try {
    return await attempt(cluster, target, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    const { kind, ref } = target
    // Whatever keeps the object from being read, the refusal is what there is to tell.
    const live = await readLive(cluster, kind, ref, options).catch(() => 'refused' as const)
    if (live === 'refused') throw failure(ref, error)
    if (live && isLeftAlone(live, target.resource, cluster.group)) return { type: 'excluded' }
    if (!live || !isImmutable(error) || !mayRecreate(live, target.resource, cluster.group, options)) {
      throw failure(ref, error)
    }
    await removeForRecreation(cluster, target, options)
    return attempt(cluster, target, options).catch(again => {
      throw failure(ref, again)
    })
  }
}

async function attempt(cluster: Cluster, target: Target, options: ApplyInOrderOptions): Promise<Trial> {
  const { resource, ref } = target
  try {
    return { type: 'accepted', object: await send(cluster, resource, options), resource }
  } catch (error) {
    if (!(error instanceof KubeError) || !error.message.includes('field not declared in schema')) throw error
    const known = await dropUnknownFields(cluster.client, resource, ref)
    return { type: 'accepted', object: await send(cluster, known, options), resource: known }
  }
}

function send(cluster: Cluster, resource: Resource, { signal }: ApplyInOrderOptions): Promise<KubeObject> {
  const request = {
    fieldManager: cluster.fieldManager,
    force: true,
    dryRun: true,
    ...(signal ? { signal } : {}),
  }
  return cluster.client.apply(resource as unknown as KubeObject, request)
}

/** The object as it is; whoever may apply but not read gets `refused`. */
export async function readLive(
  { client }: Cluster,
  kind: KindInfo,
  ref: ObjectRef,
  { signal }: ApplyInOrderOptions,
): Promise<KubeObject | undefined | 'refused'> {
  try {
    return await client.find(kind, ref.namespace, ref.name, signal)
  } catch (error) {
    if (error instanceof KubeError && error.status.code === 403) return 'refused'
    throw error
  }
}

function isLeftAlone(live: KubeObject, desired: Resource, group: string): boolean {
  return isExcluded(live.metadata, group) || hasMarker(desired.metadata, `${group}/ssa`, 'IfNotPresent')
}

function mayRecreate(
  live: KubeObject,
  desired: Resource,
  group: string,
  { force }: ApplyInOrderOptions,
): boolean {
  const marker = `${group}/force`
  return (
    force === true ||
    hasMarker(desired.metadata, marker, 'enabled') ||
    hasMarker(live.metadata, marker, 'enabled')
  )
}

/** Servers have no reason of their own for "this field cannot change": any conflict or invalid object may mean it. */
function isImmutable(error: unknown): boolean {
  if (!(error instanceof KubeError)) return false
  const { code, message } = error.status
  return code === 409 || code === 422 || /is\simmutable/.test(message) || /immutable\sfield/.test(message)
}

async function removeForRecreation(
  cluster: Cluster,
  { kind, ref }: Target,
  options: ApplyInOrderOptions,
): Promise<void> {
  const name = formatObjectRef(ref)
  const signal = options.signal ? { signal: options.signal } : {}
  try {
    await cluster.client.delete(kind, ref.namespace, ref.name, { propagationPolicy: 'Background', ...signal })
  } catch (error) {
    if (!isNotFound(error))
      throw new ObjectFailed(
        `${name} immutable field detected, failed to delete object: ${messageOf(error)}`,
        { cause: error },
      )
  }
  cluster.memory?.forget(ref)
  const gone = await poll({ timeout: recreateTimeout, ...signal }, async () => {
    return (await cluster.client.find(kind, ref.namespace, ref.name, options.signal)) === undefined
  })
  if (!gone)
    throw new ObjectFailed(
      `${name} immutable field detected, failed to wait for object to be deleted: time is up`,
    )
}

function failure(ref: ObjectRef, error: unknown): ObjectFailed {
  if (error instanceof ObjectFailed) return error
  const name = formatObjectRef(ref)
  if (isNotFound(error)) return new ObjectFailed(`${name} not found: ${error.message}`, { cause: error })
  const reason = error instanceof KubeError ? reasonOf(error) : ''
  return new ObjectFailed(`${name} dry-run failed${reason && ` (${reason})`}: ${messageOf(error)}`, {
    cause: error,
  })
}

function reasonOf({ status }: KubeError): string {
  const causes = status.details?.['causes']
  const conflict =
    Array.isArray(causes) &&
    causes.some(cause => isJsonObject(cause) && cause['reason'] === 'FieldManagerConflict')
  return conflict ? 'FieldManagerConflict' : status.reason
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
