/**
 * Bucket: stores the files of an object store's bucket.
 *
 * Read this file first. Each step is a function in a file named after its stage. A bucket whose keys and etags are
 * those of the artifact is listed, and nothing of it fetched.
 * @module
 */
import { Bucket, Reason, SourceCondition } from '@sluice/api/source'
import { parseDigest } from '@sluice/base/digest'
import { defineReconciler, type Reconciler, type Run } from '@sluice/kube/runtime'
import { archiveFiles } from '../source/archive-files.ts'
import { currentArtifact } from '../source/current-artifact.ts'
import { publish, stored, tellOutdated, tellUpToDate } from '../source/outcome.ts'
import { fetchSignal, sourcePolicy } from '../source/policy.ts'
import { removeArtifacts } from '../source/remove-artifacts.ts'
import { ownerOf } from '../source/source-object.ts'
import { connect } from './connect.ts'
import type { Deps } from './deps.ts'
import { type BucketIndex, fetchFiles, indexBucket, revisionOf } from './fetch-files.ts'

/** Each stage says how it fails: Ready's reason, and the condition that is True as long as it does. */
const stages = {
  storage: { failsWith: Reason.Failed, condition: SourceCondition.StorageOperationFailed },
  // Sets FetchFailed itself: that it succeeds does not mean that fetching does.
  credentials: { failsWith: Reason.AuthenticationFailed },
  fetch: { failsWith: Reason.BucketOperationFailed, condition: SourceCondition.FetchFailed },
  archive: { failsWith: Reason.ArchiveOperationFailed, condition: SourceCondition.StorageOperationFailed },
} as const

export type BucketRun = Run<Bucket, keyof typeof stages>

export function bucketReconciler(deps: Deps): Reconciler<Bucket> {
  return defineReconciler({
    kind: Bucket,
    controller: 'source-controller',
    finalizer: 'finalizers.fluxcd.io',
    stages,
    policy: sourcePolicy(),

    async reconcile(object, run) {
      const signal = fetchSignal(object, run.signal)
      const artifact = await run.stage('storage', () => currentArtifact(object, run, deps.store))
      const bucket = await run.stage('credentials', () => connect(object, run, deps))
      try {
        const index = await run.stage('fetch', () => indexBucket(object, bucket, signal))
        if (artifact && isSame(index, artifact.revision)) {
          tellUpToDate(object, run, artifact, { message: storedMessage(object, index.etags.size) })
          return stored(run, storedText(artifact.revision))
        }
        const { entries, etags } = await run.stage('fetch', () => fetchFiles(object, bucket, index, signal))
        const revision = revisionOf(etags)
        await tellOutdated(object, run, `new upstream revision '${revision}'`)
        const file = `${revision.split(':')[1]}.tar.gz`
        const next = await run.stage('archive', () =>
          archiveFiles(entries, { owner: ownerOf('Bucket', object), file, revision }, deps.store),
        )
        const observed = { observedIgnore: object.spec?.ignore }
        const told = { message: storedMessage(object, etags.size), store: deps.store }
        await publish(object, run, { artifact: next, link: 'latest.tar.gz', observed }, told)
        return stored(run, storedText(revision))
      } finally {
        await bucket.close()
      }
    },

    finalize: (object, run) => removeArtifacts('Bucket', object, run, deps.store),
  })
}

/** Compared by the algorithm of the revision: another one for new artifacts is no reason to make one. */
function isSame({ etags }: BucketIndex, revision: string): boolean {
  const algorithm = parseDigest(revision)?.algorithm
  if (algorithm !== 'sha1' && algorithm !== 'sha256' && algorithm !== 'sha384' && algorithm !== 'sha512')
    return false
  return revisionOf(etags, algorithm) === revision
}

function storedMessage(object: Bucket, files: number): string {
  return `stored artifact with ${files} fetched files from '${object.spec?.bucketName}' bucket`
}

function storedText(revision: string): string {
  return `stored artifact: revision '${revision}'`
}
