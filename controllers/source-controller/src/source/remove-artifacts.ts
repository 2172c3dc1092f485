import { Reason } from '@sluice/api/source'
import type { ArtifactStore } from '@sluice/io/artifact-store'
import { ownerOf, type SourceObject, type SourceRun } from './source-object.ts'

/** Deletes everything that was stored for an object which goes, and tells so if there was anything. */
export async function removeArtifacts(
  kind: string,
  source: SourceObject,
  run: SourceRun,
  store: ArtifactStore,
): Promise<void> {
  if (!(await store.removeAll(ownerOf(kind, source)))) return
  run.announce('garbage collected artifacts for deleted resource', {
    severity: 'trace',
    reason: Reason.GarbageCollectionSucceeded,
  })
}
