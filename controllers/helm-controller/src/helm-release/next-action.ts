/**
 * What to do next with a release, from what was found of it. No I/O: `state.ts` observes before, `actions/` does after.
 * @module
 */
import { type HelmRelease, Reason } from '@sluice/api/helm'
import { formatDuration } from '@sluice/base/duration'
import { activeRemediation, activeRetry, remediationOf } from './remediation.ts'

/** What was found of the release in storage and in the cluster. */
export type ReleaseState =
  /** There is none, or an uninstalled one. */
  | { readonly type: 'absent' }
  /** It is pending: whoever was at it is gone. */
  | { readonly type: 'locked' }
  /** Somebody else made or changed it. */
  | { readonly type: 'unmanaged' }
  /** It, or one of its tests, failed. */
  | { readonly type: 'failed' }
  /** Chart, values, post-renderers or common metadata are not those it was made of. */
  | { readonly type: 'out-of-sync' }
  | { readonly type: 'untested' }
  /** Objects in the cluster are not as released. */
  | { readonly type: 'drifted' }
  | { readonly type: 'in-sync' }

/** What to do. */
export type Action =
  | { readonly type: 'install' | 'upgrade' | 'test' | 'unlock' | 'correct-drift' | 'rollback' | 'uninstall' }
  /** Nothing is left to be done. */
  | { readonly type: 'done' }
  /** Nothing can be done until the object changes. */
  | { readonly type: 'stall'; readonly reason: string; readonly message: string }

/** The release that a rollback would go back to, as it is in storage. */
export type RollbackTarget = 'unchanged' | 'missing' | 'changed'

/** What else decides. */
export interface Facts {
  /** Whether a person asked for a release whatever the state. */
  readonly isForced: boolean
  readonly rollbackTarget: RollbackTarget
  /** Whether failures are retried where the spec names no strategy. */
  readonly retriesByDefault: boolean
}

/** The next action. */
export function nextAction(state: ReleaseState, release: HelmRelease, facts: Facts): Action {
  switch (state.type) {
    case 'in-sync':
      return facts.isForced ? upgrade : done
    case 'locked':
      return { type: 'unlock' }
    case 'absent':
      return remediationOf(release, 'install').isExhausted && !facts.isForced ? exhausted(release) : install
    case 'unmanaged':
      return upgrade
    case 'out-of-sync':
      return remediationOf(release, 'upgrade').isExhausted && !facts.isForced ? exhausted(release) : upgrade
    case 'drifted':
      return release.spec?.driftDetection?.mode === 'enabled' ? { type: 'correct-drift' } : done
    case 'untested':
      return { type: 'test' }
    case 'failed':
      return afterFailure(release, facts)
  }
}

const done: Action = { type: 'done' }
const install: Action = { type: 'install' }
const upgrade: Action = { type: 'upgrade' }

function afterFailure(release: HelmRelease, facts: Facts): Action {
  if (activeRetry(release, facts) !== undefined) return upgrade
  const remediation = activeRemediation(release)
  // No failures: chart, values or spec changed since, so that another upgrade may go well.
  if (!remediation || remediation.failures === 0 || facts.isForced) return upgrade
  if (remediation.isExhausted && !remediation.remediatesLastFailure) return exhausted(release)
  if (remediation.strategy === 'uninstall') return { type: 'uninstall' }
  switch (facts.rollbackTarget) {
    case 'unchanged':
      return { type: 'rollback' }
    case 'changed':
      return upgrade
    case 'missing': {
      const cause = 'missing target release for rollback: cannot remediate failed release'
      const message = `Failed to perform remediation: ${cause}`
      return { type: 'stall', reason: Reason.MissingRollbackTarget, message }
    }
  }
}

/** How a release is told that was tried as often as the spec allows. */
export function exhausted(release: HelmRelease): Action & { readonly type: 'stall' } {
  const action = release.status?.lastAttemptedReleaseAction ?? 'install'
  const { failures } = remediationOf(release, action)
  const message = `Failed to ${action} after ${failures} attempt(s)`
  return { type: 'stall', reason: Reason.RetriesExceeded, message }
}

/** What follows an action that was done, whether it went well or not. */
export type AfterAction =
  /** Look at the state again. */
  | { readonly type: 'continue' }
  /** Reconcile again at once. */
  | { readonly type: 'requeue' }
  /** Reconcile again after so many milliseconds. */
  | { readonly type: 'retry'; readonly after: number; readonly message: string }
  | { readonly type: 'stall'; readonly reason: string; readonly message: string }

/** Going back ends a run: what comes next starts from a state of its own. */
export function afterRemediation(release: HelmRelease, facts: Pick<Facts, 'retriesByDefault'>): AfterAction {
  const after = activeRetry(release, facts)
  if (after !== undefined) return retryAfter(after)
  const remediation = activeRemediation(release)
  if (!remediation?.isExhausted || remediation.uninstallsAfterUpgrade) return { type: 'requeue' }
  return exhausted(release)
}

/** A kind of action is taken once in a run; what wants it again waits for the next run, or is over. */
export function beforeRepetition(
  release: HelmRelease,
  facts: Pick<Facts, 'retriesByDefault'>,
): AfterAction | { readonly type: 'end' } {
  const after = activeRetry(release, facts)
  if (after !== undefined) return retryAfter(after)
  const remediation = activeRemediation(release)
  return !remediation?.isExhausted ? { type: 'requeue' } : { type: 'end' }
}

function retryAfter(after: number): AfterAction {
  return { type: 'retry', after, message: `retrying after ${formatDuration(after)}` }
}

/** Actions of one kind count as one within a run. */
export function kindOfAction(
  type: Action['type'],
): 'release' | 'test' | 'unlock' | 'drift' | 'remediate' | 'none' {
  switch (type) {
    case 'install':
    case 'upgrade':
      return 'release'
    case 'rollback':
    case 'uninstall':
      return 'remediate'
    case 'correct-drift':
      return 'drift'
    case 'test':
    case 'unlock':
      return type
    case 'done':
    case 'stall':
      return 'none'
  }
}
