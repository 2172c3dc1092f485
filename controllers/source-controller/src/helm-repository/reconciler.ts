/**
 * HelmRepository: keeps the index of a chart repository. One of type `oci` is there to be referred to only.
 *
 * Read this file first. Each step is a function in a file named after its stage.
 * @module
 */
import { HelmRepository, Reason, SourceCondition } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import { defineReconciler, type Reconciler, type Run } from '@sluice/kube/runtime'
import { currentArtifact } from '../source/current-artifact.ts'
import { publish, stored, tellOutdated, tellUpToDate } from '../source/outcome.ts'
import { fetchSignal, sourcePolicy } from '../source/policy.ts'
import { removeArtifacts } from '../source/remove-artifacts.ts'
import { checkUrl } from './connect.ts'
import type { Deps } from './deps.ts'
import { fetchIndex, readIndex, storeIndex } from './fetch-index.ts'
import { humanSize } from './human-size.ts'

/** Each stage says how it fails: Ready's reason, and the condition that is True as long as it does. */
const stages = {
  storage: { failsWith: Reason.Failed, condition: SourceCondition.StorageOperationFailed },
  // Sets FetchFailed itself: that it succeeds does not mean that fetching does.
  address: { failsWith: Reason.URLInvalid },
  fetch: { failsWith: Reason.Failed },
  index: { failsWith: Reason.IndexationFailed, condition: SourceCondition.FetchFailed },
  archive: { failsWith: Reason.ArchiveOperationFailed, condition: SourceCondition.StorageOperationFailed },
} as const

export type HelmRun = Run<HelmRepository, keyof typeof stages>

export function helmRepositoryReconciler(deps: Deps): Reconciler<HelmRepository> {
  return defineReconciler({
    kind: HelmRepository,
    controller: 'source-controller',
    finalizer: 'finalizers.fluxcd.io',
    stages,
    isStatic: repository => repository.spec?.type === 'oci',
    policy: sourcePolicy(),

    async reconcile(repository, run) {
      const signal = fetchSignal(repository, run.signal)
      const artifact = await run.stage('storage', () => currentArtifact(repository, run, deps.store))
      await run.stage('address', () => checkUrl(repository, run))
      const index = await run.stage('fetch', () => fetchIndex(repository, signal, deps))
      const { revision } = index
      if (artifact?.revision === revision) {
        tellUpToDate(repository, run, artifact, { message: storedMessage(repository, artifact) })
        return stored(run, storedText(revision))
      }
      const content = await run.stage('index', () => readIndex(index))
      await tellOutdated(repository, run, `new index revision '${revision}'`)
      const next = await run.stage('archive', () => storeIndex(repository, { revision, content }, deps))
      const told = { message: storedMessage(repository, next), store: deps.store }
      await publish(repository, run, { artifact: next, link: 'index.yaml' }, told)
      return stored(run, storedText(revision))
    },

    finalize: (repository, run) => removeArtifacts('HelmRepository', repository, run, deps.store),
  })
}

function storedMessage(repository: HelmRepository, { size }: Artifact): string {
  return `stored fetched index of size ${humanSize(size ?? 0)} from '${repository.spec?.url}'`
}

function storedText(revision: string): string {
  return `stored artifact: revision '${revision}'`
}
