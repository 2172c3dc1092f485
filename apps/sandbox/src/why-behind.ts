import { HelmRelease } from '@sluice/api/helm'
import { Kustomization } from '@sluice/api/kustomize'
import { GitRepository, HelmChart } from '@sluice/api/source'
import type { KubeObject } from '@sluice/kube/meta'

/** Empty unless the object is Ready with something older than what it is made of is at now. */
export function whyBehind(object: KubeObject, others: readonly KubeObject[]): readonly string[] {
  const { metadata, spec } = object
  if (isSuspended(spec)) return []
  const { from, at } = usedBy(object)
  const source = from && others.find(other => isNamed(other, from, metadata.namespace))
  const revision = (source as unknown as GitRepository | undefined)?.status?.artifact?.revision
  if (revision === undefined || at === revision) return []
  return [`${object.kind}/${metadata.name}: '${revision}' is not applied yet`]
}

interface Reference {
  readonly kind: string
  readonly name: string
  readonly namespace?: string | undefined
}

/** What an object is made of, and the revision of it that was used last. */
function usedBy(object: KubeObject): {
  readonly from?: Reference | undefined
  readonly at?: string | undefined
} {
  switch (object.kind) {
    case Kustomization.kind: {
      const { spec, status } = object as unknown as Kustomization
      return { from: spec?.sourceRef, at: status?.lastAppliedRevision }
    }
    case HelmChart.kind: {
      const { spec, status } = object as unknown as HelmChart
      const isMadeOfFiles = spec?.sourceRef.kind === GitRepository.kind
      return isMadeOfFiles ? { from: spec.sourceRef, at: status?.observedSourceArtifactRevision } : {}
    }
    case HelmRelease.kind: {
      const { status } = object as unknown as HelmRelease
      return { from: chartNamed(status?.helmChart), at: status?.lastAttemptedRevision }
    }
    default:
      return {}
  }
}

/** A status names its chart as `namespace/name`. */
function chartNamed(chart: string | undefined): Reference | undefined {
  const [namespace, name] = chart?.split('/') ?? []
  return name === undefined ? undefined : { kind: HelmChart.kind, namespace, name }
}

function isNamed(
  { kind, metadata }: KubeObject,
  reference: Reference,
  namespace: string | undefined,
): boolean {
  const isPlace = metadata.namespace === (reference.namespace ?? namespace)
  return kind === reference.kind && metadata.name === reference.name && isPlace
}

function isSuspended(spec: unknown): boolean {
  return (spec as { readonly suspend?: boolean } | undefined)?.suspend === true
}
