/**
 * HelmChart: finds a chart in its source and stores its archive.
 *
 * Read this file first. Each step is a function in a file named after its stage. A chart whose version is the one of
 * the artifact is not fetched again.
 * @module
 */
import { HelmChart, Reason, SourceCondition } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import { defineReconciler, type Ready, type Reconciler, type Run } from '@sluice/kube/runtime'
import { currentArtifact } from '../source/current-artifact.ts'
import { publish, stored, tellOutdated, tellUpToDate } from '../source/outcome.ts'
import { sourcePolicy } from '../source/policy.ts'
import { removeArtifacts } from '../source/remove-artifacts.ts'
import { ownerOf } from '../source/source-object.ts'
import { type ChartBuild, type FoundChart, summaryOf } from './build.ts'
import { building } from './building.ts'
import type { Deps } from './deps.ts'
import { findChart } from './find-chart.ts'
import { findSource } from './source.ts'
import { valuesFilesOf } from './values-files.ts'
import { markVerified } from './verify.ts'
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
    policy: sourcePolicy(),
    ...chartWatches,

    async reconcile(object, run) {
      const artifact = await run.stage('storage', () => currentArtifact(object, run, deps.store))
      const source = await run.stage('source', () => findSource(object, run, deps))
      const found = await run.stage('build', () => building(run, () => findChart(object, source, run, deps)))
      markVerified(object, run, found)
      try {
        if (isCurrent(object, found, artifact)) return keep(object, run, found, artifact)
        const build = await run.stage('build', () => building(run, () => found.archive()))
        await tellOutdated(object, run, summaryOf(found, build.valuesFiles), Reason.NewChart)
        const next = await run.stage('archive', () => store(object, found, build, deps))
        return await finish(object, run, { found, build, artifact: next }, deps)
      } finally {
        await found.close()
      }
    },

    finalize: (object, run) => removeArtifacts('HelmChart', object, run, deps.store),
  })
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
  const message = summaryOf(found, object.status?.observedValuesFiles ?? valuesFilesOf(object))
  const reason = reasonOf(found)
  tellUpToDate(object, run, artifact, { message, recovery: reason })
  return stored(run, message, reason)
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

async function finish(
  object: HelmChart,
  run: ChartRun,
  { found, build, artifact }: Stored,
  { store }: Pick<Deps, 'store'>,
): Promise<Ready> {
  const { valuesFiles, resolvedDependencies } = build
  const [message, reason] = [summaryOf(found, valuesFiles), reasonOf(found)]
  if (resolvedDependencies > 0) {
    const told = `resolved ${resolvedDependencies} chart dependencies`
    run.announce(told, { severity: 'trace', reason: Reason.ResolvedDependencies })
  }
  const isTold = object.spec?.ignoreMissingValuesFiles && valuesFiles.length > 0
  const observed = {
    observedChartName: found.name,
    observedValuesFiles: isTold ? valuesFiles : undefined,
  }
  const told = { message, reason, recovery: reason, store }
  await publish(object, run, { artifact, link: 'latest.tar.gz', observed }, told)
  return stored(run, message, reason)
}

function reasonOf({ isPackaged }: FoundChart): string {
  return isPackaged ? Reason.ChartPackageSucceeded : Reason.ChartPullSucceeded
}
