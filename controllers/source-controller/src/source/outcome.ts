/** How a run of any source goes on once it knows what is upstream, and how it ends. @module */
import { Reason, SourceCondition } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { ArtifactStore } from '@sluice/io/artifact-store'
import { type Ready, ready } from '@sluice/kube/runtime'
import { type Announcement, announceArtifact, announceRecovery } from './announce.ts'
import { isNew, type SourceObject, type SourceRun } from './source-object.ts'

/**
 * Upstream is not what is stored. An artifact that is there goes on being served while its successor is made; a
 * watcher sees that it is outdated.
 */
export async function tellOutdated(
  source: SourceObject,
  run: SourceRun,
  message: string,
  reason: string = Reason.NewRevision,
): Promise<void> {
  if (source.status?.artifact) run.mark(SourceCondition.ArtifactOutdated, 'True', reason, message)
  run.progress(`building artifact: ${message}`, { drift: true })
  if (isNew(source)) await run.save()
}

/** Upstream is what is stored: told to the cluster alone, unless it ends a failure. */
export function tellUpToDate(
  source: SourceObject,
  run: SourceRun,
  artifact: Artifact,
  announcement: Announcement,
): void {
  run.unmark(SourceCondition.FetchFailed)
  const message = `artifact up-to-date with remote revision: '${artifact.revision}'`
  run.announce(message, { severity: 'trace', reason: Reason.ArtifactUpToDate })
  announceRecovery(source, run, artifact, announcement)
}

/** An artifact that was just stored, and what is known of it from now on. */
export interface NewlyStored {
  readonly artifact: Artifact
  /** The name beside it that leads to it, which `status.url` shows. Absent: none. */
  readonly link?: string
  /** Status fields that go with it: what it was made of. */
  readonly observed?: Readonly<Record<string, unknown>>
}

/** Puts an artifact in the place of its predecessor, and tells of it. */
export async function publish(
  source: SourceObject,
  run: SourceRun,
  { artifact, link, observed = {} }: NewlyStored,
  { store, ...announcement }: Announcement & { readonly store: ArtifactStore },
): Promise<void> {
  const url = link === undefined ? {} : { url: await store.link(artifact, link) }
  await run.record({ artifact, ...url, ...observed })
  announceArtifact(source, run, artifact, announcement)
}

/** The last words of a run that ends with an artifact in the store. */
export function stored(run: SourceRun, message: string, reason: string = Reason.Succeeded): Ready {
  run.unmark(SourceCondition.ArtifactOutdated)
  run.mark(SourceCondition.ArtifactInStorage, 'True', reason, message)
  return ready(reason, message)
}
