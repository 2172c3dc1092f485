/** Kustomizations and HelmReleases: what makes other objects. @module */
import { HelmRelease } from '@sluice/api/helm'
import { Kustomization } from '@sluice/api/kustomize'
import type { Resource } from '@sluice/base/flow'
import { fieldAt, objectsAt, textAt } from '../../kinds/fields.ts'

/** Whether a resource makes others. */
export function isOwner({ apiVersion, kind }: Resource): boolean {
  const group = apiVersion.split('/')[0]
  return [Kustomization, HelmRelease].some(owner => owner.kind === kind && owner.group === group)
}

/** `Kustomization/flux-system/apps`. */
export function ownerId({ kind, metadata }: Resource): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`
}

/** The owners of its kind that come before it. */
export function dependenciesOf(owner: Resource): readonly string[] {
  return objectsAt(owner, 'spec', 'dependsOn').map(dependency => {
    const namespace = textAt(dependency, 'namespace') || owner.metadata.namespace
    return `${owner.kind}/${namespace}/${textAt(dependency, 'name')}`
  })
}

/** Whether its reconciliation is suspended. */
export function isSuspended(owner: Resource): boolean {
  return fieldAt(owner, 'spec', 'suspend') === true
}

/** Whether two owners are of one source: the later one waits for the revision of the earlier one then. */
export function haveOneSource(a: Resource, b: Resource): boolean {
  const source = (owner: Resource) =>
    ['kind', 'name', 'namespace'].map(part => textAt(owner, 'spec', 'sourceRef', part)).join('/')
  return a.kind === Kustomization.kind && source(a) === source(b)
}
