/** What every cluster has, whoever serves it. @module */
import { initialRoles } from '../../authz/index.ts'
import type { ResourceRegistry } from '../../kinds/index.ts'
import type { Seed } from './seed.ts'

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system']
const apiServiceKind = { group: 'apiregistration.k8s.io', version: 'v1', plural: 'apiservices' }

/** Namespaces come before what is in them. */
export function seedsOfEveryServer(registry: ResourceRegistry): readonly Seed[] {
  return [
    ...systemNamespaces.map(name => ({
      group: '',
      version: 'v1',
      plural: 'namespaces',
      object: { metadata: { name } },
    })),
    ...priorityClasses.map(object => ({
      group: 'scheduling.k8s.io',
      version: 'v1',
      plural: 'priorityclasses',
      object,
    })),
    ...localApiServices(registry),
    ...initialRoles(),
  ]
}

const priorityClasses: readonly Seed['object'][] = [
  {
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  {
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
]

/** Which groups come first in discovery. */
const groupPriorities: Readonly<Record<string, number>> = {
  '': 18_000,
  apps: 17_800,
  'events.k8s.io': 17_750,
  'authentication.k8s.io': 17_700,
  'authorization.k8s.io': 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  'certificates.k8s.io': 17_300,
  'networking.k8s.io': 17_200,
  policy: 17_100,
  'rbac.authorization.k8s.io': 17_000,
  'storage.k8s.io': 16_800,
  'apiextensions.k8s.io': 16_700,
  'admissionregistration.k8s.io': 16_700,
  'scheduling.k8s.io': 16_600,
  'coordination.k8s.io': 16_500,
  'node.k8s.io': 16_300,
  'discovery.k8s.io': 16_200,
  'resource.k8s.io': 16_200,
  'flowcontrol.apiserver.k8s.io': 16_100,
}

/** Which versions of a group come first, where not as most do. */
const versionPriorities: Readonly<Record<string, number>> = {
  'v1.': 1,
  'v2.autoscaling': 30,
  'v1.flowcontrol.apiserver.k8s.io': 21,
  'v1.resource.k8s.io': 21,
}

/** An APIService for every group and version that this server answers itself. */
function localApiServices(registry: ResourceRegistry): readonly Seed[] {
  const names = new Map<string, Seed>()
  for (const { group, version, custom } of registry.all()) {
    // The aggregator has none of its own.
    if (custom || group === apiServiceKind.group) continue
    const name = `${version}.${group}`
    names.set(name, {
      ...apiServiceKind,
      object: {
        metadata: { name, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
        spec: {
          ...(group === '' ? {} : { group }),
          version,
          groupPriorityMinimum: groupPriorities[group] ?? 17_000,
          versionPriority: versionPriorities[name] ?? 15,
        },
      },
    })
  }
  return [...names.values()]
}
