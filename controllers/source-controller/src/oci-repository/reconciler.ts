/**
 * OCIRepository: finds out which artifact of a registry is meant, and stores one of its layers.
 *
 * Read this file first. Each step is a function in a file named after its stage, and decides for itself, from the
 * spec, whether it has anything to do. A registry that still has the digest of the artifact costs one request;
 * one that may do without TLS is found first.
 * @module
 */
import { OCIRepository, Reason, SourceCondition } from '@sluice/api/source'
import { defineReconciler, type Reconciler, type Run } from '@sluice/kube/runtime'
import { currentArtifact } from '../source/current-artifact.ts'
import { publish, stored, tellOutdated, tellUpToDate } from '../source/outcome.ts'
import { fetchSignal, sourcePolicy } from '../source/policy.ts'
import { removeArtifacts } from '../source/remove-artifacts.ts'
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
    policy: sourcePolicy(),

    async reconcile(repo, run) {
      const signal = fetchSignal(repo, run.signal)
      const artifact = await run.stage('storage', () => currentArtifact(repo, run, deps.store))
      const repository = await run.stage('reference', () => parseUrl(repo, run))
      const registry = await run.stage('credentials', () => connect(repo, repository, { signal, run }, deps))
      try {
        const source = { registry, path: repository.path, signal }
        const reference = await run.stage('reference', () => findReference(repo, source))
        const revision = await run.stage('resolve', () => resolveRevision(reference, source))
        if (artifact?.revision !== revision)
          await tellOutdated(repo, run, `new revision '${revision}' for '${nameOf(repository, revision)}'`)
        await run.stage('verify', () => verifySignature(repo, revision, { ...source, run }, deps))

        if (artifact?.revision === revision && !isContentStale(repo)) {
          tellUpToDate(repo, run, artifact, { message: storedMessage(repo, artifact) })
          return stored(run, storedText(revision))
        }
        const next = await run.stage('pull', () => storeLayer(repo, revision, source, deps))
        const { ignore: observedIgnore, layerSelector: observedLayerSelector } = repo.spec ?? {}
        const made = {
          artifact: next,
          link: 'latest.tar.gz',
          observed: { observedIgnore, observedLayerSelector },
        }
        await publish(repo, run, made, { message: storedMessage(repo, next), store: deps.store })
        return stored(run, storedText(revision))
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

/** The artifact as one would pull it: by its tag if it was found by one. */
function nameOf(
  { registry, path }: { readonly registry: string; readonly path: string },
  revision: string,
): string {
  const tag = revision.includes('@') ? `:${revision.split('@')[0]}` : `@${revision}`
  return `${registry}/${path}${tag}`
}

function storedText(revision: string): string {
  return `stored artifact for digest '${revision}'`
}
