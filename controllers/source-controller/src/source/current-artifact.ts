import { Reason, SourceCondition } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { ArtifactStore } from '@sluice/io/artifact-store'
import { isNew, type SourceObject, type SourceRun } from './source-object.ts'

/**
 * The artifact that is recorded, if the store still has it unharmed; forgotten if not. Older ones are collected.
 */
export async function currentArtifact(
  source: SourceObject,
  run: SourceRun,
  store: ArtifactStore,
): Promise<Artifact | undefined> {
  const recorded = source.status?.artifact
  run.unmark(SourceCondition.StorageOperationFailed)
  if (recorded) {
    const collected = await store.collectGarbage(recorded)
    if (collected > 0) {
      const message = `garbage collected ${collected} artifacts`
      run.announce(message, { severity: 'trace', reason: Reason.GarbageCollectionSucceeded })
    }
    if (await isWhole(recorded, run, store)) return withCurrentAddress(recorded, run, store)
  }
  await run.record({ artifact: undefined })
  run.unmark(SourceCondition.ArtifactInStorage)
  if (isNew(source)) await run.save()
  run.progress(recorded ? 'building artifact: disappeared from storage' : 'building artifact', {
    drift: true,
  })
  if (recorded || isNew(source)) await run.save()
  return undefined
}

async function isWhole(artifact: Artifact, run: SourceRun, store: ArtifactStore): Promise<boolean> {
  if (!(await store.has(artifact))) return false
  const problem = await store.verify(artifact)
  if (problem === undefined) return true
  run.announce(`failed to verify integrity of artifact: ${problem}`, {
    severity: 'error',
    reason: Reason.ArtifactVerificationFailed,
  })
  await store.remove(artifact)
  return false
}

/** The address may have changed since the artifact was stored. */
async function withCurrentAddress(
  artifact: Artifact,
  run: SourceRun,
  store: ArtifactStore,
): Promise<Artifact> {
  const url = store.urlOf(artifact.path)
  if (url === artifact.url) return artifact
  const moved = { ...artifact, url }
  await run.record({ artifact: moved })
  return moved
}
