import { type ChangeSet, formatObjectRef, type ObjectChange, type ObjectRef } from '@sluice/base/flow'
import { isNotFound } from '../client/index.ts'
import type { KubeObject } from '../meta/index.ts'
import type { Cluster, Owner } from './cluster.ts'
import { PruneFailed } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import { isKept } from './markers.ts'
import type { PruneOptions } from './options.ts'
import { compareRefs, rankOf } from './order.ts'
import { kindOfRef } from './read-health.ts'

const parallel = 8

/**
 * Deletes objects in reverse apply order, in the background. Objects that are protected or no longer the owner's are
 * `skipped`; what is gone already is `deleted`.
 * @throws PruneFailed if any deletion failed, after trying all
 */
export async function prune(
  cluster: Cluster,
  refs: readonly ObjectRef[],
  options: PruneOptions,
): Promise<ChangeSet> {
  const changes: ObjectChange[] = []
  const failures: { readonly ref: ObjectRef; readonly error: unknown; readonly message: string }[] = []
  for (const group of inReverse(refs)) {
    const outcomes = await inParallel(group, options.concurrency ?? parallel, ref =>
      tryPrune(cluster, ref, options),
    )
    for (const outcome of outcomes) {
      if ('error' in outcome) failures.push(outcome)
      else changes.push(outcome)
    }
  }
  if (failures.length === 0) return changes
  const message = `delete failed, errors: ${failures.map(failure => `${failure.message};`).join('')}`
  throw new PruneFailed(
    message,
    changes,
    failures.map(({ ref }) => ref),
    failures[0]?.error,
  )
}

/** The references last to first, those whose kinds have one rank together. */
function inReverse(refs: readonly ObjectRef[]): readonly (readonly ObjectRef[])[] {
  const groups: ObjectRef[][] = []
  let rank: number | undefined
  for (const ref of refs.toSorted((a, b) => compareRefs(b, a))) {
    if (rankOf(ref.kind) === rank) groups.at(-1)?.push(ref)
    else groups.push([ref])
    rank = rankOf(ref.kind)
  }
  return groups
}

type Outcome = ObjectChange | { readonly ref: ObjectRef; readonly error: unknown; readonly message: string }

async function tryPrune(cluster: Cluster, ref: ObjectRef, options: PruneOptions): Promise<Outcome> {
  let doing = 'query'
  try {
    const kind = await kindOfRef(cluster.client, ref)
    const object = kind && (await cluster.client.find(kind, ref.namespace, ref.name, options.signal))
    if (!kind || !object) return { ref, action: 'deleted' }
    if (!isOwned(object, cluster.group, options.owner) || isKept(object.metadata, cluster.group))
      return { ref, action: 'skipped' }
    doing = 'delete'
    const { uid } = object.metadata
    await cluster.client.delete(kind, ref.namespace, ref.name, {
      propagationPolicy: 'Background',
      ...(uid ? { preconditions: { uid } } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    })
    cluster.memory?.forget(ref)
    return { ref, action: 'deleted' }
  } catch (error) {
    options.signal?.throwIfAborted()
    if (isNotFound(error)) return { ref, action: 'deleted' }
    const why = error instanceof Error ? error.message : String(error)
    return { ref, error, message: `${formatObjectRef(ref)} ${doing} failed: ${why}` }
  }
}

function isOwned({ metadata }: KubeObject, group: string, owner: Owner): boolean {
  const { labels = {} } = metadata
  return labels[`${group}/name`] === owner.name && labels[`${group}/namespace`] === owner.namespace
}
