/** Installs a release: a first revision, or one over what an uninstalled release has left. @module */
import type { ReleaseRecord } from '@sluice/helm/release'
import { isAlreadyExists } from '@sluice/kube/client'
import { type ReleaseContext, timeOf, waitOptionsOf, waits } from '../action-context.ts'
import { buildTargets, type Target } from '../build.ts'
import { applyDefinitions } from '../crds.ts'
import { runHooks } from '../hooks.ts'
import { createAll, updateAll, type Way } from '../objects.ts'
import { messageOf, naming } from '../outcome.ts'
import { owned, toBeAdopted } from '../ownership.ts'
import { type Rendered, render } from '../render.ts'
import { helmNameOf, releaseNamespaceOf, specOf } from '../spec.ts'
import type { Storage } from '../storage.ts'
import { awaitReady, takesTime } from '../wait.ts'
import { Working } from '../working.ts'
import type { ActionResult } from './action-result.ts'
import { releaseAction } from './release-action.ts'

/** Installs, and tells what came of it. */
export async function install(context: ReleaseContext): Promise<ActionResult> {
  context.draft.set({ history: undefined })
  return releaseAction(context, 'install', storage => run(context, storage))
}

async function run(context: ReleaseContext, storage: Storage): Promise<void> {
  const { draft, cluster, deps } = context
  const { release } = draft
  const options = specOf(release).install ?? {}
  const method = (options.serverSideApply ?? !deps.config.usesHelm3Defaults) ? 'ssa' : 'csa'
  await applyDefinitions(context, 'install', method)
  const before = await requireFreeName(context, storage)
  const rendered = await render(context, { verb: 'install', revision: 1 })
  const record = recordOf(context, rendered, method)
  const targets = await targetsOf(context, record)
  const adopted = await toBeAdopted(cluster, targets, {
    owner: record,
    takesAny: !options.disableTakeOwnership,
  }).catch(error => {
    throw new Error(`unable to continue with install: ${messageOf(error)}`, { cause: error })
  })
  if (options.createNamespace && specOf(release).targetNamespace) await createNamespace(context)
  const working = new Working(before ? { ...record, version: before.version + 1 } : record)
  if (before) await storage.update({ ...before, info: { ...before.info, status: 'superseded' } })
  await storage.create(working.record, 0)
  try {
    await perform(context, working, { storage, targets, adopted })
  } catch (error) {
    context.signal.throwIfAborted()
    const description = `Release "${record.name}" failed: ${messageOf(error)}`
    working.setInfo({ status: 'failed', description })
    await storage.tryUpdate(working.record)
    throw error
  }
}

/** The record that is replaced, if one is there and may be. @throws Error if the name is taken */
async function requireFreeName(
  { draft, log }: ReleaseContext,
  storage: Storage,
): Promise<ReleaseRecord | undefined> {
  const { release } = draft
  const last = await storage.last(helmNameOf(release))
  if (!last) return undefined
  const isOver = last.info.status === 'uninstalled' || last.info.status === 'failed'
  if (specOf(release).install?.replace && isOver) return last
  log.add('error: release name check failed')
  throw new Error('release name check failed: cannot reuse a name that is still in use')
}

function recordOf(context: ReleaseContext, rendered: Rendered, method: 'ssa' | 'csa'): ReleaseRecord {
  const { release } = context.draft
  const now = timeOf(context)
  return {
    name: helmNameOf(release),
    namespace: releaseNamespaceOf(release),
    version: 1,
    info: {
      firstDeployed: now,
      lastDeployed: now,
      deleted: undefined,
      description: 'Initial install underway',
      status: 'pending-install',
      rollbackRevision: 0,
      notes: rendered.notes,
    },
    chart: rendered.chart,
    config: rendered.config,
    manifest: rendered.manifest,
    hooks: rendered.hooks,
    applyMethod: method,
    labels: {},
  }
}

async function targetsOf({ cluster }: ReleaseContext, record: ReleaseRecord): Promise<readonly Target[]> {
  const targets = await buildTargets(cluster.client, record.manifest, record.namespace).catch(error => {
    const what = 'unable to build kubernetes objects from release manifest'
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error })
  })
  return targets.map(target => owned(target, record))
}

async function createNamespace({ cluster, draft }: ReleaseContext): Promise<void> {
  const name = releaseNamespaceOf(draft.release)
  try {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { name } } }
    await cluster.client.apply(namespace, { fieldManager: cluster.fieldManager, fieldValidation: 'Strict' })
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
  }
}

interface Made {
  readonly storage: Storage
  readonly targets: readonly Target[]
  readonly adopted: readonly Target[]
}

async function perform(context: ReleaseContext, working: Working, made: Made): Promise<void> {
  const { draft, cluster, log } = context
  const options = specOf(draft.release).install ?? {}
  const method = working.record.applyMethod === 'csa' ? 'csa' : 'ssa'
  const hooks = {
    verb: 'install',
    method,
    waits: waits(draft.release, 'install'),
    storage: made.storage,
  } as const
  if (!options.disableHooks)
    await runHooks(context, working, { ...hooks, event: 'pre-install' }).catch(naming('failed pre-install'))
  const { targets, adopted } = made
  if (takesTime(targets)) await draft.run.save()
  log.add(`creating resource(s): ${targets.length}`)
  const way: Way = { method, force: false, replaces: false }
  if (adopted.length === 0) await createAll(cluster, targets, way)
  else {
    const { error } = await updateAll(
      cluster,
      { originals: adopted, targets },
      { ...way, force: method === 'ssa', takesOver: true },
    )
    if (error) throw error
  }
  if (hooks.waits) {
    const withJobs = !options.disableWaitForJobs
    await awaitReady(cluster, targets, { ...waitOptionsOf(context, 'install'), withJobs })
  }
  if (!options.disableHooks)
    await runHooks(context, working, { ...hooks, event: 'post-install' }).catch(naming('failed post-install'))
  working.setInfo({ status: 'deployed', description: 'Install complete' })
  if (!(await made.storage.tryUpdate(working.record))) log.add('failed to record the release')
}
