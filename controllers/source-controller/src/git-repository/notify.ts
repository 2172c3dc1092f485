/** What is told to the world when a run has come to its end. @module */
import { type GitRepository, Reason } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { Commit } from '@sluice/io/git'
import { announceRecovery } from '../source/announce.ts'
import type { GitRun } from './reconciler.ts'

const maxSubject = 50

/** What is said of an artifact made of a commit. */
export function storedMessage(commit: Pick<Commit, 'message'>): string {
  return `stored artifact for commit '${subjectOf(commit)}'`
}

/** Nothing changed: told to the cluster alone, unless it ends a failure. */
export function announceNothingNew(
  repo: GitRepository,
  run: GitRun,
  artifact: Artifact | undefined,
  seen: { readonly revision: string; readonly isListed: boolean; readonly commit?: Commit },
): void {
  const { revision, isListed, commit } = seen
  if (isListed) {
    const message = `no changes since last reconciliation: observed revision '${revision}'`
    run.announce(message, { severity: 'trace', reason: Reason.GitOperationSucceeded })
  } else {
    const message = `artifact up-to-date with remote revision: '${revision}'`
    run.announce(message, { severity: 'trace', reason: Reason.ArtifactUpToDate })
  }
  const message = commit ? storedMessage(commit) : `stored artifact for commit '${revision}'`
  if (artifact) announceRecovery(repo, run, artifact, { message })
}

/** The first line of a commit's message, cut at 50 characters. */
function subjectOf({ message }: Pick<Commit, 'message'>): string {
  const characters = Array.from(message.split('\n')[0] ?? '')
  return characters.length > maxSubject
    ? `${characters.slice(0, maxSubject).join('')}...`
    : characters.join('')
}
