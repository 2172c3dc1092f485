/**
 * Kustomization: builds one revision of a source, applies it, prunes what is no longer in it, and waits until the
 * result is healthy.
 *
 * Read this file first. Each step is a function in a file named after its stage, and decides for itself, from the
 * spec, whether it has anything to do.
 * @module
 */
import { HealthyCondition, Kustomization, Reason } from '@sluice/api/kustomize'
import { formatDuration } from '@sluice/base/duration'
import { formatChangeSet, inventoryOf, minus } from '@sluice/kube/apply'
import { healthRulesOf, requireExpressions } from '@sluice/kube/expressions'
import { defineReconciler, Interrupted, type Reconciler, ready } from '@sluice/kube/runtime'
import { applyResources } from './apply.ts'
import { buildResources } from './build.ts'
import { connect } from './connect.ts'
import { requireDependencies } from './dependencies.ts'
import type { Deps } from './deps.ts'
import { fetchSource } from './fetch.ts'
import { checkHealth, objectsToCheck } from './health.ts'
import { addToHistory } from './history.ts'
import { recordIntent } from './intent.ts'
import {
  announceUnprunable,
  deletesOnRemoval,
  entriesOf,
  formatPruned,
  pruneOnRemoval,
  pruneStale,
  survivorsOf,
} from './prune.ts'
import { originRevisionOf, resolveSource } from './source.ts'
import { intervalOf, retryIntervalOf, timeoutOf } from './spec.ts'
import { refuseUnsupported } from './unsupported.ts'
import { indexes, watchesOf } from './watches.ts'

const building = 'Building manifests for revision {revision} with a timeout of {timeout}'

/** Each stage says what it is doing (Reconciling's message) and how it fails (Ready's reason). */
const stages = {
  source: { failsWith: Reason.ArtifactFailed },
  dependencies: { failsWith: Reason.DependencyNotReady },
  fetch: {
    doing: 'Fetching manifests for revision {revision} with a timeout of {timeout}',
    failsWith: Reason.ArtifactFailed,
  },
  connect: { doing: building, failsWith: Reason.ReconciliationFailed },
  build: { doing: building, failsWith: Reason.BuildFailed },
  apply: {
    doing: 'Detecting drift for revision {revision} with a timeout of {timeout}',
    failsWith: Reason.ReconciliationFailed,
  },
  prune: { failsWith: Reason.PruneFailed },
  health: {
    doing: 'Running health checks for revision {revision} with a timeout of {timeout}',
    failsWith: Reason.HealthCheckFailed,
  },
} as const

export function kustomizationReconciler(deps: Deps): Reconciler<Kustomization> {
  return defineReconciler({
    kind: Kustomization,
    controller: 'kustomize-controller',
    fieldOwner: 'gotk-kustomize-controller',
    finalizer: 'finalizers.fluxcd.io',
    stages,
    policy: {
      observes: 'ready',
      suspendedObserves: 'status',
      interval: intervalOf,
      retryAfter: retryIntervalOf,
      progressingMessage: 'Reconciliation in progress',
      announcesSuccess: { metadata: { commit_status: 'update' } },
    },
    indexes,
    watches: watchesOf(deps.config),
    interruptible: deps.config.cancelsHealthChecks,
    wakeups: wake => deps.onDrift?.(wake) ?? (() => {}),

    async reconcile(ks, run) {
      const { signal } = run
      refuseUnsupported(ks)
      const rules = requireExpressions(() => healthRulesOf(ks.spec?.healthCheckExprs ?? []))
      const artifact = await run.stage('source', () => resolveSource(ks, deps))
      const { revision } = artifact
      const originRevision = originRevisionOf(artifact)
      run.tag({ revision, originRevision })
      run.describe({ revision, timeout: formatDuration(timeoutOf(ks)) })
      await run.stage('dependencies', () => requireDependencies(ks, artifact, { deps, signal }))

      const began = run.now()
      const source = await run.stage('fetch', () => fetchSource(ks, artifact, { deps, signal }))
      await run.record({ lastAttemptedRevision: revision })

      const cluster = await run.stage('connect', () => connect(ks, deps, signal))
      const { resources, digest } = await run.stage('build', () =>
        buildResources(source, ks, { deps, signal }),
      )

      const metadata = { revision, ...(originRevision ? { originRevision } : {}) }
      const remember = (status: string) =>
        run.record({ history: addToHistory(ks, { digest, status, began, ended: run.now(), metadata }) })
      const tracked = async <T>(status: string, work: Promise<T>): Promise<T> => {
        try {
          return await work
        } catch (error) {
          if (!(error instanceof Interrupted)) await remember(status)
          throw error
        }
      }

      const intent = recordIntent(ks, run)
      const changes = await tracked(
        Reason.ReconciliationFailed,
        run
          .stage('apply', () =>
            applyResources(cluster, ks, resources, {
              config: deps.config,
              signal,
              verify: run.requestedAt !== undefined,
              beforeWrites: intent.before,
            }),
          )
          .catch(async error => {
            await intent.failed()
            throw error
          }),
      )
      const log = formatChangeSet(changes)
      if (log) run.announce(log)

      const applied = inventoryOf(changes)
      const stale = minus(entriesOf(ks), applied)

      // Stale objects stay on record until their deletion is confirmed: a crash between the two writes retries the
      // prune instead of orphaning them.
      await run.record({ inventory: { entries: [...applied, ...stale] } })
      if (stale.length > 0) await run.save()
      const pruned = await tracked(
        Reason.PruneFailed,
        run
          .stage('prune', () => pruneStale(cluster, ks, { stale, signal }))
          .catch(async error => {
            await run.record({
              inventory: { entries: [...applied, ...survivorsOf(error.cause ?? error, stale)] },
            })
            throw error
          }),
      )
      await run.record({ inventory: { entries: applied } })
      const deletions = formatPruned(pruned)
      if (deletions) run.announce(deletions)

      const refs = objectsToCheck(ks, changes)
      if (refs.length > 0) {
        const isNews = log !== '' && ks.status?.lastAppliedRevision !== revision
        const { failFast } = deps.config
        await tracked(
          Reason.HealthCheckFailed,
          run.stage('health', () =>
            checkHealth(cluster, ks, { refs, resources, isNews, revision, failFast, rules }, run),
          ),
        )
      } else {
        run.unmark(HealthyCondition)
      }

      await run.record({ lastAppliedRevision: revision, lastAppliedOriginRevision: originRevision })
      await remember(Reason.ReconciliationSucceeded)
      return ready(Reason.ReconciliationSucceeded, `Applied revision: ${revision}`)
    },

    async finalize(ks, run) {
      if (!deletesOnRemoval(ks)) return
      run.tag({
        revision: ks.status?.lastAppliedRevision,
        originRevision: ks.status?.lastAppliedOriginRevision,
      })
      if (!(await deps.hasAccount(ks, run.signal))) return announceUnprunable(ks, run)
      const cluster = await run.stage('connect', () => connect(ks, deps, run.signal))
      await run.stage('prune', () => pruneOnRemoval(cluster, ks, run))
    },
  })
}
