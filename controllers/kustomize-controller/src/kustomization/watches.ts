/**
 * What wakes a Kustomization besides its own changes and its interval: a new revision of its source, a dependency that
 * became ready, and labelled ConfigMaps and Secrets it reads.
 * @module
 */
import { Kustomization, Reason } from '@sluice/api/kustomize'
import { Bucket, ExternalArtifact, GitRepository, OCIRepository } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import { type ObjectKey, type SecondaryWatch, watch } from '@sluice/kube/runtime'
import type { KustomizeConfig } from '../config.ts'
import { isReady } from './dependencies.ts'
import { formatSourceKey, namespaceOf, sourceKeyOf, specOf } from './spec.ts'

/** A source of any kind, as far as consumers care. */
export type SourceObject = KubeObject<unknown, { readonly artifact?: Artifact }>

/** The kinds of source, by name. */
export const sourceKinds: Readonly<Record<string, Kind<SourceObject>>> = Object.fromEntries(
  [GitRepository, OCIRepository, Bucket, ExternalArtifact].map(kind => [
    kind.kind,
    kind as unknown as Kind<SourceObject>,
  ]),
)

/** Ways to find Kustomizations by what they refer to. */
export const indexes = {
  source: (ks: Kustomization) => [formatSourceKey(sourceKeyOf(ks))],
  dependency: (ks: Kustomization) =>
    (specOf(ks).dependsOn ?? []).map(({ namespace = namespaceOf(ks), name }) => `${namespace}/${name}`),
  config: (ks: Kustomization) => configsOf(ks).map(({ kind, name }) => `${kind}/${namespaceOf(ks)}/${name}`),
}

/** Everything to watch. */
export function watchesOf(config: KustomizeConfig): readonly SecondaryWatch<Kustomization, never>[] {
  const sources = Object.values(sourceKinds).filter(
    kind => kind.kind !== 'ExternalArtifact' || config.allowExternalArtifact,
  )
  return [
    ...sources.map(sourceWatch),
    dependencyWatch,
    ...(config.watchConfigs
      ? [configWatch('ConfigMap', 'configmaps'), configWatch('Secret', 'secrets')]
      : []),
  ]
}

function sourceWatch(kind: Kind<SourceObject>): SecondaryWatch<Kustomization, never> {
  return watch<Kustomization, SourceObject>({
    kind,
    when: (source, previous) => {
      const revision = source.status?.artifact?.revision
      return revision !== undefined && revision !== previous?.status?.artifact?.revision
    },
    map: (source, objects) => {
      const { namespace = '', name } = source.metadata
      const users = objects.byIndex('source', formatSourceKey({ kind: kind.kind, namespace, name }))
      const revision = source.status?.artifact?.revision
      return users.filter(ks => !hasTried(ks, revision)).map(keyOf)
    },
  })
}

/** One that is ready with this revision, or at work on it, needs no waking. */
function hasTried({ status }: Kustomization, revision: string | undefined): boolean {
  const isBusy = status?.conditions?.some(({ type, status: is }) => {
    return (type === 'Ready' || type === 'Reconciling') && is === 'True'
  })
  return status?.lastAttemptedRevision === revision && isBusy === true
}

const dependencyWatch = watch<Kustomization, Kustomization>({
  kind: Kustomization,
  when: (dependency, previous) => dependency.metadata.resourceVersion !== previous?.metadata.resourceVersion,
  map: (dependency, objects) => {
    const { namespace = '', name } = dependency.metadata
    const waiting = objects.byIndex('dependency', `${namespace}/${name}`).filter(isWaiting)
    // An expression may turn on anything; without one, only a dependency that is ready can make a difference.
    return waiting.filter(ks => isReady(dependency) || hasExpression(ks)).map(keyOf)
  },
})

function hasExpression(ks: Kustomization): boolean {
  return (specOf(ks).dependsOn ?? []).some(({ readyExpr }) => readyExpr)
}

function isWaiting({ status }: Kustomization): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return ready?.reason === Reason.DependencyNotReady
}

function configWatch(kind: 'ConfigMap' | 'Secret', plural: string): SecondaryWatch<Kustomization, never> {
  return watch<Kustomization, KubeObject>({
    kind: new Kind<KubeObject>({ group: '', version: 'v1', kind, plural, namespaced: true }),
    labelSelector: 'reconcile.fluxcd.io/watch=Enabled',
    metadataOnly: true,
    when: (object, previous) =>
      previous !== undefined && object.metadata.resourceVersion !== previous.metadata.resourceVersion,
    map: ({ metadata }, objects) =>
      objects.byIndex('config', `${kind}/${metadata.namespace ?? ''}/${metadata.name}`).map(keyOf),
  })
}

function configsOf(ks: Kustomization): readonly { readonly kind: string; readonly name: string }[] {
  const { postBuild, decryption, kubeConfig } = specOf(ks)
  const named = (kind: string, name: string | undefined) => (name ? [{ kind, name }] : [])
  return [
    ...(postBuild?.substituteFrom ?? []).map(({ kind, name }) => ({ kind, name })),
    ...named('Secret', decryption?.secretRef?.name),
    ...named('Secret', kubeConfig?.secretRef?.name),
    ...named('ConfigMap', kubeConfig?.configMapRef?.name),
  ]
}

function keyOf({ metadata }: Kustomization): ObjectKey {
  return { namespace: metadata.namespace ?? '', name: metadata.name }
}
