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

/** What is told of an artifact, and as what. */
export interface Announcement {
  readonly message: string
  /** The reason of a new artifact's event. Default: `NewArtifact`. */
  readonly reason?: string
  /** The reason where only a failure has ended. Default: `Succeeded`. */
  readonly recovery?: string
}

/** A new artifact is news; the same bytes under another revision are not, unless they end a failure. */
export function announceArtifact(
  source: SourceObject,
  run: SourceRun,
  artifact: Artifact,
  announcement: Announcement,
): void {
  const { message, reason = Reason.NewArtifact } = announcement
  if (source.status?.artifact?.digest !== artifact.digest) announce(run, artifact, message, reason)
  else announceRecovery(source, run, artifact, announcement)
}

/** The end of a failure is news even where nothing else is. */
export function announceRecovery(
  source: SourceObject,
  run: SourceRun,
  artifact: Artifact,
  { message, recovery = Reason.Succeeded }: Announcement,
): void {
  const hadFailed = source.status?.conditions?.some(({ type }) => failures.includes(type))
  if (hadFailed) announce(run, artifact, message, recovery)
}

function announce(run: SourceRun, artifact: Artifact, message: string, reason: string): void {
  const { revision, digest } = artifact
  run.announce(message, { reason, metadata: { revision, digest } })
}
