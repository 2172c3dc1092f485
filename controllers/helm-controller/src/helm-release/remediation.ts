/** What the spec says is to follow a failure, and how far that has gone. @module */
import type { HelmRelease } from '@sluice/api/helm'
import { parseDuration } from '@sluice/base/duration'

/** What follows a failure of the last action. */
export interface Remediation {
  readonly strategy: 'rollback' | 'uninstall'
  /** Failures of this kind of action since the last success. */
  readonly failures: number
  readonly isExhausted: boolean
  readonly remediatesLastFailure: boolean
  readonly ignoresTestFailures: boolean
  /** Whether it uninstalls what an upgrade left, so that the next attempt is an install. */
  readonly uninstallsAfterUpgrade: boolean
}

type Verb = 'install' | 'upgrade'

/** The remediation of a kind of action. Without any in the spec there are no retries. */
export function remediationOf({ spec, status }: HelmRelease, action: Verb): Remediation {
  const options = spec?.[action]?.remediation
  const strategy = action === 'install' ? 'uninstall' : (spec?.upgrade?.remediation?.strategy ?? 'rollback')
  const failures = (action === 'install' ? status?.installFailures : status?.upgradeFailures) ?? 0
  const retries = options?.retries ?? 0
  return {
    strategy,
    failures,
    isExhausted: retries >= 0 && failures > retries,
    remediatesLastFailure: options?.remediateLastFailure ?? (action === 'upgrade' && retries > 0),
    ignoresTestFailures: options?.ignoreTestFailures ?? spec?.test?.ignoreFailures ?? false,
    uninstallsAfterUpgrade: action === 'upgrade' && strategy === 'uninstall',
  }
}

/** The remediation of the last action; undefined before there was any. */
export function activeRemediation(release: HelmRelease): Remediation | undefined {
  const action = release.status?.lastAttemptedReleaseAction
  return action === undefined ? undefined : remediationOf(release, action)
}

/** Milliseconds until the last action is tried again, where the spec wants it retried rather than remedied. */
export function activeRetry(
  { spec, status }: HelmRelease,
  options: { readonly retriesByDefault: boolean },
): number | undefined {
  const action = status?.lastAttemptedReleaseAction
  if (action === undefined) return undefined
  const strategy = spec?.[action]?.strategy
  const isRetried = strategy ? strategy.name === 'RetryOnFailure' : options.retriesByDefault
  if (!isRetried) return undefined
  return parseDuration(strategy?.retryInterval ?? '5m')
}
