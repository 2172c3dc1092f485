/** The counts of failures, which end once something has changed. @module */
import type { Draft } from './draft.ts'
import { takeResetRequest } from './requests.ts'

/** Whether spec, chart or values differ from those of the last try, or a person asked. */
export function mustForgetFailures(draft: Draft, version: string, configDigest: string): boolean {
  const { status, release } = draft
  const isAsked = takeResetRequest(draft)
  const { lastAttemptedGeneration, lastAttemptedRevision, lastAttemptedConfigDigest } = status
  return (
    isAsked ||
    lastAttemptedGeneration !== release.metadata.generation ||
    lastAttemptedRevision !== version ||
    (lastAttemptedConfigDigest !== undefined && lastAttemptedConfigDigest !== configDigest)
  )
}

/** Starts counting anew. */
export function forgetFailures(draft: Draft): void {
  draft.set({ failures: undefined, installFailures: undefined, upgradeFailures: undefined })
}
