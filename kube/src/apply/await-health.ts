import { formatObjectRef, type Health, type ObjectRef } from '@sluice/base/flow'
import type { Cluster } from './cluster.ts'
import { HealthCheckFailed } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import { inventoryId } from './inventory.ts'
import type { AwaitHealthOptions, AwaitTerminationOptions } from './options.ts'
import { poll, type WatchChanges } from './poll.ts'
import { kindOfRef, readHealth } from './read-health.ts'

const parallel = 8

/** The health of one object, and what kept us from reading it. */
interface Observed {
  readonly ref: ObjectRef
  readonly health: Health
}

/**
 * Waits until every object is Current.
 * @throws HealthCheckFailed on the first failed one, when none can get better, or when time is up
 */
export async function awaitHealth(
  cluster: Cluster,
  refs: readonly ObjectRef[],
  options: AwaitHealthOptions,
): Promise<void> {
  const failFast = options.failFast ?? true
  const observed = new Map<ObjectRef, Observed>(
    refs.map(ref => [ref, { ref, health: { status: 'Unknown', message: '' } }]),
  )
  const vanishing = new Set(options.mayVanish?.map(inventoryId))
  const look = async (only?: ReadonlySet<string>) => {
    const pending = [...observed.values()].filter(
      ({ ref, health }) => health.status !== 'Current' && (only?.has(inventoryId(ref)) ?? true),
    )
    await inParallel(pending, parallel, async ({ ref }) => {
      const health = await readHealth(cluster, ref, options)
      observed.set(ref, { ref, health: vanished(health, vanishing.has(inventoryId(ref))) })
    })
    const statuses = [...observed.values()].map(({ health }) => health.status)
    const settled = statuses.every(status => status === 'Current' || status === 'Failed')
    return settled || (failFast && statuses.includes('Failed'))
  }
  const ended = await poll(options, look, changesOf(cluster, refs))
  const bad = [...observed.values()].filter(({ health }) =>
    ended ? health.status === 'Failed' : health.status !== 'Current',
  )
  if (bad.length === 0) return
  const what = ended ? 'failed early due to stalled resources' : 'timeout waiting for'
  throw new HealthCheckFailed(`${what}: [${bad.map(describe).join(', ')}]`)
}

/** Waits until every object is gone; returns those that are not when time is up. */
export async function awaitTermination(
  cluster: Cluster,
  refs: readonly ObjectRef[],
  options: AwaitTerminationOptions,
): Promise<readonly ObjectRef[]> {
  let left = refs
  const look = async (only?: ReadonlySet<string>) => {
    const there = await inParallel(left, parallel, async ref =>
      only && !only.has(inventoryId(ref)) ? true : exists(cluster, ref, options.signal),
    )
    left = left.filter((_, i) => there[i])
    return left.length === 0
  }
  await poll(options, look, changesOf(cluster, refs))
  return left
}

/** What was applied before is watched already. */
function changesOf({ memory }: Cluster, refs: readonly ObjectRef[]): WatchChanges | undefined {
  return memory && (changed => memory.onChange(refs, ref => changed(inventoryId(ref))))
}

async function exists(cluster: Cluster, ref: ObjectRef, signal?: AbortSignal): Promise<boolean> {
  const kind = await kindOfRef(cluster.client, ref)
  if (!kind) return false
  return (await cluster.client.find(kind, ref.namespace, ref.name, signal)) !== undefined
}

/** A Job with a time to live that is gone has ended well: had it failed, that would have been seen. */
function vanished(health: Health, may: boolean): Health {
  return may && health.status === 'NotFound'
    ? { status: 'Current', message: 'Job was removed after it ended' }
    : health
}

function describe({ ref, health }: Observed): string {
  const why = health.status === 'Unknown' && health.message ? `: ${health.message}` : ''
  return `${formatObjectRef(ref)} status: '${health.status}'${why}`
}
