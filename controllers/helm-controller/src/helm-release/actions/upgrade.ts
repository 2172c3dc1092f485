/** Upgrades a release to another chart, other values, or just once more. @module */
import type { ReleaseRecord } from '@sluice/helm/release'
import { type ReleaseContext, timeOf, waitOptionsOf, waits } from '../action-context.ts'
import { buildTargets, keyOf, type Target } from '../build.ts'
import { applyDefinitions } from '../crds.ts'
import { runHooks } from '../hooks.ts'
import { deleteAll, updateAll, type Way } from '../objects.ts'
import { messageOf, naming } from '../outcome.ts'
import { owned, toBeAdopted } from '../ownership.ts'
import { type Rendered, render } from '../render.ts'
import { helmNameOf, maxHistoryOf, specOf } from '../spec.ts'
import type { Storage } from '../storage.ts'
import { awaitReady, takesTime } from '../wait.ts'
import { Working } from '../working.ts'
import type { ActionResult } from './action-result.ts'
import { releaseAction } from './release-action.ts'

/** Upgrades, and tells what came of it. */
export async function upgrade(context: ReleaseContext): Promise<ActionResult> {
  return releaseAction(context, 'upgrade', storage => run(context, storage))
}

async function run(context: ReleaseContext, storage: Storage): Promise<void> {
  const { draft, cluster } = context
  const { release } = draft
  const options = specOf(release).upgrade ?? {}
  context.log.add(`preparing upgrade: ${helmNameOf(release)}`)
  const { last, current } = await currentOf(storage, helmNameOf(release))
  const method = methodOf(options.serverSideApply, last)
  await applyDefinitions(context, 'upgrade', method)
  const rendered = await render(context, {
    verb: 'upgrade',
    revision: last.version + 1,
    preserves: options.preserveValues ? current : undefined,
  })
  const record = recordOf(context, rendered, { last, current, method })
  const targets = await buildTargets(cluster.client, record.manifest, record.namespace)
  const originals = await buildCurrent(context, current)
  const known = new Set(originals.map(keyOf))
  const wanted = targets.map(target => owned(target, record))
  const adopted = await toBeAdopted(
    cluster,
    wanted.filter(target => !known.has(keyOf(target))),
    { owner: record, takesAny: !options.disableTakeOwnership },
  ).catch(error => {
    throw new Error(`unable to continue with update: ${messageOf(error)}`, { cause: error })
  })
  const working = new Working(record)
  await storage.create(record, maxHistoryOf(release))
  await perform(context, working, {
    storage,
    current,
    originals: [...originals, ...adopted],
    targets: wanted,
  })
  await storage.update(working.record)
}

/** The newest record, and the one whose objects are in the cluster. */
async function currentOf(
  storage: Storage,
  name: string,
): Promise<{ readonly last: ReleaseRecord; readonly current: ReleaseRecord }> {
  const last = await storage.last(name)
  if (!last) throw new Error(`"${name}" has no deployed releases`)
  if (last.info.status.startsWith('pending-'))
    throw new Error('another operation (install/upgrade/rollback) is in progress')
  const deployed = last.info.status === 'deployed' ? last : await storage.deployed(name)
  if (deployed) return { last, current: deployed }
  if (last.info.status === 'failed' || last.info.status === 'superseded') return { last, current: last }
  throw new Error(`"${name}" has no deployed releases`)
}

/** How objects are written, where the spec may leave it to how it was done before. */
export function methodOf(
  wanted: 'enabled' | 'disabled' | 'auto' | undefined,
  before: ReleaseRecord,
): 'ssa' | 'csa' {
  if (wanted === 'enabled') return 'ssa'
  return wanted === 'disabled' || before.applyMethod !== 'ssa' ? 'csa' : 'ssa'
}

interface Between {
  readonly last: ReleaseRecord
  readonly current: ReleaseRecord
  readonly method: 'ssa' | 'csa'
}

function recordOf(
  context: ReleaseContext,
  rendered: Rendered,
  { last, current, method }: Between,
): ReleaseRecord {
  return {
    name: last.name,
    namespace: current.namespace,
    version: last.version + 1,
    info: {
      firstDeployed: current.info.firstDeployed,
      lastDeployed: timeOf(context),
      deleted: undefined,
      description: 'Preparing upgrade',
      status: 'pending-upgrade',
      rollbackRevision: 0,
      notes: rendered.notes,
    },
    chart: rendered.chart,
    config: rendered.config,
    manifest: rendered.manifest,
    hooks: rendered.hooks,
    applyMethod: method,
    labels: last.labels,
  }
}

async function buildCurrent({ cluster }: ReleaseContext, record: ReleaseRecord): Promise<readonly Target[]> {
  return buildTargets(cluster.client, record.manifest, record.namespace).catch(error => {
    const what = 'unable to build kubernetes objects from current release manifest'
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error })
  })
}

interface Plan {
  readonly storage: Storage
  readonly current: ReleaseRecord
  readonly originals: readonly Target[]
  readonly targets: readonly Target[]
}

async function perform(context: ReleaseContext, working: Working, plan: Plan): Promise<void> {
  const { draft, cluster, log } = context
  const options = specOf(draft.release).upgrade ?? {}
  const method = working.record.applyMethod === 'csa' ? 'csa' : 'ssa'
  const hooks = {
    verb: 'upgrade',
    method,
    waits: waits(draft.release, 'upgrade'),
    storage: plan.storage,
  } as const
  let created: readonly Target[] = []
  try {
    if (!options.disableHooks)
      await runHooks(context, working, { ...hooks, event: 'pre-upgrade' }).catch(
        naming('pre-upgrade hooks failed'),
      )
    if (takesTime(plan.targets)) await draft.run.save()
    log.add(`checking ${plan.targets.length} resource(s) for changes`)
    const way: Way = {
      method,
      force: method === 'ssa',
      replaces: method === 'csa' && (options.force ?? false),
      takesOver: plan.current.applyMethod !== 'ssa',
    }
    const updated = await updateAll(cluster, plan, way)
    created = updated.created
    try {
      if (updated.error) throw updated.error
      if (hooks.waits) {
        const withJobs = !options.disableWaitForJobs
        await awaitReady(cluster, plan.targets, { ...waitOptionsOf(context, 'upgrade'), withJobs })
      }
    } catch (error) {
      context.signal.throwIfAborted()
      await plan.storage.tryUpdate(plan.current)
      throw error
    }
    if (!options.disableHooks)
      await runHooks(context, working, { ...hooks, event: 'post-upgrade' }).catch(
        naming('post-upgrade hooks failed'),
      )
  } catch (error) {
    context.signal.throwIfAborted()
    throw await failed(context, working, { error, created, storage: plan.storage })
  }
  await plan.storage.tryUpdate({ ...plan.current, info: { ...plan.current.info, status: 'superseded' } })
  working.setInfo({ status: 'deployed', description: 'Upgrade complete' })
}

/** Records the failure, and deletes what the upgrade made if the spec wants that. */
async function failed(
  context: ReleaseContext,
  working: Working,
  { error, created, storage }: { error: unknown; created: readonly Target[]; storage: Storage },
): Promise<Error> {
  const why = messageOf(error)
  working.setInfo({ status: 'failed', description: `Upgrade "${working.record.name}" failed: ${why}` })
  context.log.add(`warning: upgrade failed: ${why}`)
  await storage.tryUpdate(working.record)
  if (specOf(context.draft.release).upgrade?.cleanupOnFail && created.length > 0) {
    const errors = await deleteAll(context.cluster, created)
    if (errors.length > 0) {
      const what = `an error occurred while cleaning up resources. original upgrade error: ${why}`
      return new Error(`${what}: unable to cleanup resources: ${errors.join(', ')}`)
    }
  }
  return new Error(why, { cause: error })
}
