/**
 * What wakes a HelmRelease besides its own changes and its interval: a new chart, a dependency that became ready, and
 * labelled ConfigMaps and Secrets it reads.
 * @module
 */
import { HelmRelease, Reason } from '@sluice/api/helm'
import { ExternalArtifact, HelmChart, OCIRepository } from '@sluice/api/source'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import { type ObjectKey, type SecondaryWatch, watch } from '@sluice/kube/runtime'
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
  source: (release: HelmRelease) => {
    const { kind, namespace, name } = chartSourceOf(release)
    return [`${kind}/${namespace}/${name}`]
  },
  dependency: (release: HelmRelease) =>
    (specOf(release).dependsOn ?? []).map(
      ({ namespace = namespaceOf(release), name }) => `${namespace}/${name}`,
    ),
  config: (release: HelmRelease) =>
    configsOf(release).map(({ kind, name }) => `${kind}/${namespaceOf(release)}/${name}`),
}

/** Everything to watch. */
export function watchesOf(config: HelmConfig): readonly SecondaryWatch<HelmRelease, never>[] {
  const sources = Object.values(sourceKinds).filter(
    kind => kind.kind !== 'ExternalArtifact' || config.allowExternalArtifact,
  )
  return [
    ...sources.map(sourceWatch),
    dependencyWatch,
    ...(config.watchConfigs
      ? (
          [
            ['ConfigMap', 'configmaps'],
            ['Secret', 'secrets'],
          ] as const
        ).map(([kind, plural]) => configWatch(kind, plural, config.watchedConfigs))
      : []),
  ]
}

function sourceWatch(kind: Kind<SourceObject>): SecondaryWatch<HelmRelease, never> {
  return watch<HelmRelease, SourceObject>({
    kind,
    when: (source, previous) =>
      offers(source) !== undefined && offers(source) !== (previous && offers(previous)),
    map: (source, objects) => {
      const { namespace = '', name } = source.metadata
      return objects
        .byIndex('source', `${kind.kind}/${namespace}/${name}`)
        .filter(release => !hasTried(release, source))
        .map(keyOf)
    },
  })
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

const dependencyWatch = watch<HelmRelease, HelmRelease>({
  kind: HelmRelease,
  when: (dependency, previous) => dependency.metadata.resourceVersion !== previous?.metadata.resourceVersion,
  map: (dependency, objects) => {
    const { namespace = '', name } = dependency.metadata
    const waiting = objects.byIndex('dependency', `${namespace}/${name}`).filter(isWaiting)
    // An expression may turn on anything; without one, only a dependency that is ready can make a difference.
    return waiting.filter(release => isReady(dependency) || hasExpression(release)).map(keyOf)
  },
})

function hasExpression(release: HelmRelease): boolean {
  return (specOf(release).dependsOn ?? []).some(({ readyExpr }) => readyExpr)
}

function isWaiting({ status }: HelmRelease): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return ready?.reason === Reason.DependencyNotReady
}

function configWatch(
  kind: 'ConfigMap' | 'Secret',
  plural: string,
  labelSelector: string,
): SecondaryWatch<HelmRelease, never> {
  return watch<HelmRelease, KubeObject>({
    kind: new Kind<KubeObject>({ group: '', version: 'v1', kind, plural, namespaced: true }),
    labelSelector,
    metadataOnly: true,
    when: (object, previous) =>
      previous !== undefined && object.metadata.resourceVersion !== previous.metadata.resourceVersion,
    map: ({ metadata }, objects) =>
      objects.byIndex('config', `${kind}/${metadata.namespace ?? ''}/${metadata.name}`).map(keyOf),
  })
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

function keyOf({ metadata }: HelmRelease): ObjectKey {
  return { namespace: metadata.namespace ?? '', name: metadata.name }
}
