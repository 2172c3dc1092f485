import { digestOf } from '@sluice/base/digest'
import { formatObjectRef, type ObjectChange, type ObjectRef, type Resource } from '@sluice/base/flow'
import { formatJson } from '@sluice/base/json'
import type { KindInfo, KubeObject } from '../meta/index.ts'
import { cleanupPatch, type PatchOperation, takenOverManagers } from './cleanup.ts'
import type { Cluster } from './cluster.ts'
import { comparableDigest, hasDrifted } from './drift.ts'
import { dryRun, readLive } from './dry-run.ts'
import { adoptIgnored, ignoredPaths, withoutPaths } from './ignore.ts'
import { hasMarker, isExcluded } from './markers.ts'
import { normalize } from './normalize.ts'
import { ObjectFailed } from './object-failed.ts'
import type { ApplyInOrderOptions } from './options.ts'
import { resolveResource } from './resolve-resource.ts'

/** What is to be done to one object. */
export interface Plan {
  readonly kind: KindInfo
  readonly ref: ObjectRef
  readonly action: 'created' | 'configured' | 'unchanged' | 'skipped'
  /** The digest of the resource, by which it is remembered. */
  readonly digest: string
  /** Patched before the apply. */
  readonly cleanup: readonly PatchOperation[]
  /** What to apply; absent where nothing is. */
  readonly payload?: Resource
  /** The object as it is, where it was read. */
  readonly live?: KubeObject
}

/**
 * Finds out what applying a resource would change, by a dry-run compared with the live object. Costs no request where
 * the object is remembered and untouched, one where it is new.
 * @throws ObjectFailed if the server refuses the resource
 */
export async function planApply(
  cluster: Cluster,
  resource: Resource,
  options: ApplyInOrderOptions,
): Promise<Plan> {
  const { kind, ref } = await resolveResource(cluster.client, resource, options.signal)
  const desired = normalize(resource)
  const digest = digestOf(`${cluster.fieldManager}\n${formatJson(desired)}`, 'sha1')
  const base = { kind, ref, digest, cleanup: [] }
  if (isExcluded(desired.metadata, cluster.group)) return { ...base, action: 'skipped' }
  const known = options.verify ? undefined : cluster.memory?.find(kind, ref)
  const onlyIfAbsent = hasMarker(desired.metadata, `${cluster.group}/ssa`, 'IfNotPresent')
  if (known && onlyIfAbsent) return { ...base, action: 'skipped' }
  if (known?.applied === digest) return { ...base, action: 'unchanged' }

  const trial = await dryRun(cluster, { kind, ref, resource: desired }, options)
  if (trial.type === 'excluded') return { ...base, action: 'skipped' }
  const { object, resource: payload } = trial
  if (!object.metadata.resourceVersion) return { ...base, action: 'created', payload }
  if (onlyIfAbsent) return { ...base, action: 'skipped' }
  if (known && !options.ignore?.length) {
    if (known.live !== comparableDigest(object)) return { ...base, action: 'configured', payload }
    remember(cluster, base, object)
    return { ...base, action: 'unchanged' }
  }
  const live = await readLive(cluster, kind, ref, options)
  if (live === 'refused') return { ...base, action: 'configured', payload }
  if (!live) return { ...base, action: 'created', payload }
  return compare(cluster, { ...base, payload }, live, object, options)
}

function compare(
  cluster: Cluster,
  base: Omit<Plan, 'action'> & { readonly payload: Resource },
  live: KubeObject,
  applied: KubeObject,
  options: ApplyInOrderOptions,
): Plan {
  const { kind, ref, digest, payload } = base
  if (isExcluded(live.metadata, cluster.group))
    return { kind, ref, digest, cleanup: [], action: 'skipped', live }
  const merges = [payload.metadata, live.metadata].some(metadata =>
    hasMarker(metadata, `${cluster.group}/ssa`, 'Merge'),
  )
  const managers = takenOverManagers(cluster.fieldManager, options.overrideManagers)
  const cleanup = merges ? [] : cleanupPatch(live, managers, cluster.fieldManager)
  const paths = ignoredPaths(payload, options.ignore ?? [])
  const drifted =
    paths.length > 0
      ? hasDrifted(withoutPaths(live, paths), withoutPaths(applied, paths))
      : hasDrifted(live, applied)
  if (cleanup.length === 0 && !drifted) {
    if (paths.length === 0) remember(cluster, base, live)
    return { kind, ref, digest, cleanup, action: 'unchanged', live }
  }
  const adopted =
    paths.length > 0 ? adoptIgnored(payload, live, applied, paths, cluster.fieldManager) : payload
  return { kind, ref, digest, cleanup, action: 'configured', payload: adopted, live }
}

function remember(
  { memory }: Cluster,
  { kind, ref, digest }: Omit<Plan, 'action'>,
  object: KubeObject,
): void {
  memory?.remember(kind, ref, { applied: digest, live: comparableDigest(object) }, object.metadata)
}

/** What a plan came to. */
export interface Applied {
  readonly change: ObjectChange
  readonly kind: KindInfo
  /** The object as last seen; absent where it was not read. */
  readonly object?: KubeObject
}

/** Does what a plan says. @throws ObjectFailed if the server refuses it */
export async function carryOut(cluster: Cluster, plan: Plan, options: ApplyInOrderOptions): Promise<Applied> {
  const { kind, ref, action, payload, cleanup, live } = plan
  const change: ObjectChange = { ref, action }
  if (!payload) return { change, kind, ...(live ? { object: live } : {}) }
  const request = {
    fieldManager: cluster.fieldManager,
    ...(options.signal ? { signal: options.signal } : {}),
  }
  let doing = 'metadata.managedFields cleanup'
  try {
    if (cleanup.length > 0) {
      await cluster.client.patch(kind, ref.namespace, ref.name, { type: 'json', body: cleanup }, request)
    }
    doing = 'apply'
    const object = await cluster.client.apply(payload as unknown as KubeObject, { ...request, force: true })
    if (options.ignore?.length) cluster.memory?.forget(ref)
    else remember(cluster, plan, object)
    return { change, kind, object }
  } catch (error) {
    options.signal?.throwIfAborted()
    cluster.memory?.forget(ref)
    const why = error instanceof Error ? error.message : String(error)
    throw new ObjectFailed(`${formatObjectRef(ref)} ${doing} failed: ${why}`, { cause: error })
  }
}
