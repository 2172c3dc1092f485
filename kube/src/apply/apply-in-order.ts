import type { ChangeSet, ObjectChange, ObjectRef, Resource } from '@sluice/base/flow'
import { type Applied, carryOut, type Plan, planApply } from './apply-object.ts'
import { awaitHealth } from './await-health.ts'
import type { Cluster } from './cluster.ts'
import { ApplyFailed } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import type { ApplyInOrderOptions } from './options.ts'
import { compareRefs, rankOf } from './order.ts'
import { healthOf } from './read-health.ts'
import { resourceRef } from './resource-ref.ts'
import { type ApplyStage, stagesOf } from './stages.ts'

const parallel = 8
const stageTimeout = 60_000

/**
 * Applies resources in stages (definitions, classes, custom kinds, the rest), each stage in the order that
 * dependencies want; only what differs from the cluster is written. Nothing of a stage is written before the server
 * has accepted all of it in a dry-run.
 * @throws ApplyFailed at the first resource that cannot be applied; `changes` tells what was done before
 */
export async function applyInOrder(
  cluster: Cluster,
  resources: readonly Resource[],
  options: ApplyInOrderOptions = {},
): Promise<ChangeSet> {
  const changes: ObjectChange[] = []
  try {
    for (const stage of stagesOf(resources, options.customStageKinds)) {
      await applyStage(cluster, stage, options, changes)
    }
    return changes
  } catch (error) {
    options.signal?.throwIfAborted()
    // Whatever went wrong, what was written before has been written and must be told.
    throw new ApplyFailed(error instanceof Error ? error.message : String(error), changes, error)
  }
}

async function applyStage(
  cluster: Cluster,
  { resources, awaited }: ApplyStage,
  options: ApplyInOrderOptions,
  changes: ObjectChange[],
): Promise<void> {
  const limit = options.concurrency ?? parallel
  const sorted = resources.toSorted((a, b) => compareRefs(resourceRef(a), resourceRef(b)))
  const plans = await inParallel(sorted, limit, resource => planApply(cluster, resource, options))
  await options.beforeWrites?.(plans.filter(plan => plan.payload !== undefined).map(plan => plan.ref))
  const pending: ObjectRef[] = []
  for (const group of byRank(plans)) {
    const done: Applied[] = []
    try {
      await inParallel(group, limit, async (plan, i) => {
        done[i] = await carryOut(cluster, plan, options)
      })
    } finally {
      // What was written before another one failed has been written.
      for (const { change } of Object.values(done)) changes.push(change)
    }
    if (awaited)
      for (const applied of done) if (!(await isReady(cluster, applied))) pending.push(applied.change.ref)
  }
  if (pending.length === 0) return
  const { signal } = options
  const times = {
    timeout: options.stageTimeout ?? stageTimeout,
    failFast: false,
    ...(signal ? { signal } : {}),
  }
  await awaitHealth(cluster, pending, times)
}

/** Plans whose kinds have one rank may be carried out at the same time. */
function byRank(plans: readonly Plan[]): readonly (readonly Plan[])[] {
  const groups: Plan[][] = []
  for (const plan of plans) {
    const group = groups.at(-1)
    if (group?.[0] && rankOf(group[0].ref.kind) === rankOf(plan.ref.kind)) group.push(plan)
    else groups.push([plan])
  }
  return groups
}

/** An object that was not read is one that was remembered, and was ready then. */
async function isReady(cluster: Cluster, { change, object }: Applied): Promise<boolean> {
  if (!object || change.action === 'skipped') return true
  return (await healthOf(cluster, object, change.ref)).status === 'Current'
}
