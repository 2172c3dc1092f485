/** Goes back to the last good release after an upgrade that failed. @module */
import { HelmCondition, type HelmSnapshot, Reason } from '@sluice/api/helm'
import type { ReleaseRecord } from '@sluice/helm/release'
import { type ReleaseContext, timeOf, waitOptionsOf, waits } from '../action-context.ts'
import { buildTargets, type Target } from '../build.ts'
import { definitionsOf } from '../crds.ts'
import { chartOf, previousOf, releaseOf } from '../history.ts'
import { runHooks } from '../hooks.ts'
import { recordInventory } from '../inventory.ts'
import { deleteAll, updateAll, type Way } from '../objects.ts'
import { announceFailure, announceSuccess, failureOf, messageOf } from '../outcome.ts'
import { owned } from '../ownership.ts'
import { remediationOf } from '../remediation.ts'
import { observe, snapshotOf } from '../snapshot.ts'
import { maxHistoryOf, specOf } from '../spec.ts'
import type { Storage } from '../storage.ts'
import { damageOf } from '../stored-release.ts'
import { awaitReady } from '../wait.ts'
import { Working } from '../working.ts'
import type { ActionResult } from './action-result.ts'
import { methodOf } from './upgrade.ts'

/** Rolls back, and tells what came of it. @throws Error if there is nothing to go back to */
export async function rollback(context: ReleaseContext): Promise<ActionResult> {
  const { draft, cluster } = context
  const before = draft.latest
  const { ignoresTestFailures } = remediationOf(draft.release, 'upgrade')
  const target = previousOf(draft.history, { ignoreTests: ignoresTestFailures })
  if (!target) throw new Error('missing target release for rollback: required to rollback')
  if (target.name !== before.name || target.namespace !== before.namespace) {
    const what = 'release mismatch: previous release name or namespace'
    throw new Error(`${what} ${releaseOf(target)} does not match current ${releaseOf(before)}`)
  }
  const last: { record?: ReleaseRecord } = {}
  const storage = context.storage.observed(record => {
    last.record = record
    if (!observe(draft, record, () => 'rollback', { keepsTests: true }))
      draft.set({ history: [snapshotOf(record, { algorithm: draft.algorithm }), ...draft.history] })
  })
  const error = await failureOf(context, () => run(context, storage, target))
  if (last.record)
    await recordInventory(draft, last.record, { client: cluster.client, crds: definitionsOf(context) })
  if (error === undefined) {
    tell(context, target)
    return 'done'
  }
  tell(context, target, error)
  return draft.latest.digest === before.digest ? { notBegun: error } : 'done'
}

async function run(
  context: ReleaseContext,
  storage: Storage,
  { name, version }: HelmSnapshot,
): Promise<void> {
  const { release } = context.draft
  context.log.add(`preparing rollback: ${name}`)
  const current = await storage.last(name)
  const previous = await storage.get(name, version)
  if (!current || !previous) throw new Error(`release has no ${version} version`)
  const method = methodOf(specOf(release).rollback?.serverSideApply, previous)
  const working = new Working({
    ...previous,
    version: current.version + 1,
    namespace: current.namespace,
    applyMethod: method,
    info: {
      firstDeployed: current.info.firstDeployed,
      lastDeployed: timeOf(context),
      deleted: undefined,
      description: `Rollback to ${version}`,
      status: 'pending-rollback',
      rollbackRevision: 0,
      notes: previous.info.notes,
    },
  })
  await storage.create(working.record, maxHistoryOf(release))
  await perform(context, working, { storage, current })
  await storage.update(working.record)
}

interface Plan {
  readonly storage: Storage
  readonly current: ReleaseRecord
}

async function perform(context: ReleaseContext, working: Working, { storage, current }: Plan): Promise<void> {
  const { draft, cluster } = context
  const options = specOf(draft.release).rollback ?? {}
  const method = working.record.applyMethod === 'csa' ? 'csa' : 'ssa'
  const originals = await build(context, current, 'current')
  const targets = (await build(context, working.record, 'new')).map(target => owned(target, working.record))
  const hooks = { verb: 'rollback', method, waits: waits(draft.release, 'rollback'), storage } as const
  if (!options.disableHooks) await runHooks(context, working, { ...hooks, event: 'pre-rollback' })
  const way: Way = {
    method,
    force: method === 'ssa',
    replaces: method === 'csa' && (options.force ?? false),
    takesOver: true,
  }
  const { created, error } = await updateAll(cluster, { originals, targets }, way)
  if (error) throw await failed(context, working, { storage, current, created, error })
  if (hooks.waits) {
    const withJobs = !options.disableWaitForJobs
    try {
      await awaitReady(cluster, targets, { ...waitOptionsOf(context, 'rollback'), withJobs })
    } catch (problem) {
      context.signal.throwIfAborted()
      const why = messageOf(problem)
      working.setInfo({ status: 'failed', description: `Release "${working.record.name}" failed: ${why}` })
      await storage.tryUpdate(current)
      await storage.tryUpdate(working.record)
      throw new Error(`release ${working.record.name} failed: ${why}`, { cause: problem })
    }
  }
  if (!options.disableHooks) await runHooks(context, working, { ...hooks, event: 'post-rollback' })
  await supersedeDeployed(storage, working.record.name)
  working.setInfo({ status: 'deployed' })
}

async function build(
  { cluster }: ReleaseContext,
  record: ReleaseRecord,
  which: 'current' | 'new',
): Promise<readonly Target[]> {
  return buildTargets(cluster.client, record.manifest, record.namespace).catch(error => {
    const what = `unable to build kubernetes objects from ${which} release manifest`
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error })
  })
}

async function failed(
  context: ReleaseContext,
  working: Working,
  { storage, current, created, error }: Plan & { readonly created: readonly Target[]; readonly error: Error },
): Promise<Error> {
  working.setInfo({
    status: 'failed',
    description: `Rollback "${working.record.name}" failed: ${error.message}`,
  })
  await storage.tryUpdate({ ...current, info: { ...current.info, status: 'superseded' } })
  await storage.tryUpdate(working.record)
  if (!specOf(context.draft.release).rollback?.cleanupOnFail) return error
  const errors = await deleteAll(context.cluster, created)
  if (errors.length === 0) return error
  const what = 'an error occurred while cleaning up resources. original rollback error'
  return new Error(`${what}: unable to cleanup resources: ${errors.join(', ')}`, { cause: error })
}

/** Marks every deployed release as superseded. */
export async function supersedeDeployed(storage: Storage, name: string): Promise<void> {
  for (const stored of await storage.history(name)) {
    if (stored.status !== 'deployed' || damageOf(stored) !== undefined) continue
    const record = stored.read()
    await storage.tryUpdate({ ...record, info: { ...record.info, status: 'superseded' } })
  }
}

function tell(context: ReleaseContext, target: HelmSnapshot, error?: string): void {
  const { draft, configDigest } = context
  const { chartVersion, appVersion, ociDigest } = target
  const metadata = {
    revision: chartVersion,
    token: configDigest,
    'app-version': appVersion,
    'oci-digest': ociDigest,
  }
  const what = `Helm rollback to previous release ${releaseOf(target)} with chart ${chartOf(target)}`
  if (error === undefined) {
    const message = `${what} succeeded`
    draft.mark(HelmCondition.Remediated, 'True', Reason.RollbackSucceeded, message)
    announceSuccess(context, Reason.RollbackSucceeded, message, metadata)
  } else {
    const message = `${what} failed: ${error}`
    draft.mark(HelmCondition.Remediated, 'False', Reason.RollbackFailed, message)
    announceFailure(context, Reason.RollbackFailed, message, metadata)
  }
}
