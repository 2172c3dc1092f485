/** The order in which Helm installs kinds; kinds that are not listed come after, by name. */
const installOrder = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
]

const ranks: ReadonlyMap<string, number> = new Map(installOrder.map((kind, rank) => [kind, rank]))

/** Sorts by kind in the order of installation; the order within a kind stays. */
export function sortByKind<T>(items: readonly T[], kindOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => compareKinds(kindOf(a), kindOf(b)))
}

function compareKinds(a: string, b: string): number {
  const first = ranks.get(a) ?? Number.POSITIVE_INFINITY
  const second = ranks.get(b) ?? Number.POSITIVE_INFINITY
  if (first !== second) return first - second
  if (a === b || first !== Number.POSITIVE_INFINITY) return 0
  return a < b ? -1 : 1
}
