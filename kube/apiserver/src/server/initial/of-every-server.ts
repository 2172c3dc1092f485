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
    description: 'For Pods without which their node cannot work.',
  },
  {
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description: 'For Pods without which the cluster cannot work.',
  },
]

/** An APIService for every group and version that this server answers itself. */
function localApiServices(registry: ResourceRegistry): readonly Seed[] {
  const names = new Map<string, Seed>()
  for (const { group, version, custom } of registry.all()) {
    if (custom) continue
    const name = `${version}.${group}`
    names.set(name, {
      ...apiServiceKind,
      object: {
        metadata: { name, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
        spec: { group, version, groupPriorityMinimum: group === '' ? 18000 : 17000, versionPriority: 15 },
      },
    })
  }
  return [...names.values()]
}
