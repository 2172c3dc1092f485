/**
 * HelmRepository: keeps the index of a chart repository. One of type `oci` is there to be referred to only.
 *
 * Read this file first. Each step is a function in a file named after its stage.
 * @module
 */
import { HelmRepository, Reason, SourceCondition } from '@sluice/api/source'
import { parseDuration } from '@sluice/base/duration'
import type { Artifact } from '@sluice/base/flow'
import { defineReconciler, type Ready, type Reconciler, type Run, ready } from '@sluice/kube/runtime'
import { announceArtifact, announceRecovery } from '../source/announce.ts'
import { currentArtifact } from '../source/current-artifact.ts'
import { processingMessage } from '../source/progress.ts'
import { removeArtifacts } from '../source/remove-artifacts.ts'
import { isNew } from '../source/source-object.ts'
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
    policy: {
      observes: 'settled',
      interval: repository => parseDuration(repository.spec?.interval ?? '1m'),
      starting: repository => processingMessage(repository),
    },

    async reconcile(repository, run) {
      const timeout = AbortSignal.timeout(parseDuration(repository.spec?.timeout ?? '1m'))
      const signal = AbortSignal.any([run.signal, timeout])
      const artifact = await run.stage('storage', () => currentArtifact(repository, run, deps.store))
      await run.stage('address', () => checkUrl(repository, run))
      const index = await run.stage('fetch', () => fetchIndex(repository, signal, deps))
      const { revision } = index
      if (artifact?.revision === revision) {
        run.unmark(SourceCondition.FetchFailed)
        const message = `artifact up-to-date with remote revision: '${revision}'`
        run.announce(message, { severity: 'trace', reason: Reason.ArtifactUpToDate })
        announceRecovery(repository, run, artifact, { message: storedMessage(repository, artifact) })
        return stored(run, revision)
      }
      const content = await run.stage('index', () => readIndex(index))
      await tellNewRevision(repository, run, revision)
      const next = await run.stage('archive', () => storeIndex(repository, { revision, content }, deps))
      await run.record({ artifact: next, url: await deps.store.link(next, 'index.yaml') })
      announceArtifact(repository, run, next, { message: storedMessage(repository, next) })
      return stored(run, revision)
    },

    finalize: (repository, run) => removeArtifacts('HelmRepository', repository, run, deps.store),
  })
}

async function tellNewRevision(repository: HelmRepository, run: HelmRun, revision: string): Promise<void> {
  const message = `new index revision '${revision}'`
  if (repository.status?.artifact)
    run.mark(SourceCondition.ArtifactOutdated, 'True', Reason.NewRevision, message)
  run.progress(`building artifact: ${message}`, { drift: true })
  if (isNew(repository)) await run.save()
}

function storedMessage(repository: HelmRepository, { size }: Artifact): string {
  return `stored fetched index of size ${humanSize(size ?? 0)} from '${repository.spec?.url}'`
}

function stored(run: HelmRun, revision: string): Ready {
  const message = `stored artifact: revision '${revision}'`
  run.unmark(SourceCondition.ArtifactOutdated)
  run.mark(SourceCondition.ArtifactInStorage, 'True', Reason.Succeeded, message)
  return ready(Reason.Succeeded, message)
}
