/**
 * What wakes a HelmRelease besides its own changes and its interval: a new chart, a dependency that became ready, and
 * labelled ConfigMaps and Secrets it reads.
 * @module
 */
import { HelmRelease, Reason } from '@sluice/api/helm'
import { ExternalArtifact, HelmChart, OCIRepository } from '@sluice/api/source'
import type { Kind } from '@sluice/kube/meta'
import {
  referenceKey,
  type SecondaryWatch,
  watchConfigs,
  watchDependencies,
  watchSource,
} from '@sluice/kube/runtime'
import type { HelmConfig } from '../config.ts'
import { isReady } from './dependencies.ts'
import type { SourceObject } from './deps.ts'
import { chartSourceOf, namespaceOf, specOf } from './spec.ts'

/** The kinds of object that offer charts, by name. */
export const sourceKinds: Readonly<Record<string, Kind<SourceObject>>> = Object.fromEntries(
  [HelmChart, OCIRepository, ExternalArtifact].map(kind => [
    kind.kind,
    kind as unknown as Kind<SourceObject>,
  ]),
)

/** Ways to find HelmReleases by what they refer to. */
export const indexes = {
  source: (release: HelmRelease) => [referenceKey(chartSourceOf(release))],
  dependency: (release: HelmRelease) =>
    (specOf(release).dependsOn ?? []).map(({ namespace = namespaceOf(release), name }) =>
      referenceKey({ namespace, name }),
    ),
  config: (release: HelmRelease) =>
    configsOf(release).map(config => referenceKey({ ...config, namespace: namespaceOf(release) })),
}

/** Everything to watch. */
export function watchesOf(config: HelmConfig): readonly SecondaryWatch<HelmRelease, never>[] {
  const sources = Object.values(sourceKinds).filter(
    kind => kind.kind !== 'ExternalArtifact' || config.allowExternalArtifact,
  )
  return [
    ...sources.map(kind => watchSource<HelmRelease, SourceObject>(kind, { offers, hasTried })),
    watchDependencies(HelmRelease, { isReady, waiting: Reason.DependencyNotReady }),
    ...(config.watchConfigs ? watchConfigs<HelmRelease>(config.watchedConfigs) : []),
  ]
}

/** The revision that can be had; undefined while the source is behind its spec. */
function offers({ metadata, status }: SourceObject): string | undefined {
  const isCurrent =
    status?.observedGeneration === undefined || status.observedGeneration === metadata.generation
  const { revision, digest } = status?.artifact ?? {}
  return isCurrent && revision !== undefined ? `${metadata.generation} ${revision} ${digest}` : undefined
}

/** One that is ready with this revision, or at work on it, needs no waking. */
function hasTried({ status }: HelmRelease, source: SourceObject): boolean {
  const { revision = '' } = source.status?.artifact ?? {}
  const [, digest = ''] = revision.split('@')
  const isKnown =
    status?.lastAttemptedRevision === revision ||
    (status?.lastAttemptedRevisionDigest !== undefined &&
      (status.lastAttemptedRevisionDigest === digest || status.lastAttemptedRevisionDigest === revision))
  return (
    isKnown && status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true
  )
}

function configsOf(release: HelmRelease): readonly { readonly kind: string; readonly name: string }[] {
  const { valuesFrom = [], kubeConfig } = specOf(release)
  const named = (kind: string, name: string | undefined) => (name ? [{ kind, name }] : [])
  return [
    ...valuesFrom.map(({ kind, name }) => ({ kind, name })),
    ...named('Secret', kubeConfig?.secretRef?.name),
    ...named('ConfigMap', kubeConfig?.configMapRef?.name),
  ]
}
