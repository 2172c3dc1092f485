/** Runs the hooks of a release. @module */

import type { RecordedHook } from '@sluice/helm/release'
import type { HookEvent } from '@sluice/helm/render'
import { type ActionContext, timeOf, waitOptionsOf } from './action-context.ts'
import { buildTargets, type Target } from './build.ts'
import { createAll, deleteAll } from './objects.ts'
import type { Verb } from './spec.ts'
import type { Storage } from './storage.ts'
import { awaitGone, awaitHook } from './wait.ts'
import type { Working } from './working.ts'

/** How hooks are run. */
export interface HookRun {
  readonly event: HookEvent
  readonly verb: Verb
  readonly method: 'ssa' | 'csa'
  /** Whether deletions are waited for. */
  readonly waits: boolean
  readonly storage: Storage
}

/** Runs the hooks of an event, lightest first, and deletes them as their policies say. @throws Error at the first that fails */
export async function runHooks(context: ActionContext, working: Working, run: HookRun): Promise<void> {
  const { error, cleanUp } = await runHooksFirst(context, working, run)
  await cleanUp()
  if (error) throw error
}

/** What running hooks came to, and the deletions that are left to do. */
export interface HooksRun {
  readonly error: Error | undefined
  readonly cleanUp: () => Promise<void>
}

/** `runHooks` with the deletions left to the caller. */
export async function runHooksFirst(
  context: ActionContext,
  working: Working,
  run: HookRun,
): Promise<HooksRun> {
  const order = executionOrder(working.record.hooks, run.event)
  // Hooks take their time: whoever looks is told what is going on.
  if (order.length > 0) await context.draft.run.save()
  const done: number[] = []
  for (const index of order) {
    let targets: readonly Target[]
    try {
      targets = await prepare(context, working, index, run)
      await create(context, working, index, { targets, run })
    } catch (error) {
      return { error: errorOf(error), cleanUp: nothing }
    }
    try {
      await awaitHook(context.cluster, targets, waitOptionsOf(context, run.verb))
    } catch (error) {
      context.signal.throwIfAborted()
      finish(context, working, index, 'Failed')
      const succeeded = [...done]
      return {
        error: errorOf(error),
        cleanUp: async () => {
          await removeIf(context, working, index, 'hook-failed', run).catch(problem =>
            context.log.add(`error deleting the hook resource on hook failure: ${errorOf(problem).message}`),
          )
          for (const other of succeeded) await removeIf(context, working, other, 'hook-succeeded', run)
        },
      }
    }
    finish(context, working, index, 'Succeeded')
    done.push(index)
  }
  return {
    error: undefined,
    cleanUp: async () => {
      for (const index of done.toReversed()) await removeIf(context, working, index, 'hook-succeeded', run)
    },
  }
}

function executionOrder(hooks: readonly RecordedHook[], event: HookEvent): readonly number[] {
  return hooks
    .map((hook, index) => ({ hook, index }))
    .filter(({ hook }) => hook.events.includes(event))
    .sort(
      (a, b) =>
        a.hook.weight - b.hook.weight || (a.hook.name < b.hook.name ? -1 : a.hook.name > b.hook.name ? 1 : 0),
    )
    .map(({ index }) => index)
}

async function prepare(
  context: ActionContext,
  working: Working,
  index: number,
  run: HookRun,
): Promise<readonly Target[]> {
  const hook = hookAt(working, index)
  if (hook.deletePolicies.length === 0) working.setHook(index, { deletePolicies: ['before-hook-creation'] })
  await removeIf(context, working, index, 'before-hook-creation', run)
  const { client } = context.cluster
  const targets = await buildTargets(client, hook.manifest, working.record.namespace).catch(error => {
    const what = `unable to build kubernetes object for ${run.event} hook ${hook.path}`
    throw new Error(`${what}: ${errorOf(error).message}`, { cause: error })
  })
  const startedAt = timeOf(context)
  working.setHook(index, { lastRun: { startedAt, completedAt: undefined, phase: 'Running' } })
  await run.storage.tryUpdate(working.record)
  working.setHook(index, { lastRun: { startedAt, completedAt: undefined, phase: 'Unknown' } })
  return targets
}

async function create(
  context: ActionContext,
  working: Working,
  index: number,
  { targets, run }: { readonly targets: readonly Target[]; readonly run: HookRun },
): Promise<void> {
  const { path } = hookAt(working, index)
  context.log.add(`running ${run.event} hook ${path}`)
  try {
    await createAll(context.cluster, targets, { method: run.method, force: false, replaces: false })
  } catch (error) {
    context.signal.throwIfAborted()
    finish(context, working, index, 'Failed')
    throw new Error(`warning: Hook ${run.event} ${path} failed: ${errorOf(error).message}`, { cause: error })
  }
}

function finish(
  context: ActionContext,
  working: Working,
  index: number,
  phase: 'Failed' | 'Succeeded',
): void {
  const { startedAt } = hookAt(working, index).lastRun
  working.setHook(index, { lastRun: { startedAt, completedAt: timeOf(context), phase } })
}

async function removeIf(
  context: ActionContext,
  working: Working,
  index: number,
  policy: string,
  { waits, verb }: HookRun,
): Promise<void> {
  const hook = hookAt(working, index)
  // Deleting a definition would take everybody's objects of that kind along.
  if (hook.kind === 'CustomResourceDefinition' || !hook.deletePolicies.includes(policy)) return
  const { cluster } = context
  const targets = await buildTargets(cluster.client, hook.manifest, working.record.namespace).catch(error => {
    const what = `unable to build kubernetes object for deleting hook ${hook.path}`
    throw new Error(`${what}: ${errorOf(error).message}`, { cause: error })
  })
  const errors = await deleteAll(cluster, targets)
  if (errors.length > 0) throw new Error(errors.join('; '))
  if (waits) await awaitGone(cluster, targets, waitOptionsOf(context, verb))
}

function hookAt(working: Working, index: number): RecordedHook {
  const hook = working.record.hooks[index]
  if (!hook) throw new RangeError(`the release has no hook ${index}`)
  return hook
}

async function nothing(): Promise<void> {}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
