import type { ObjectRef } from '@sluice/base/flow'

/** Kinds that others refer to come first, in this order; those that judge everything come last. */
const first = [
  'CustomResourceDefinition',
  'Namespace',
  'ClusterRole',
  'ClusterClass',
  'RuntimeClass',
  'PriorityClass',
  'StorageClass',
  'VolumeSnapshotClass',
  'IngressClass',
  'GatewayClass',
  'ClusterRoleBinding',
  'ResourceQuota',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'LimitRange',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
]
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']
const ranks = new Map([
  ...first.map((kind, i) => [kind, i - first.length] as const),
  ...last.map((kind, i) => [kind, i + 1] as const),
])

/** Where a kind stands among the others; kinds of one rank do not depend on each other. */
export function rankOf(kind: string): number {
  return ranks.get(kind) ?? 0
}

/** The order in which objects are applied: by rank, group, kind, namespace, name. Deletion goes the other way. */
export function compareRefs(a: ObjectRef, b: ObjectRef): number {
  return (
    rankOf(a.kind) - rankOf(b.kind) ||
    compareText(a.group, b.group) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace, b.namespace) ||
    compareText(a.name, b.name)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
