/** What becomes of an object that is no longer made. @module */
import type { Resource } from '@sluice/base/flow'
import { isJsonObject } from '@sluice/base/json'
import { fieldAt, textAt } from '../../kinds/fields.ts'
import type { Built } from './expand-repository.ts'
import { isSuspended } from './owners.ts'

/** An `orphaned` object stays, and nobody looks after it. */
export type Fate = 'deleted' | 'orphaned'

/**
 * The fate of an object that was made.
 * @param before its owner as it was
 * @param after its owner as it is now; undefined if it is gone
 */
export function fateOf(resource: Resource, before: Built, after: Built | undefined): Fate {
  if (isKept(resource, before)) return 'orphaned'
  const { owner } = after ?? before
  if (owner.kind === 'HelmRelease') return !after && isSuspended(owner) ? 'orphaned' : 'deleted'
  const prunes = fieldAt(owner, 'spec', 'prune') === true
  return (after ? prunes : deletesItsOwn(owner, prunes)) ? 'deleted' : 'orphaned'
}

function deletesItsOwn(owner: Resource, prunes: boolean): boolean {
  if (isSuspended(owner)) return false
  const policy = textAt(owner, 'spec', 'deletionPolicy') || 'MirrorPrune'
  return policy === 'MirrorPrune' ? prunes : policy !== 'Orphan'
}

/** Whether the object itself says that it stays, or Helm leaves it. */
function isKept(resource: Resource, { owner, lasting }: Built): boolean {
  if (lasting?.has(resource)) return true
  if (owner.kind === 'HelmRelease') return mark(resource, 'annotations', 'helm.sh/resource-policy') === 'keep'
  return isMarked(resource, 'prune', 'disabled') || isForeign(resource)
}

/** Whether an object is not the Kustomization's to change, once it is there. */
export function isForeign(resource: Resource): boolean {
  return isMarked(resource, 'reconcile', 'disabled') || isMarked(resource, 'ssa', 'Ignore')
}

/** Whether a label or annotation of kustomize-controller's has this value. */
export function isMarked(resource: Resource, name: string, value: string): boolean {
  const key = `kustomize.toolkit.fluxcd.io/${name}`
  return (['labels', 'annotations'] as const).some(
    map => mark(resource, map, key).toLowerCase() === value.toLowerCase(),
  )
}

function mark({ metadata }: Resource, map: 'labels' | 'annotations', key: string): string {
  const marks = metadata[map]
  return isJsonObject(marks) ? textAt(marks, key) : ''
}
