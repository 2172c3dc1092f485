/** What is known, without a request, of objects that were written or compared before. @module */
import { digestOf } from '@sluice/base/digest'
import { formatJson } from '@sluice/base/json'
import { type Cluster, normalize } from '@sluice/kube/apply'
import type { KubeObject } from '@sluice/kube/meta'
import type { Target } from './build.ts'

/** Whether nobody has touched the object since it was last written or compared, whatever it was to be. */
export function isKnown(cluster: Cluster, { kind, ref }: Target): boolean {
  return cluster.memory?.find(kind, ref) !== undefined
}

/** Whether the object is as the target wants it; `rules` names what else may have decided that. */
export function isRemembered(cluster: Cluster, target: Target, rules = ''): boolean {
  const known = cluster.memory?.find(target.kind, target.ref)
  if (!known) return false
  const digest = digestOfTarget(cluster, target)
  return known.applied === digest || (rules !== '' && known.applied === digest + rules)
}

/** Notes that the object is as the target wants it, by rules if such decided it. One that is going is not noted. */
export function remember(cluster: Cluster, target: Target, object: KubeObject, rules = ''): void {
  if (!cluster.memory || object.metadata.deletionTimestamp) return
  const applied = digestOfTarget(cluster, target) + rules
  cluster.memory.remember(target.kind, target.ref, { applied }, object.metadata)
}

/** Nothing is known of the object any more. */
export function forget(cluster: Cluster, { ref }: Target): void {
  cluster.memory?.forget(ref)
}

function digestOfTarget({ fieldManager }: Cluster, { resource }: Target): string {
  return digestOf(`${fieldManager}\n${formatJson(normalize(resource))}`, 'sha1')
}
