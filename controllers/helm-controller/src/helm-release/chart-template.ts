/**
 * The HelmChart that is made of `spec.chart`: kept as the spec says, and deleted when another one is wanted, or none.
 * @module
 */
import { type HelmRelease, ManagedBy, Reason } from '@sluice/api/helm'
import { HelmChart } from '@sluice/api/source'
import { formatDuration, parseDuration } from '@sluice/base/duration'
import { Waiting } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import type { Draft } from './draft.ts'
import { requireAccess } from './source.ts'
import { madeChartOf, namespaceOf, type ObjectKey, specOf } from './spec.ts'

/** Makes, changes or deletes the HelmChart. @throws Stalled if its namespace may not be used; Waiting if it cannot be written */
export async function reconcileChart(draft: Draft, deps: Deps, signal: AbortSignal): Promise<void> {
  const { release } = draft
  const wanted = madeChartOf(release)
  const made = release.status?.helmChart
  if (made && made !== (wanted && shown(wanted))) await removeChart(draft, deps, signal)
  if (!wanted) return
  requireAccess(release, wanted, deps.config)
  const done = await apply(draft, wanted, { deps, signal })
  draft.set({ helmChart: shown(wanted) })
  if (done === 'unchanged') return
  const { kind, name } = specOf(release).chart?.spec.sourceRef ?? {}
  const verb = done === 'created' ? 'Created' : 'Configured'
  const message = `${verb} HelmChart/${shown(wanted)} with SourceRef '${kind}/${wanted.namespace}/${name}'`
  const reason = done === 'created' ? Reason.HelmChartCreated : Reason.HelmChartConfigured
  draft.run.announce(message, { severity: 'trace', reason })
}

/** Deletes the HelmChart that was made. */
export async function removeChart(draft: Draft, deps: Deps, signal: AbortSignal): Promise<void> {
  const made = draft.status.helmChart
  if (!made) return
  const [namespace = '', name = ''] = made.split('/')
  requireAccess(draft.release, { kind: 'HelmChart', namespace, name }, deps.config)
  if (await deps.deleteChart({ namespace, name }, signal)) {
    const message = `deleted HelmChart '${made}'`
    draft.run.announce(message, { severity: 'trace', reason: Reason.HelmChartDeleted })
  }
  draft.set({ helmChart: undefined })
}

async function apply(draft: Draft, key: ObjectKey, { deps, signal }: { deps: Deps; signal: AbortSignal }) {
  try {
    return await deps.applyChart(chartObject(draft.release, key), signal)
  } catch (error) {
    signal.throwIfAborted()
    const why = error instanceof Error ? error.message : String(error)
    const message = `failed to run server-side apply: ${why}`
    draft.run.announce(message, { severity: 'trace', reason: Reason.HelmChartSyncErr })
    throw new Waiting(Reason.ArtifactFailed, message, { event: false, cause: error })
  }
}

function chartObject(release: HelmRelease, { namespace, name }: ObjectKey): HelmChart {
  const { chart, interval } = specOf(release)
  if (!chart) throw new TypeError(`the HelmRelease '${release.metadata.name}' has no chart template`)
  const { metadata } = chart
  const { sourceRef, verify, ...rest } = chart.spec
  const owner = { [ManagedBy.Name]: release.metadata.name, [ManagedBy.Namespace]: namespaceOf(release) }
  return {
    apiVersion: HelmChart.apiVersion,
    kind: 'HelmChart',
    metadata: {
      name,
      namespace,
      labels: { ...metadata?.labels, ...owner },
      ...(metadata?.annotations ? { annotations: metadata.annotations } : {}),
    },
    spec: {
      ...rest,
      interval: formatDuration(parseDuration(rest.interval ?? interval)),
      sourceRef: { kind: sourceRef.kind, name: sourceRef.name },
      ...(verify
        ? {
            verify: {
              provider: verify.provider,
              ...(verify.secretRef ? { secretRef: verify.secretRef } : {}),
            },
          }
        : {}),
    },
  } as unknown as HelmChart
}

function shown({ namespace, name }: ObjectKey): string {
  return `${namespace}/${name}`
}
