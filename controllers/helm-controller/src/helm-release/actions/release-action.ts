/** What installing and upgrading have in common: what is told before and after, whatever is done in between. @module */
import { HelmCondition, Reason } from '@sluice/api/helm'
import { formatDuration } from '@sluice/base/duration'
import type { ReleaseRecord } from '@sluice/helm/release'
import type { ReleaseContext } from '../action-context.ts'
import { definitionsOf } from '../crds.ts'
import { forgetFailures } from '../failures.ts'
import { chartOf, hasBeenTested, releaseOf } from '../history.ts'
import { recordInventory } from '../inventory.ts'
import { Observed } from '../observed.ts'
import { announceFailure, announceSuccess, failureOf, metadataOf, metadataOfAttempt } from '../outcome.ts'
import { isUnderWay } from '../snapshot.ts'
import { releaseNameOf, releaseNamespaceOf, specOf } from '../spec.ts'
import type { Storage } from '../storage.ts'
import type { ActionResult } from './action-result.ts'

type Verb = 'install' | 'upgrade'

/** How each is told, and where its failures are counted. */
const words = {
  install: {
    succeeded: Reason.InstallSucceeded,
    failed: Reason.InstallFailed,
    failures: 'installFailures',
  },
  upgrade: {
    succeeded: Reason.UpgradeSucceeded,
    failed: Reason.UpgradeFailed,
    failures: 'upgradeFailures',
  },
} as const

/** Does it, and tells what came of it. What is stored meanwhile becomes history and inventory. */
export async function releaseAction(
  context: ReleaseContext,
  verb: Verb,
  work: (storage: Storage) => Promise<void>,
): Promise<ActionResult> {
  const { draft } = context
  const observed = new Observed()
  const began = draft.run.now().getTime()
  draft.set({ lastAttemptedReleaseAction: verb })
  draft.unmark(HelmCondition.TestSuccess)
  draft.unmark(HelmCondition.Remediated)
  const last: { record?: ReleaseRecord } = {}
  const storage = context.storage.observed(record => {
    observed.add(record)
    last.record = record
  })
  const error = await failureOf(context, () => work(storage)).catch(async reason => {
    await closeRecord(context, verb, last.record)
    throw reason
  })
  const took = Math.max(1, draft.run.now().getTime() - began)
  draft.set({ lastAttemptedReleaseActionDuration: formatDuration(took) })
  observed.recordOn(draft, verb, context.ociDigest)
  if (last.record)
    await recordInventory(draft, last.record, {
      client: context.cluster.client,
      crds: definitionsOf(context),
    })
  if (error === undefined) {
    succeed(context, verb)
    return 'done'
  }
  fail(context, verb, error)
  if (observed.isEmpty) return { notBegun: error }
  const { failures } = words[verb]
  draft.set({ [failures]: (draft.status[failures] ?? 0) + 1 })
  return 'done'
}

/** helm: what is cut short because the process ends has failed, so that nobody finds it pending. */
async function closeRecord(
  { storage }: ReleaseContext,
  verb: Verb,
  record: ReleaseRecord | undefined,
): Promise<void> {
  if (!record || !isUnderWay(record.info.status)) return
  const description = `${verb === 'install' ? 'Release' : 'Upgrade'} "${record.name}" failed: context canceled`
  await storage.tryUpdate({ ...record, info: { ...record.info, status: 'failed', description } })
}

function fail(context: ReleaseContext, verb: Verb, error: string): void {
  const { draft, chart } = context
  const { release } = draft
  const where = `${releaseNamespaceOf(release)}/${releaseNameOf(release)}`
  const { name, version } = chart.metadata
  const message = `Helm ${verb} failed for release ${where} with chart ${name}@${version}: ${error}`
  draft.mark(HelmCondition.Released, 'False', words[verb].failed, message)
  announceFailure(context, words[verb].failed, message, metadataOfAttempt(context))
}

function succeed(context: ReleaseContext, verb: Verb): void {
  const { draft, deps } = context
  const { latest } = draft
  const message = markReleased(context, verb)
  const { test, [verb]: options } = specOf(draft.release)
  if (test?.enable && !hasBeenTested(latest)) awaitTests(context)
  const retries = options?.strategy
    ? options.strategy.name === 'RetryOnFailure'
    : deps.config.retriesByDefault
  if (retries) forgetFailures(draft)
  announceSuccess(context, words[verb].succeeded, message, metadataOf(latest))
}

/** Says that the latest release went well; what is said. */
export function markReleased({ draft }: ReleaseContext, verb: Verb): string {
  const { latest } = draft
  const message = `Helm ${verb} succeeded for release ${releaseOf(latest)} with chart ${chartOf(latest)}`
  draft.mark(HelmCondition.Released, 'True', words[verb].succeeded, message)
  return message
}

/** Says that tests are to come. */
function awaitTests({ draft }: ReleaseContext): void {
  const message = `Helm release ${releaseOf(draft.latest)} with chart ${chartOf(draft.latest)} is awaiting tests`
  draft.mark(HelmCondition.TestSuccess, 'Unknown', Reason.AwaitingTests, message)
}
