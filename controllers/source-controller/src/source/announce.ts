/** What is told to the world when a run has come to its end. @module */
import { Reason, SourceCondition } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { SourceObject, SourceRun } from './source-object.ts'

const failures: readonly string[] = [
  SourceCondition.FetchFailed,
  SourceCondition.BuildFailed,
  SourceCondition.IncludeUnavailable,
  SourceCondition.StorageOperationFailed,
]

/** A new artifact is news; the same bytes under another revision are not, unless they end a failure. */
export function announceArtifact(
  source: SourceObject,
  run: SourceRun,
  artifact: Artifact,
  { message, reason = Reason.NewArtifact }: { readonly message: string; readonly reason?: string },
): void {
  if (source.status?.artifact?.digest !== artifact.digest) announce(run, artifact, message, reason)
  else announceRecovery(source, run, artifact, message)
}

/** The end of a failure is news even where nothing else is. */
export function announceRecovery(
  source: SourceObject,
  run: SourceRun,
  artifact: Artifact,
  message: string,
): void {
  const hadFailed = source.status?.conditions?.some(({ type }) => failures.includes(type))
  if (hadFailed) announce(run, artifact, message, Reason.Succeeded)
}

function announce(run: SourceRun, artifact: Artifact, message: string, reason: string): void {
  const { revision, digest } = artifact
  run.announce(message, { reason, metadata: { revision, digest } })
}
