import { HelmRelease } from '@sluice/api/helm'
import { Kustomization } from '@sluice/api/kustomize'
import type { InventoryEntry } from '@sluice/base/flow'
import { refOf } from '@sluice/kube/apply'
import type { KubeObject } from '@sluice/kube/meta'
import { followedKinds } from './followed-kinds.ts'
import { whyUnready } from './status.ts'

/**
 * Whether something was applied, and all that came of it is known and Ready. What an inventory names may be unknown
 * for a moment: each kind is watched by itself.
 */
export function isWholeStory(objects: readonly KubeObject[]): boolean {
  const known = new Set(objects.map(object => keyOf(object.kind, object.metadata)))
  const isApplied = objects.some(object => inventoryOf(object).length > 0)
  return (
    isApplied &&
    objects.every(object => whyUnready(object).length === 0) &&
    objects.flatMap(followedIn).every(key => known.has(key))
  )
}

/** What the object's inventory, names of the kinds that are followed. */
function followedIn(object: KubeObject): readonly string[] {
  const refs = inventoryOf(object).map(refOf)
  const followed = refs.filter(({ group, kind }) =>
    followedKinds.some(candidate => candidate.kind === kind && candidate.group === group),
  )
  return followed.map(ref => keyOf(ref.kind, ref))
}

function inventoryOf(object: KubeObject): readonly InventoryEntry[] {
  if (object.kind !== Kustomization.kind && object.kind !== HelmRelease.kind) return []
  const { status } = object as unknown as Kustomization
  return status?.inventory?.entries ?? []
}

function keyOf(kind: string, at: { readonly name: string; readonly namespace?: string | undefined }): string {
  return `${kind}/${at.namespace ?? ''}/${at.name}`
}
