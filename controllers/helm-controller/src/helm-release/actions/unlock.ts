/** Frees a release that somebody left pending. @module */
import { HelmCondition, type HelmSnapshot, Reason } from '@sluice/api/helm'
import type { ActionContext } from '../action-context.ts'
import { chartOf, releaseOf } from '../history.ts'
import { announceFailure, announceSuccess, messageOf, metadataOf } from '../outcome.ts'
import { isOf, isUnderWay, observe, snapshotOf } from '../snapshot.ts'
import { helmNameOf } from '../spec.ts'
import type { ActionResult } from './action-result.ts'

/** Marks a record as failed whose action nobody works on any more. */
export async function unlock(context: ActionContext): Promise<ActionResult> {
  const { draft } = context
  const storage = context.storage.observed(record => {
    observe(draft, record, known => known.action, { keepsTests: false })
  })
  const record = await storage.last(helmNameOf(draft.release))
  if (!record || !isUnderWay(record.info.status)) return 'done'
  const { status } = record.info
  const known = draft.history.find(snapshot => isOf(snapshot, record))
  const snapshot = snapshotOf(record, { ociDigest: known?.ociDigest, algorithm: draft.algorithm })
  try {
    const description = `Release unlocked from stale '${status}' state`
    await storage.update({ ...record, info: { ...record.info, status: 'failed', description } })
  } catch (error) {
    context.signal.throwIfAborted()
    const why = messageOf(error)
    tell(context, snapshot, status, why)
    return { notBegun: why }
  }
  tell(context, snapshot, status)
  return 'done'
}

function tell(context: ActionContext, snapshot: HelmSnapshot, status: string, error?: string): void {
  const what = `Helm release ${releaseOf(snapshot)} with chart ${chartOf(snapshot)} in ${status} state`
  const message = error === undefined ? `Unlocked ${what}` : `Unlock of ${what} failed: ${error}`
  context.draft.mark(HelmCondition.Released, 'False', Reason.PendingRelease, message)
  if (error === undefined) announceSuccess(context, Reason.PendingRelease, message, metadataOf(snapshot))
  else announceFailure(context, Reason.PendingRelease, message, metadataOf(snapshot))
}
