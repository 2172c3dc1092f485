/**
 * GitRepository: fetches a commit of a remote and stores its files as an artifact.
 *
 * Read this file first. Each step is a function in a file named after its stage, and decides for itself, from the
 * spec, whether it has anything to do. A remote that still has the commit of the artifact costs one request.
 * @module
 */
import { GitRepository, Reason, SourceCondition } from '@sluice/api/source'
import { defineReconciler, type Reconciler, type Run } from '@sluice/kube/runtime'
import { archiveFiles, withoutIgnored } from '../source/archive-files.ts'
import { currentArtifact } from '../source/current-artifact.ts'
import { publish, stored, tellOutdated } from '../source/outcome.ts'
import { sourcePolicy } from '../source/policy.ts'
import { removeArtifacts } from '../source/remove-artifacts.ts'
import { ownerOf } from '../source/source-object.ts'
import { isContentStale } from './content.ts'
import { remoteOf } from './credentials.ts'
import type { Deps } from './deps.ts'
import { fetchCommit } from './fetch.ts'
import { addIncludes, findIncludes } from './include.ts'
import { announceNothingNew, storedMessage } from './notify.ts'
import { forgetVerification, verifySignature } from './verify.ts'

/** Each stage says how it fails: Ready's reason, and the condition that is True as long as it does. */
const stages = {
  storage: { failsWith: Reason.Failed, condition: SourceCondition.StorageOperationFailed },
  // Sets FetchFailed itself: that it succeeds does not mean that fetching does.
  credentials: { failsWith: Reason.AuthenticationFailed },
  includes: { failsWith: Reason.NotFound, condition: SourceCondition.IncludeUnavailable },
  fetch: { failsWith: Reason.GitOperationFailed, condition: SourceCondition.FetchFailed },
  verify: { failsWith: Reason.VerificationError },
  copy: { failsWith: Reason.CopyFailure, condition: SourceCondition.StorageOperationFailed },
  archive: { failsWith: Reason.ArchiveOperationFailed, condition: SourceCondition.StorageOperationFailed },
} as const

export type GitRun = Run<GitRepository, keyof typeof stages>

export function gitRepositoryReconciler(deps: Deps): Reconciler<GitRepository> {
  return defineReconciler({
    kind: GitRepository,
    controller: 'source-controller',
    finalizer: 'finalizers.fluxcd.io',
    stages,
    policy: sourcePolicy(),

    async reconcile(repo, run) {
      const artifact = await run.stage('storage', () => currentArtifact(repo, run, deps.store))
      const remote = await run.stage('credentials', () => remoteOf(repo, run, deps))
      const includes = await run.stage('includes', () => findIncludes(repo, run, deps))

      const found = await run.stage('fetch', () =>
        fetchCommit(repo, { artifact, includes, remote, run }, deps),
      )
      if (found.type === 'unchanged') {
        if (!repo.spec?.verify) await forgetVerification(repo, run)
        announceNothingNew(repo, run, artifact, { revision: found.revision, isListed: true })
        return stored(run, storedText(found.revision))
      }
      using checkout = found.checkout
      const { revision } = found
      await run.stage('verify', () => verifySignature(repo, checkout, run, deps))
      if (artifact?.revision === revision && !isContentStale(repo, includes)) {
        announceNothingNew(repo, run, artifact, { revision, isListed: false, commit: checkout.commit })
        return stored(run, storedText(revision))
      }
      if (artifact?.revision !== revision)
        await tellOutdated(repo, run, `new upstream revision '${revision}'`)

      const files = await run.stage('copy', () => addIncludes(checkout.entries, repo, includes, deps))
      const next = await run.stage('archive', async () =>
        archiveFiles(
          await withoutIgnored(files, repo.spec?.ignore),
          { owner: ownerOf('GitRepository', repo), file: `${checkout.commit.hash}.tar.gz`, revision },
          deps.store,
        ),
      )
      const observed = {
        includedArtifacts: includes.length > 0 ? includes : undefined,
        observedIgnore: repo.spec?.ignore,
        observedRecurseSubmodules: repo.spec?.recurseSubmodules || undefined,
        observedInclude: repo.spec?.include,
        observedSparseCheckout: repo.spec?.sparseCheckout,
      }
      const told = { message: storedMessage(checkout.commit), store: deps.store }
      await publish(repo, run, { artifact: next, observed }, told)
      return stored(run, storedText(revision))
    },

    async finalize(repo, run) {
      await deps.dropCache(repo)
      await removeArtifacts('GitRepository', repo, run, deps.store)
    },
  })
}

function storedText(revision: string): string {
  return `stored artifact for revision '${revision}'`
}
