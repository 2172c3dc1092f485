/** Runs the tests of a release. @module */
import { HelmCondition, Reason } from '@sluice/api/helm'
import type { ReleaseRecord } from '@sluice/helm/release'
import type { ActionContext } from '../action-context.ts'
import { chartOf, hasBeenTested, releaseOf } from '../history.ts'
import { runHooksFirst } from '../hooks.ts'
import { announceSuccess, failureOf, messageOf, metadataOf } from '../outcome.ts'
import { activeRemediation } from '../remediation.ts'
import { isOf, isSelected, snapshotOf, testHooksOf } from '../snapshot.ts'
import { helmNameOf } from '../spec.ts'
import type { Storage } from '../storage.ts'
import { Working } from '../working.ts'
import type { ActionResult } from './action-result.ts'

/** Tests, and tells what came of it. A test that failed counts as a failure of the release, unless tests do not count. */
export async function test(context: ActionContext): Promise<ActionResult> {
  const { draft } = context
  const storage = context.storage.observed(record => observeTest(context, record))
  const error = await failureOf(context, () => run(context, storage))
  if (error === undefined) {
    succeed(context)
    return 'done'
  }
  fail(context, error)
  return hasBeenTested(draft.latest) ? 'done' : { notBegun: error }
}

function observeTest({ draft }: ActionContext, record: ReleaseRecord): void {
  const { latest, release } = draft
  if (!isOf(latest, record)) return
  const { action, ociDigest } = latest
  const tested = snapshotOf(record, {
    action,
    ociDigest,
    testHooks: testHooksOf(record, release),
    algorithm: draft.algorithm,
  })
  draft.set({ history: draft.history.map(snapshot => (snapshot === latest ? tested : snapshot)) })
}

async function run(context: ActionContext, storage: Storage): Promise<void> {
  const { release } = context.draft
  const record = await storage.last(helmNameOf(release))
  if (!record) throw new Error('release: not found')
  const { hooks } = record
  const working = new Working({ ...record, hooks: hooks.filter(({ name }) => isSelected(name, release)) })
  const { error, cleanUp } = await runHooksFirst(context, working, {
    event: 'test',
    verb: 'test',
    method: record.applyMethod === 'ssa' ? 'ssa' : 'csa',
    waits: true,
    storage,
  })
  working.setHooks([...hooks.filter(({ name }) => !isSelected(name, release)), ...working.record.hooks])
  if (error) await storage.tryUpdate(working.record)
  else await storage.update(working.record)
  await cleanUp().catch(problem => context.log.add(messageOf(problem)))
  if (error) throw error
}

function fail(context: ActionContext, error: string): void {
  const { draft } = context
  const { latest } = draft
  const message = `Helm test failed for release ${releaseOf(latest)} with chart ${chartOf(latest)}: ${error}`
  draft.set({ failures: (draft.status.failures ?? 0) + 1 })
  draft.mark(HelmCondition.TestSuccess, 'False', Reason.TestFailed, message)
  draft.run.announce(message, { severity: 'error', reason: Reason.TestFailed, metadata: metadataOf(latest) })
  if (!hasBeenTested(latest)) return
  const remediation = activeRemediation(draft.release)
  if (!remediation || remediation.ignoresTestFailures) return
  const { lastAttemptedReleaseAction, installFailures = 0, upgradeFailures = 0 } = draft.status
  if (lastAttemptedReleaseAction === 'install') draft.set({ installFailures: installFailures + 1 })
  else draft.set({ upgradeFailures: upgradeFailures + 1 })
}

function succeed(context: ActionContext): void {
  const { latest } = context.draft
  const count = Object.keys(latest.testHooks ?? {}).length
  const what =
    count === 0 ? 'no test hooks' : `${count} test hook${count > 1 ? 's' : ''} completed successfully`
  const message = `Helm test succeeded for release ${releaseOf(latest)} with chart ${chartOf(latest)}: ${what}`
  context.draft.mark(HelmCondition.TestSuccess, 'True', Reason.TestSucceeded, message)
  announceSuccess(context, Reason.TestSucceeded, message, metadataOf(latest))
}
