/**
 * HelmRelease: gets a chart and values, and keeps a release in the cluster as they say.
 *
 * Read this file first. Each step is a function in a file named after its stage. What is done to the release itself is
 * decided in next-action.ts, from what state.ts finds, and done by a file in actions/; release-loop.ts goes around.
 * @module
 */
import { HelmRelease, Reason } from '@sluice/api/helm'
import { valuesDigest } from '@sluice/helm/release'
import { healthRulesOf, requireExpressions } from '@sluice/kube/expressions'
import { defineReconciler, type Reconciler, type Told, Waiting } from '@sluice/kube/runtime'
import { uninstall } from './actions/uninstall.ts'
import { fetchChart } from './chart.ts'
import { reconcileChart, removeChart } from './chart-template.ts'
import { connect, uninstallContext } from './connect.ts'
import { requireDependencies } from './dependencies.ts'
import type { Deps, ReleaseCluster } from './deps.ts'
import { Draft } from './draft.ts'
import { forgetFailures, mustForgetFailures } from './failures.ts'
import { ActionLog } from './log.ts'
import { recallRelease } from './recall.ts'
import { runReleaseLoop } from './release-loop.ts'
import { resolveSource } from './source.ts'
import { intervalOf, specOf, storageNamespaceOf } from './spec.ts'
import { openStorage } from './storage.ts'
import { summarize } from './summary.ts'
import { hasMoved, uninstallMoved } from './target.ts'
import { collectValues, plainValues } from './values.ts'
import { indexes, watchesOf } from './watches.ts'

/** How each stage fails (Ready's reason). */
const stages = {
  template: { failsWith: Reason.ArtifactFailed },
  dependencies: { failsWith: Reason.DependencyNotReady },
  source: { failsWith: Reason.ArtifactFailed },
  values: { failsWith: Reason.ValuesError },
  chart: { failsWith: Reason.ArtifactFailed },
  connect: { failsWith: Reason.RESTClientError },
  release: { failsWith: Reason.ReconcileError },
} as const

/** Ready's reasons that are over once the stage that gave them has passed. */
const passing: ReadonlySet<string> = new Set([
  Reason.DependencyNotReady,
  Reason.AccessDenied,
  Reason.ArtifactFailed,
  Reason.SourceNotReady,
  Reason.ValuesError,
  Reason.RESTClientError,
])

export function helmReleaseReconciler(deps: Deps): Reconciler<HelmRelease> {
  return defineReconciler({
    kind: HelmRelease,
    controller: 'helm-controller',
    finalizer: 'finalizers.fluxcd.io',
    stages,
    policy: {
      observes: 'ready',
      suspendedObserves: 'unasked',
      interval: intervalOf,
      keepsProgress: true,
      starting: () => 'Fulfilling prerequisites',
    },
    indexes,
    watches: watchesOf(deps.config),
    interruptible: deps.config.cancelsHealthChecks,

    async reconcile(object, run) {
      const { signal } = run
      const draft = new Draft(object, run, deps.config.digestAlgorithm)
      const rules = requireExpressions(() => healthRulesOf(object.spec?.healthCheckExprs ?? []), {
        tellsCause: true,
      })
      await run.stage('template', () => reconcileChart(draft, deps, signal))
      await run.stage('dependencies', () => requireDependencies(object, deps, signal))

      const source = await run.stage('source', () => resolveSource(draft.release, deps, signal))
      const values = await run.stage('values', () => collectValues(object, deps, signal))
      const { chart, ociDigest } = await run.stage('chart', () => fetchChart(source, deps, signal))
      const connected = await run.stage('connect', () => connect(object, deps, signal))
      // Who asks for a run wants it to look for itself.
      const cluster = run.requestedAt === undefined ? connected : withoutMemory(connected)
      if (passing.has(draft.condition('Ready')?.reason ?? ''))
        draft.assess('Unknown', Reason.Progressing, 'reconciliation in progress')

      const log = new ActionLog(() => run.now())
      if (hasMoved(draft, chart.metadata.name)) {
        return run.stage('release', () =>
          uninstallMoved(draft, uninstallContext(draft, cluster, { deps, log, signal })),
        )
      }

      const config = plainValues(values)
      const configDigest = valuesDigest(config, draft.algorithm)
      const { version } = chart.metadata
      if (mustForgetFailures(draft, version, configDigest)) forgetFailures(draft)
      draft.set({
        storageNamespace: storageNamespaceOf(object),
        lastAttemptedGeneration: object.metadata.generation,
        lastAttemptedRevision: version,
        lastAttemptedRevisionDigest: ociDigest || undefined,
        lastAttemptedConfigDigest: configDigest,
        lastAttemptedValuesChecksum: undefined,
        lastReleaseRevision: undefined,
      })
      const storage = openStorage(cluster, {
        namespace: storageNamespaceOf(object),
        now: () => run.now(),
      })
      const context = {
        draft,
        cluster,
        storage,
        rules,
        signal,
        log,
        deps,
        chart,
        values,
        config,
        configDigest,
        ociDigest,
      }
      return run.stage('release', () => runReleaseLoop(context))
    },

    async finalize(object, run): Promise<Told | undefined> {
      if (specOf(object).suspend) return undefined
      const { signal } = run
      const draft = new Draft(object, run, deps.config.digestAlgorithm)
      let cluster: ReleaseCluster | undefined
      try {
        cluster = await reachable(draft, deps, signal)
      } catch (error) {
        if (!(error instanceof Waiting)) throw error
        const what = 'failed to build REST client getter to uninstall release'
        draft.assess('False', Reason.UninstallFailed, `${what}: ${error.message}`)
        return { type: 'told', progress: 'kept', next: 'backoff', observed: false }
      }
      if (cluster) {
        const log = new ActionLog(() => run.now())
        try {
          const context = uninstallContext(draft, cluster, { deps, log, signal })
          await recallRelease(context)
          await uninstall(context)
        } catch {
          signal.throwIfAborted()
          summarize(draft)
          return { type: 'told', progress: 'kept', next: 'backoff', observed: false }
        }
      }
      cluster?.quiet?.forget(object.metadata.uid ?? '')
      await removeChart(draft, deps, signal)
      return undefined
    },
  })
}

function withoutMemory({ client, fieldManager, group }: ReleaseCluster): ReleaseCluster {
  return { client, fieldManager, group }
}

/**
 * The cluster to uninstall from; undefined where nothing was released, or who could uninstall is gone. In this cluster
 * something may have been released that the status does not tell yet.
 */
async function reachable(draft: Draft, deps: Deps, signal: AbortSignal) {
  const { release, status } = draft
  const { kubeConfig } = specOf(release)
  if (kubeConfig && !status.storageNamespace) return undefined
  if (!kubeConfig && !(await deps.hasAccount(release, signal))) return undefined
  return connect(release, deps, signal, { mayBeMissing: true })
}
