/**
 * What wakes a Kustomization besides its own changes and its interval: a new revision of its source, a dependency that
 * became ready, and labelled ConfigMaps and Secrets it reads.
 * @module
 */
import { Kustomization, Reason } from '@sluice/api/kustomize'
import { Bucket, ExternalArtifact, GitRepository, OCIRepository } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { Kind, KubeObject } from '@sluice/kube/meta'
import {
  referenceKey,
  type SecondaryWatch,
  watchConfigs,
  watchDependencies,
  watchSource,
} from '@sluice/kube/runtime'
import type { KustomizeConfig } from '../config.ts'
import { isReady } from './dependencies.ts'
import { namespaceOf, sourceKeyOf, specOf } from './spec.ts'

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
  source: (ks: Kustomization) => [referenceKey(sourceKeyOf(ks))],
  dependency: (ks: Kustomization) =>
    (specOf(ks).dependsOn ?? []).map(({ namespace = namespaceOf(ks), name }) =>
      referenceKey({ namespace, name }),
    ),
  config: (ks: Kustomization) =>
    configsOf(ks).map(config => referenceKey({ ...config, namespace: namespaceOf(ks) })),
}

/** Everything to watch. */
export function watchesOf(config: KustomizeConfig): readonly SecondaryWatch<Kustomization, never>[] {
  const sources = Object.values(sourceKinds).filter(
    kind => kind.kind !== 'ExternalArtifact' || config.allowExternalArtifact,
  )
  return [
    ...sources.map(kind => watchSource<Kustomization, SourceObject>(kind, { offers, hasTried })),
    watchDependencies(Kustomization, { isReady, waiting: Reason.DependencyNotReady }),
    ...(config.watchConfigs ? watchConfigs<Kustomization>() : []),
  ]
}

function offers({ status }: SourceObject): string | undefined {
  return status?.artifact?.revision
}

/** One that is ready with this revision, or at work on it, needs no waking. */
function hasTried({ status }: Kustomization, source: SourceObject): boolean {
  const isBusy = status?.conditions?.some(({ type, status: is }) => {
    return (type === 'Ready' || type === 'Reconciling') && is === 'True'
  })
  return status?.lastAttemptedRevision === offers(source) && isBusy === true
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
