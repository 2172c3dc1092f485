/**
 * OCIRepository: finds out which artifact of a registry is meant, and stores one of its layers.
 *
 * Read this file first. Each step is a function in a file named after its stage, and decides for itself, from the
 * spec, whether it has anything to do. A registry that still has the digest of the artifact costs one request.
 * @module
 */
import { OCIRepository, Reason, SourceCondition } from '@sluice/api/source'
import { parseDuration } from '@sluice/base/duration'
import { defineReconciler, type Ready, type Reconciler, type Run, ready } from '@sluice/kube/runtime'
import { announceArtifact, announceRecovery } from '../source/announce.ts'
import { currentArtifact } from '../source/current-artifact.ts'
import { processingMessage } from '../source/progress.ts'
import { removeArtifacts } from '../source/remove-artifacts.ts'
import { isNew } from '../source/source-object.ts'
import { connect } from './connect.ts'
import type { Deps } from './deps.ts'
import { findReference, parseUrl, resolveRevision } from './reference.ts'
import { storedMessage, storeLayer } from './store-layer.ts'
import { verifySignature } from './verify.ts'

/** Each stage says how it fails: Ready's reason, and the condition that is True as long as it does. */
const stages = {
  storage: { failsWith: Reason.Failed, condition: SourceCondition.StorageOperationFailed },
  // These set FetchFailed themselves: that one succeeds does not mean that fetching does.
  credentials: { failsWith: Reason.AuthenticationFailed },
  reference: { failsWith: Reason.ReadOperationFailed },
  resolve: { failsWith: Reason.OCIArtifactPullFailed },
  verify: { failsWith: Reason.VerificationError },
  pull: { failsWith: Reason.OCIArtifactPullFailed, condition: SourceCondition.FetchFailed },
} as const

export type OCIRun = Run<OCIRepository, keyof typeof stages>

export function ociRepositoryReconciler(deps: Deps): Reconciler<OCIRepository> {
  return defineReconciler({
    kind: OCIRepository,
    controller: 'source-controller',
    finalizer: 'finalizers.fluxcd.io',
    stages,
    policy: {
      observes: 'settled',
      interval: repo => parseDuration(repo.spec?.interval ?? '1m'),
      starting: repo => processingMessage(repo),
    },

    async reconcile(repo, run) {
      const timeout = AbortSignal.timeout(parseDuration(repo.spec?.timeout ?? '60s'))
      const signal = AbortSignal.any([run.signal, timeout])
      const artifact = await run.stage('storage', () => currentArtifact(repo, run, deps.store))
      const repository = await run.stage('reference', () => parseUrl(repo, run))
      const registry = await run.stage('credentials', () => connect(repo, repository, signal, deps))
      try {
        const source = { registry, path: repository.path, signal }
        const reference = await run.stage('reference', () => findReference(repo, source))
        const revision = await run.stage('resolve', () => resolveRevision(reference, source))
        if (artifact?.revision !== revision) await tellNewRevision(repo, run, { revision, repository })
        await run.stage('verify', () => verifySignature(repo, revision, { ...source, run }, deps))

        if (artifact?.revision === revision && !isContentStale(repo)) {
          run.unmark(SourceCondition.FetchFailed)
          const message = `artifact up-to-date with remote revision: '${revision}'`
          run.announce(message, { severity: 'trace', reason: Reason.ArtifactUpToDate })
          announceRecovery(repo, run, artifact, { message: storedMessage(repo, artifact) })
          return stored(run, revision)
        }
        const next = await run.stage('pull', () => storeLayer(repo, revision, source, deps))
        await run.record({
          artifact: next,
          url: await deps.store.link(next, 'latest.tar.gz'),
          observedIgnore: repo.spec?.ignore,
          observedLayerSelector: repo.spec?.layerSelector,
        })
        announceArtifact(repo, run, next, { message: storedMessage(repo, next) })
        return stored(run, revision)
      } finally {
        await registry.close()
      }
    },

    finalize: (repo, run) => removeArtifacts('OCIRepository', repo, run, deps.store),
  })
}

/** Whether what decides about an artifact's content, the revision aside, differs from when it was made. */
function isContentStale({ spec, status }: OCIRepository): boolean {
  const [now, before] = [spec?.layerSelector, status?.observedLayerSelector]
  return (
    spec?.ignore !== status?.observedIgnore ||
    (now?.mediaType ?? '') !== (before?.mediaType ?? '') ||
    (now?.operation ?? 'extract') !== (before?.operation ?? 'extract')
  )
}

async function tellNewRevision(
  repo: OCIRepository,
  run: OCIRun,
  {
    revision,
    repository,
  }: { readonly revision: string; readonly repository: { registry: string; path: string } },
): Promise<void> {
  const { registry, path } = repository
  const separator = revision.includes('@') ? `:${revision.split('@')[0]}` : `@${revision}`
  const message = `new revision '${revision}' for '${registry}/${path}${separator}'`
  if (repo.status?.artifact) run.mark(SourceCondition.ArtifactOutdated, 'True', Reason.NewRevision, message)
  run.progress(`building artifact: ${message}`, { drift: true })
  if (isNew(repo)) await run.save()
}

function stored(run: OCIRun, revision: string): Ready {
  const message = `stored artifact for digest '${revision}'`
  run.unmark(SourceCondition.ArtifactOutdated)
  run.mark(SourceCondition.ArtifactInStorage, 'True', Reason.Succeeded, message)
  return ready(Reason.Succeeded, message)
}
