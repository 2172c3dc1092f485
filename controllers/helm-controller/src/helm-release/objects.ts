/** Writes a release's objects as Helm does: new ones a kind at a time, known ones one by one. @module */
import type { JsonObject } from '@sluice/base/json'
import { type Cluster, managersPatch } from '@sluice/kube/apply'
import { isAlreadyExists, isNotFound, KubeError } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { keyOf, type Target } from './build.ts'
import { forget, isKnown, isRemembered, remember } from './remembered.ts'
import { clientSidePatch } from './three-way.ts'

/** How objects are written. */
export interface Way {
  /** On the server, or as Helm 3 did. */
  readonly method: 'ssa' | 'csa'
  /** Fields of other managers are taken over (server-side only). */
  readonly force: boolean
  /** Objects are replaced as a whole (client-side only). */
  readonly replaces: boolean
  /** What was written client-side before becomes a server-side apply's (server-side only). */
  readonly takesOver?: boolean
}

/** Creates objects; those of one kind at a time, and all of them whatever fails. @throws Error with what failed */
export async function createAll(cluster: Cluster, targets: readonly Target[], way: Way): Promise<void> {
  const errors: string[] = []
  for (const group of byKind(targets)) {
    const results = await Promise.allSettled(group.map(target => create(cluster, target, way)))
    for (const result of results) if (result.status === 'rejected') errors.push(messageOf(result.reason))
  }
  if (errors.length > 0) throw new Error(errors.join('\n'))
}

/** What an update came to. */
export interface Updated {
  /** Objects that were not there before, whether they could be made or not. */
  readonly created: readonly Target[]
  readonly error: Error | undefined
}

/**
 * Brings a cluster from the objects of one release to those of the next: creates what is new, changes what is known,
 * deletes what is left over unless it is to be kept.
 */
export async function updateAll(
  cluster: Cluster,
  { originals, targets }: { readonly originals: readonly Target[]; readonly targets: readonly Target[] },
  way: Way,
): Promise<Updated> {
  const created: Target[] = []
  const errors: string[] = []
  try {
    for (const target of targets) {
      // helm: writes what is there already as well. On the server that changes nothing, so that it need not be sent.
      if (way.method === 'ssa' && isRemembered(cluster, target)) continue
      const needsLive = way.method === 'csa' || way.takesOver || !isKnown(cluster, target)
      const live = needsLive ? await findLive(cluster, target) : undefined
      if (needsLive && !live) {
        created.push(target)
        await create(cluster, target, way).catch(error => {
          throw new Error(`failed to create resource: ${messageOf(error)}`, { cause: error })
        })
      } else {
        const original = originals.find(known => keyOf(known) === keyOf(target))
        await change(cluster, { target, original, live }, way).catch(error => errors.push(messageOf(error)))
      }
    }
  } catch (error) {
    return { created, error: error instanceof Error ? error : new Error(String(error)) }
  }
  if (errors.length === 0) errors.push(...(await removeLeftOvers(cluster, originals, targets)))
  return { created, error: errors.length > 0 ? new Error(errors.join(' && ')) : undefined }
}

/** Deletes objects, whatever fails; those that are gone already are no failure. Returns what failed. */
export async function deleteAll(
  cluster: Cluster,
  targets: readonly Target[],
  propagationPolicy: 'Background' | 'Foreground' | 'Orphan' = 'Background',
): Promise<readonly string[]> {
  const errors: string[] = []
  for (const group of byKind(targets)) {
    await Promise.all(
      group.map(async target => {
        const error = await remove(cluster, target, propagationPolicy)
        if (error !== undefined) errors.push(error)
      }),
    )
  }
  return errors
}

/** The object as it is; undefined if there is none. @throws Error naming it, if it cannot be read */
export async function findLive(
  { client }: Cluster,
  { kind, ref, resource }: Target,
): Promise<KubeObject | undefined> {
  if (!resource.metadata.name) return undefined
  try {
    return await client.find(kind, ref.namespace, ref.name)
  } catch (error) {
    throw new Error(`could not get information about the resource: ${messageOf(error)}`, { cause: error })
  }
}

/** `<Kind> "<name>" in namespace "<namespace>"`. */
export function describe({ ref }: Target): string {
  return `${ref.kind} "${ref.name}" in namespace "${ref.namespace}"`
}

function byKind(targets: readonly Target[]): readonly (readonly Target[])[] {
  const groups: Target[][] = []
  for (const target of targets) {
    const group = groups.at(-1)
    if (group?.[0]?.ref.kind === target.ref.kind) group.push(target)
    else groups.push([target])
  }
  return groups
}

async function create(cluster: Cluster, target: Target, way: Way): Promise<void> {
  if (way.method === 'ssa' && target.resource.metadata.name) return applyOnServer(cluster, target, way.force)
  forget(cluster, target)
  try {
    await cluster.client.create(objectOf(target), { fieldManager: cluster.fieldManager })
  } catch (error) {
    if (isAlreadyExists(error)) throw error
    throw new Error(messageOf(error), { cause: error })
  }
}

async function applyOnServer(cluster: Cluster, target: Target, force: boolean): Promise<void> {
  const { client, fieldManager } = cluster
  try {
    const options = { fieldManager, force, fieldValidation: 'Strict', metadataOnly: true } as const
    remember(cluster, target, await client.apply(objectOf(target), options))
  } catch (error) {
    forget(cluster, target)
    const { group, version, kind, namespace, name } = target.ref
    const isConflict = error instanceof KubeError && error.status.code === 409
    const what = isConflict
      ? 'conflict occurred while applying object'
      : 'server-side apply failed for object'
    const shown = `${namespace}/${name} ${group}/${version}, Kind=${kind}`
    throw new Error(`${what} ${shown}: ${messageOf(error)}`, { cause: error })
  }
}

interface Known {
  readonly target: Target
  readonly original: Target | undefined
  readonly live: KubeObject
}

async function change(
  cluster: Cluster,
  known: Omit<Known, 'live'> & { readonly live: KubeObject | undefined },
  way: Way,
): Promise<void> {
  const { live, target } = known
  if (live && way.takesOver && way.method === 'ssa') await takeOver(cluster, { ...known, live })
  if (!live || way.method === 'ssa') return applyOnServer(cluster, target, way.force)
  forget(cluster, target)
  return way.replaces ? replace(cluster, { ...known, live }) : patch(cluster, { ...known, live })
}

/** Fields that we wrote without server-side apply would stay ours for ever, whatever the manifest says. */
async function takeOver({ client, fieldManager }: Cluster, { target, live }: Known): Promise<void> {
  const { kind, ref } = target
  const body = managersPatch(live, [{ name: fieldManager, operation: 'Update' }], fieldManager)
  if (body.length === 0) return
  try {
    await client.patch(kind, ref.namespace, ref.name, { type: 'json', body }, { fieldManager })
  } catch (error) {
    const { group, version } = ref
    const shown = `${ref.namespace}/${ref.name} ${group}/${version}, Kind=${ref.kind}`
    throw new Error(`failed to upgrade managed fields for object ${shown}: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

async function replace({ client, fieldManager }: Cluster, { target, live }: Known): Promise<void> {
  try {
    const { resourceVersion } = live.metadata
    const object = objectOf(target)
    const metadata = { ...object.metadata, ...(resourceVersion ? { resourceVersion } : {}) }
    await client.update({ ...object, metadata }, { fieldManager, fieldValidation: 'Strict' })
  } catch (error) {
    throw new Error(`failed to replace object: ${messageOf(error)}`, { cause: error })
  }
}

/** Sets what the new manifest says, and removes what only the old one said; what others have added stays. */
async function patch({ client, fieldManager }: Cluster, { target, original, live }: Known): Promise<void> {
  const { kind, ref, resource } = target
  const body = clientSidePatch({
    original: original?.resource ?? asJson(live),
    wanted: resource,
    live: asJson(live),
  })
  if (!body) return
  try {
    await client.patch(kind, ref.namespace, ref.name, { type: 'merge', body }, { fieldManager })
  } catch (error) {
    throw new Error(`cannot patch "${ref.name}" with kind ${ref.kind}: ${messageOf(error)}`, { cause: error })
  }
}

/** Objects of the API server are JSON, whatever type we give them. */
function asJson(object: KubeObject): JsonObject {
  return object as unknown as JsonObject
}

async function removeLeftOvers(
  cluster: Cluster,
  originals: readonly Target[],
  targets: readonly Target[],
): Promise<readonly string[]> {
  const wanted = new Set(targets.map(keyOf))
  const errors: string[] = []
  for (const original of originals.filter(known => !wanted.has(keyOf(known)))) {
    const live = await findLive(cluster, original).catch(() => undefined)
    if (!live || live.metadata.annotations?.['helm.sh/resource-policy'] === 'keep') continue
    const error = await remove(cluster, original, 'Background')
    const { namespace, name, kind } = original.ref
    if (error !== undefined)
      errors.push(`failed to delete resource namespace=${namespace}, name=${name}, kind=${kind}: ${error}`)
  }
  return errors
}

async function remove(
  cluster: Cluster,
  target: Target,
  propagationPolicy: 'Background' | 'Foreground' | 'Orphan',
): Promise<string | undefined> {
  const { kind, ref } = target
  forget(cluster, target)
  try {
    await cluster.client.delete(kind, ref.namespace, ref.name, { propagationPolicy })
    return undefined
  } catch (error) {
    return isNotFound(error) ? undefined : messageOf(error)
  }
}

function objectOf({ resource }: Target): KubeObject {
  return resource as unknown as KubeObject
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
