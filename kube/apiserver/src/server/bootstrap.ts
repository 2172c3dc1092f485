import type { JsonObject } from '@sluice/base/json'
import type { ResourceRegistry } from '../kinds/index.ts'
import { firstAddress } from '../strategy/network/allocation/ranges.ts'
import { rangesOf } from '../strategy/network/service-allocation.ts'
import type { Services } from './services.ts'

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

type Seed = JsonObject & {
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string }
}

/** Creates what every cluster has, where it is missing. */
export async function bootstrap(services: Services): Promise<void> {
  for (const name of systemNamespaces) await ensure(services, '', 'v1', 'namespaces', { metadata: { name } })
  await ensure(services, 'networking.k8s.io', 'v1', 'servicecidrs', {
    metadata: { name: 'kubernetes' },
    spec: { cidrs: [rangesOf(services).addresses] },
  })
  for (const seed of priorityClasses)
    await ensure(services, 'scheduling.k8s.io', 'v1', 'priorityclasses', seed)
  await ensure(services, '', 'v1', 'services', kubernetesService(firstAddress(rangesOf(services).addresses)))
  await ensure(services, '', 'v1', 'configmaps', authenticationFacts(services))
  for (const seed of localApiServices(services.registry)) {
    await ensure(services, 'apiregistration.k8s.io', 'v1', 'apiservices', seed)
  }
}

/** Publishes where the server listens, once it does: EndpointSlice and Endpoints of the Service `kubernetes`. */
export async function publishAddress(services: Services, host: string, port: number): Promise<void> {
  const metadata = { name: 'kubernetes', namespace: 'default' }
  const ip = host === '0.0.0.0' || host === 'localhost' ? '127.0.0.1' : host
  const ports = [{ name: 'https', port, protocol: 'TCP' }]
  await replace(services, 'discovery.k8s.io', 'v1', 'endpointslices', {
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: ip.includes(':') ? 'IPv6' : 'IPv4',
    endpoints: [{ addresses: [ip], conditions: { ready: true } }],
    ports,
  })
  await replace(services, '', 'v1', 'endpoints', {
    metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip }], ports }],
  })
}

/** By which other servers and controllers know this server's clients. */
function authenticationFacts({ keys }: Services): Seed {
  return {
    metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
    data: { 'client-ca-file': keys.ca.certificate },
  }
}

/** The Service of this server, which has the first address of the range. */
const kubernetesService = (serverAddress: string): Seed => ({
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: {
    type: 'ClusterIP',
    clusterIP: serverAddress,
    clusterIPs: [serverAddress],
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    sessionAffinity: 'None',
  },
})

const priorityClasses: readonly Seed[] = [
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
      metadata: { name, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
      spec: { group, version, groupPriorityMinimum: group === '' ? 18000 : 17000, versionPriority: 15 },
    })
  }
  return [...names.values()]
}

async function ensure(
  services: Services,
  group: string,
  version: string,
  plural: string,
  seed: Seed,
): Promise<void> {
  const type = services.registry.find(group, version, plural)
  if (!type || services.store.get(type.storageKey, seed.metadata.namespace ?? '', seed.metadata.name)) return
  await services.objects.create(type, { ...seed, apiVersion: type.apiVersion, kind: type.kind })
}

async function replace(
  services: Services,
  group: string,
  version: string,
  plural: string,
  seed: Seed,
): Promise<void> {
  const type = services.registry.find(group, version, plural)
  if (!type) return
  const { name, namespace = '' } = seed.metadata
  if (!services.store.get(type.storageKey, namespace, name)) {
    await services.objects.create(type, { ...seed, apiVersion: type.apiVersion, kind: type.kind })
    return
  }
  const { metadata: _metadata, ...content } = seed
  await services.objects.update(type, namespace, name, current => ({ ...current, ...content }))
}
