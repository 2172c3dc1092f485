/** Uninstalls a release: because its HelmRelease goes or moves, or to remedy a failure. @module */
import { HelmCondition, Reason } from '@sluice/api/helm'
import type { ReleaseRecord } from '@sluice/helm/release'
import { sortManifests } from '@sluice/helm/render'
import { type ActionContext, timeOf, waitOptionsOf, waits } from '../action-context.ts'
import { buildTargets, type Target } from '../build.ts'
import { chartOf, releaseOf } from '../history.ts'
import { runHooks } from '../hooks.ts'
import { deleteAll } from '../objects.ts'
import { announceFailure, announceSuccess, messageOf, metadataOf } from '../outcome.ts'
import { observe, type SnapshotAction } from '../snapshot.ts'
import { specOf } from '../spec.ts'
import type { Storage } from '../storage.ts'
import { allDamaged, newestOf } from '../stored-release.ts'
import { awaitGone } from '../wait.ts'
import { Working } from '../working.ts'
import type { ActionResult } from './action-result.ts'
import { supersedeDeployed } from './rollback.ts'

/** Uninstalls to remedy a failed install or upgrade, and tells what came of it. */
export async function uninstallRemediation(context: ActionContext): Promise<ActionResult> {
  const { draft } = context
  const before = draft.latest
  const error = await attempt(context, 'uninstall-remediation')
  const isStored = draft.latest.digest !== before.digest
  const what = `Helm uninstall remediation for release ${releaseOf(before)} with chart ${chartOf(before)}`
  const problem = error ?? (isStored ? undefined : 'uninstall completed with error: no Helm storage update')
  if (problem === undefined) {
    const message = `${what} succeeded`
    draft.mark(HelmCondition.Remediated, 'True', Reason.UninstallSucceeded, message)
    announceSuccess(context, Reason.UninstallSucceeded, message, metadataOf(draft.latest))
    return 'done'
  }
  const message = `${what} failed: ${problem}`
  draft.mark(HelmCondition.Remediated, 'False', Reason.UninstallFailed, message)
  announceFailure(context, Reason.UninstallFailed, message, metadataOf(draft.latest))
  return isStored ? 'done' : { notBegun: problem }
}

/** Uninstalls the latest release, if there is one. @throws Error after telling what failed */
export async function uninstall(context: ActionContext): Promise<void> {
  const { draft } = context
  if (draft.history.length === 0) return
  const before = draft.latest
  const shown = releaseOf(before)
  const error = await attempt(context, 'uninstall')
  const isGone = error?.includes('release: not found') ?? false
  const isOver = specOf(draft.release).uninstall?.keepHistory && error?.includes('is already deleted')
  if (isGone || isOver) {
    const message = isGone
      ? `Release ${shown} was not found, assuming it is uninstalled`
      : `Release ${shown} was already uninstalled`
    draft.mark(HelmCondition.Released, 'False', Reason.UninstallSucceeded, message)
    return
  }
  const { latest } = draft
  const isUnstored = latest.digest === before.digest && before.status !== 'uninstalled'
  const problem = error ?? (isUnstored ? 'uninstall completed with error: no Helm storage update' : undefined)
  if (problem === undefined) {
    const message = `Helm uninstall succeeded for release ${shown} with chart ${chartOf(latest)}`
    draft.set({ inventory: undefined })
    draft.mark(HelmCondition.Released, 'False', Reason.UninstallSucceeded, message)
    announceSuccess(context, Reason.UninstallSucceeded, message, metadataOf(latest))
    return
  }
  const message = `Helm uninstall failed for release ${shown} with chart ${chartOf(latest)}: ${problem}`
  draft.mark(HelmCondition.Released, 'False', Reason.UninstallFailed, message)
  announceFailure(context, Reason.UninstallFailed, message, metadataOf(latest))
  throw new Error(problem)
}

async function attempt(context: ActionContext, action: SnapshotAction): Promise<string | undefined> {
  const { draft } = context
  const before = draft.latest
  const storage = context.storage.observed(record => {
    observe(draft, record, () => action, { keepsTests: true })
  })
  try {
    const { name, namespace, version } = await run(context, storage, before.name)
    if (name === before.name && namespace === before.namespace && version === before.version) return undefined
    return `release mismatch: uninstalled release ${namespace}/${name}.v${version} != current release ${releaseOf(before)}`
  } catch (error) {
    context.signal.throwIfAborted()
    return messageOf(error)
  }
}

/** Deletes the objects of the newest record, and the records unless they are kept. Returns what was uninstalled. */
async function run(context: ActionContext, storage: Storage, name: string): Promise<ReleaseRecord> {
  const { release } = context.draft
  const options = specOf(release).uninstall ?? {}
  const history = await storage.history(name)
  if (history.length === 0) throw new Error(`uninstall: Release not loaded: ${name}: release: not found`)
  const last = newestOf(history)
  if (!last) throw new Error(`no release provided: ${allDamaged(history, storage.namespace)}`)
  const purge = async () => {
    for (const { version } of history) await storage.remove(name, version)
  }
  const working = new Working(last)
  if (last.info.status === 'uninstalled') {
    if (options.keepHistory) throw new Error(`the release named "${name}" is already deleted`)
    await purge()
    return working.record
  }
  context.log.add(`uninstall: deleting release: ${name}`)
  working.setInfo({
    status: 'uninstalling',
    deleted: timeOf(context),
    description: 'Deletion in progress (or silently failed)',
  })
  const hooks = { verb: 'uninstall', method: 'ssa', waits: waits(release, 'uninstall'), storage } as const
  if (!options.disableHooks) await runHooks(context, working, { ...hooks, event: 'pre-delete' })
  await storage.tryUpdate(working.record)
  const errors: string[] = []
  const deleted = await deleteObjects(context, working.record)
  if (hooks.waits)
    await awaitGone(context.cluster, deleted, waitOptionsOf(context, 'uninstall')).catch(error =>
      errors.push(messageOf(error)),
    )
  context.signal.throwIfAborted()
  if (!options.disableHooks)
    await runHooks(context, working, { ...hooks, event: 'post-delete' }).catch(error =>
      errors.push(messageOf(error)),
    )
  working.setInfo({ status: 'uninstalled', description: 'Uninstallation complete' })
  if (options.keepHistory) {
    await storage.tryUpdate(working.record)
    await supersedeDeployed(storage, name)
  } else await purge()
  if (errors.length > 0)
    throw new Error(`uninstallation completed with ${errors.length} error(s): ${errors.join('; ')}`)
  return working.record
}

async function deleteObjects(context: ActionContext, record: ReleaseRecord): Promise<readonly Target[]> {
  const { draft, cluster, log } = context
  const { manifests } = sortManifests(new Map([['manifest', record.manifest]]))
  const text = manifests
    .toReversed()
    .map(({ content }) => `---\n${content}\n`)
    .join('')
  const targets = (await buildTargets(cluster.client, text, record.namespace)).filter(isNotKept)
  const policy = specOf(draft.release).uninstall?.deletionPropagation ?? 'background'
  const errors = await deleteAll(cluster, targets, propagation[policy])
  for (const error of errors) log.add(`uninstall: failed to delete: ${error}`)
  if (errors.length > 0) throw new Error(`failed to delete release: ${record.name}`)
  return targets
}

const propagation = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' } as const

function isNotKept({ resource }: Target): boolean {
  const annotations = resource.metadata['annotations'] as Readonly<Record<string, unknown>> | undefined
  const policy = annotations?.['helm.sh/resource-policy']
  return typeof policy !== 'string' || policy.trim().toLowerCase() !== 'keep'
}
