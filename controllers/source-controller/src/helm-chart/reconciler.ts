/**
 * HelmChart: finds a chart in its source and stores its archive.
 *
 * Read this file first. Each step is a function in a file named after its stage. A chart whose version is the one of
 * the artifact is not fetched again.
 * @module
 */
import { HelmChart, Reason, SourceCondition } from '@sluice/api/source'
import { parseDuration } from '@sluice/base/duration'
import type { Artifact } from '@sluice/base/flow'
import {
  defineReconciler,
  Failed,
  type Ready,
  type Reconciler,
  type Run,
  ready,
  Stalled,
} from '@sluice/kube/runtime'
import { announceArtifact, announceRecovery } from '../source/announce.ts'
import { currentArtifact } from '../source/current-artifact.ts'
import { processingMessage } from '../source/progress.ts'
import { removeArtifacts } from '../source/remove-artifacts.ts'
import { isNew, ownerOf } from '../source/source-object.ts'
import { type ChartBuild, type FoundChart, summaryOf } from './build.ts'
import { BuildError, failures } from './build-error.ts'
import type { Deps } from './deps.ts'
import { findChart } from './find-chart.ts'
import { findSource } from './source.ts'
import { valuesFilesOf } from './values-files.ts'
import { markUnverified, markVerified } from './verify.ts'
import { chartWatches } from './watches.ts'

/** Each stage says how it fails: Ready's reason, and the condition that is True as long as it does. */
const stages = {
  storage: { failsWith: Reason.Failed, condition: SourceCondition.StorageOperationFailed },
  // These set FetchFailed and BuildFailed themselves.
  source: { failsWith: Reason.SourceUnavailable },
  build: { failsWith: Reason.Unknown },
  archive: { failsWith: Reason.ArchiveOperationFailed, condition: SourceCondition.StorageOperationFailed },
} as const

export type ChartRun = Run<HelmChart, keyof typeof stages>

export function helmChartReconciler(deps: Deps): Reconciler<HelmChart> {
  return defineReconciler({
    kind: HelmChart,
    controller: 'source-controller',
    finalizer: 'finalizers.fluxcd.io',
    stages,
    policy: {
      observes: 'settled',
      interval: chart => parseDuration(chart.spec?.interval ?? '1m'),
      starting: chart => processingMessage(chart),
    },
    ...chartWatches,

    async reconcile(object, run) {
      const artifact = await run.stage('storage', () => currentArtifact(object, run, deps.store))
      const source = await run.stage('source', () => findSource(object, run, deps))
      const found = await run.stage('build', () => building(run, () => findChart(object, source, run, deps)))
      markVerified(object, run, found)
      try {
        if (isCurrent(object, found, artifact)) return keep(object, run, found, artifact)
        const build = await run.stage('build', () => building(run, () => found.archive()))
        await tellNewChart(object, run, found)
        const next = await run.stage('archive', () => store(object, found, build, deps))
        return await publish(object, run, { found, build, artifact: next }, deps)
      } finally {
        await found.close()
      }
    },

    finalize: (object, run) => removeArtifacts('HelmChart', object, run, deps.store),
  })
}

/** Gives what stands in a chart's way its reason and condition; what only a change can mend is not tried again. */
async function building<T>(run: ChartRun, work: () => Promise<T>): Promise<T> {
  try {
    const done = await work()
    run.unmark(SourceCondition.FetchFailed)
    run.unmark(SourceCondition.BuildFailed)
    return done
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    markUnverified(run, error)
    const { reason, isLasting } = error.failure
    if (isAboutLogin(error)) {
      const message = `failed to authenticate with the Helm repository: ${error.message}`
      throw new Failed(Reason.AuthenticationFailed, message, {
        condition: SourceCondition.FetchFailed,
        cause: error,
      })
    }
    if (!isLasting) throw new Failed(reason, error.message, { condition: error.condition, cause: error })
    run.mark(error.condition, 'True', reason, error.message)
    throw new Stalled(reason, error.message, { cause: error })
  }
}

/** flux: knows a refused login by these words. */
function isAboutLogin(error: BuildError): boolean {
  const words = ['401', 'unauthorized', 'authentication required', 'tls', 'unknown certificate authority']
  const isRemote = error.failure === failures.pull || error.failure === failures.reference
  return isRemote && words.some(word => error.message.includes(word))
}

/** A generation that was not reconciled yet may mean other content under the same version. */
function isCurrent(
  object: HelmChart,
  found: FoundChart,
  artifact: Artifact | undefined,
): artifact is Artifact {
  return (
    artifact?.revision === found.version &&
    object.status?.observedChartName === found.name &&
    object.status.observedGeneration === object.metadata.generation
  )
}

function keep(object: HelmChart, run: ChartRun, found: FoundChart, artifact: Artifact): Ready {
  const summary = summaryOf(found, object.status?.observedValuesFiles ?? valuesFilesOf(object))
  const message = `artifact up-to-date with remote revision: '${artifact.revision}'`
  run.announce(message, { severity: 'trace', reason: Reason.ArtifactUpToDate })
  announceRecovery(object, run, artifact, { message: summary, recovery: reasonOf(found) })
  return stored(run, found, summary)
}

async function tellNewChart(object: HelmChart, run: ChartRun, { name, version }: FoundChart): Promise<void> {
  const message = `new '${name}' chart with version '${version}'`
  if (object.status?.artifact) run.mark(SourceCondition.ArtifactOutdated, 'True', Reason.NewChart, message)
  run.progress(`building artifact: ${message}`, { drift: true })
  if (isNew(object)) await run.save()
}

function store(
  object: HelmChart,
  found: FoundChart,
  build: ChartBuild,
  deps: Pick<Deps, 'store'>,
): Promise<Artifact> {
  const { name, version } = found
  const artifact = { owner: ownerOf('HelmChart', object), file: `${name}-${version}.tgz`, revision: version }
  return deps.store.write(artifact, inOnePiece(build.bytes))
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

interface Stored {
  readonly found: FoundChart
  readonly build: ChartBuild
  readonly artifact: Artifact
}

async function publish(
  object: HelmChart,
  run: ChartRun,
  { found, build, artifact }: Stored,
  deps: Pick<Deps, 'store'>,
): Promise<Ready> {
  const summary = summaryOf(found, build.valuesFiles)
  await run.record({
    artifact,
    url: await deps.store.link(artifact, 'latest.tar.gz'),
    observedChartName: found.name,
    observedValuesFiles:
      object.spec?.ignoreMissingValuesFiles && build.valuesFiles.length > 0 ? build.valuesFiles : undefined,
  })
  if (build.resolvedDependencies > 0) {
    const message = `resolved ${build.resolvedDependencies} chart dependencies`
    run.announce(message, { severity: 'trace', reason: Reason.ResolvedDependencies })
  }
  const reason = reasonOf(found)
  announceArtifact(object, run, artifact, { message: summary, reason, recovery: reason })
  return stored(run, found, summary)
}

function stored(run: ChartRun, found: FoundChart, summary: string): Ready {
  run.unmark(SourceCondition.ArtifactOutdated)
  run.mark(SourceCondition.ArtifactInStorage, 'True', reasonOf(found), summary)
  return ready(reasonOf(found), summary)
}

function reasonOf({ isPackaged }: FoundChart): string {
  return isPackaged ? Reason.ChartPackageSucceeded : Reason.ChartPullSucceeded
}
