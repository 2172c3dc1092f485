import { type GitRepository, Reason, SourceCondition } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { Owner } from '@sluice/io/artifact-store'
import type { Deps } from './deps.ts'
import type { GitRun } from './reconciler.ts'

/** The name under which an object's artifacts are stored. */
export function ownerOf(repo: GitRepository): Owner {
  return { kind: 'GitRepository', namespace: repo.metadata.namespace ?? '', name: repo.metadata.name }
}

/**
 * The artifact that is recorded, if the store still has it unharmed; forgotten if not. Older ones are collected.
 */
export async function currentArtifact(
  repo: GitRepository,
  run: GitRun,
  { store }: Pick<Deps, 'store'>,
): Promise<Artifact | undefined> {
  const recorded = repo.status?.artifact
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
  if (isNew(repo)) await run.save()
  run.progress(recorded ? 'building artifact: disappeared from storage' : 'building artifact', {
    drift: true,
  })
  if (recorded || isNew(repo)) await run.save()
  return undefined
}

/**
 * Whether nothing is known of the object yet. Somebody waits for a first artifact, and is told of each step towards
 * it; later steps are written only if they take their time.
 */
export function isNew(repo: GitRepository): boolean {
  return repo.status?.conditions === undefined
}

async function isWhole(artifact: Artifact, run: GitRun, store: Deps['store']): Promise<boolean> {
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
async function withCurrentAddress(artifact: Artifact, run: GitRun, store: Deps['store']): Promise<Artifact> {
  const url = store.urlOf(artifact.path)
  if (url === artifact.url) return artifact
  const moved = { ...artifact, url }
  await run.record({ artifact: moved })
  return moved
}
