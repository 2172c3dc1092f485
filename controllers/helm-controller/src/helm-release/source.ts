import { type HelmRelease, Reason } from '@sluice/api/helm'
import type { Artifact } from '@sluice/base/flow'
import { Stalled, Waiting } from '@sluice/kube/runtime'
import type { HelmConfig } from '../config.ts'
import type { Deps, SourceObject } from './deps.ts'
import { chartSourceOf, namespaceOf, type ObjectKey } from './spec.ts'

/** An artifact, and the kind of object that offers it. */
export interface ChartSource {
  readonly kind: string
  readonly artifact: Artifact
}

/** Refuses objects of other namespaces where these are blocked. @throws Stalled */
export function requireAccess(release: HelmRelease, key: ObjectKey, config: HelmConfig): void {
  if (!config.noCrossNamespaceRefs || key.namespace === namespaceOf(release)) return
  throw denied(key, 'cross-namespace references have been blocked')
}

/**
 * The artifact of the chart.
 * @throws Stalled if its object may not be used; Waiting if it is not there, or not ready
 */
export async function resolveSource(
  release: HelmRelease,
  deps: Deps,
  signal: AbortSignal,
): Promise<ChartSource> {
  const key = chartSourceOf(release)
  requireAccess(release, key, deps.config)
  if (key.kind === 'ExternalArtifact' && !deps.config.allowExternalArtifact)
    throw denied(key, 'ExternalArtifact feature gate is disabled')
  const source = await deps.findSource(key, signal)
  if (!source) {
    const message = `could not get Source object: ${key.kind}.source.toolkit.fluxcd.io "${key.name}" not found`
    throw new Waiting(Reason.ArtifactFailed, message, { event: false })
  }
  const artifact = source.status?.artifact
  const problem = problemOf(key.kind, source)
  if (artifact && !problem) return { kind: key.kind, artifact }
  const message = `${key.kind} '${key.namespace}/${key.name}' is not ready: ${problem ?? 'does not have an artifact'}`
  throw new Waiting(Reason.SourceNotReady, message, { after: deps.config.requeueDependency, event: false })
}

/** What keeps a source with an artifact from being used. */
function problemOf(kind: string, { metadata, status }: SourceObject): string | undefined {
  if (kind === 'ExternalArtifact') return undefined
  const find = (type: string) => status?.conditions?.find(condition => condition.type === type)
  if (metadata.generation !== status?.observedGeneration) {
    const ready = find('Ready')
    return ready?.status === 'False' ? ready.message : 'latest generation of object has not been reconciled'
  }
  const stalled = find('Stalled')
  return stalled?.status === 'True' ? stalled.message : undefined
}

function denied({ kind, namespace, name }: ObjectKey, why: string): Stalled {
  return new Stalled(Reason.AccessDenied, `can't access '${kind}/${namespace}/${name}', ${why}`, {
    observed: true,
  })
}
