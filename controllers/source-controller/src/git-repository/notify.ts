/** What is told to the world when a run has come to its end. @module */
import { type GitRepository, Reason, SourceCondition } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { Commit } from '@sluice/io/git'
import type { GitRun } from './reconciler.ts'

const maxSubject = 50
const failures: readonly string[] = [
  SourceCondition.FetchFailed,
  SourceCondition.IncludeUnavailable,
  SourceCondition.StorageOperationFailed,
]

/** A new artifact is news; the same bytes under another revision are not, unless they end a failure. */
export function announceArtifact(repo: GitRepository, run: GitRun, artifact: Artifact, commit: Commit): void {
  const isNew = repo.status?.artifact?.digest !== artifact.digest
  if (isNew) announce(run, artifact, { reason: Reason.NewArtifact, what: subjectOf(commit) })
  else announceRecovery(repo, run, artifact, subjectOf(commit))
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
  if (artifact) announceRecovery(repo, run, artifact, commit ? subjectOf(commit) : revision)
}

function announceRecovery(repo: GitRepository, run: GitRun, artifact: Artifact, what: string): void {
  const hadFailed = repo.status?.conditions?.some(({ type }) => failures.includes(type))
  if (hadFailed) announce(run, artifact, { reason: Reason.Succeeded, what })
}

function announce(run: GitRun, artifact: Artifact, { reason, what }: { reason: string; what: string }): void {
  const { revision, digest } = artifact
  run.announce(`stored artifact for commit '${what}'`, { reason, metadata: { revision, digest } })
}

/** The first line of a commit's message, cut at 50 characters. */
export function subjectOf({ message }: Pick<Commit, 'message'>): string {
  const characters = Array.from(message.split('\n')[0] ?? '')
  return characters.length > maxSubject
    ? `${characters.slice(0, maxSubject).join('')}...`
    : characters.join('')
}
