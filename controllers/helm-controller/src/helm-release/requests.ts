/** What a person asks for by annotations: a release whatever the state, or failures to be forgotten. @module */
import type { Draft } from './draft.ts'

const requestedAt = 'reconcile.fluxcd.io/requestedAt'

/** Whether a release was asked for, and not yet tried. The request counts as handled from now on. */
export function takeForceRequest(draft: Draft): boolean {
  return take(draft, 'reconcile.fluxcd.io/forceAt', 'lastHandledForceAt')
}

/** Whether failures are to be forgotten, and were not yet. The request counts as handled from now on. */
export function takeResetRequest(draft: Draft): boolean {
  return take(draft, 'reconcile.fluxcd.io/resetAt', 'lastHandledResetAt')
}

/** Only a request that goes with one to reconcile counts, so that an old annotation does nothing. */
function take(draft: Draft, annotation: string, field: 'lastHandledForceAt' | 'lastHandledResetAt'): boolean {
  const { [annotation]: wanted, [requestedAt]: requested } = draft.release.metadata.annotations ?? {}
  if (wanted === undefined) return false
  const { [field]: handled, lastHandledReconcileAt } = draft.status
  draft.set({ [field]: wanted })
  return requested === wanted && handled !== wanted && lastHandledReconcileAt !== requested
}
