/** What a cluster has that names its server: where it is, whom it trusts. @module */
import { firstAddress } from '../../strategy/network/allocation/ranges.ts'
import { rangesOf } from '../../strategy/network/service-allocation.ts'
import type { Services } from '../services.ts'
import { ensure } from './ensure.ts'
import type { Seed } from './seed.ts'

/** Creates what is missing, through the checks that requests pass. */
export async function createOwnObjects(services: Services): Promise<void> {
  const { addresses } = rangesOf(services)
  const seeds = [
    serviceCidr(addresses),
    kubernetesService(firstAddress(addresses)),
    authenticationFacts(services),
  ]
  await Promise.all(seeds.map(seed => ensure(services, seed)))
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

function serviceCidr(addresses: string): Seed {
  return {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'servicecidrs',
    object: { metadata: { name: 'kubernetes' }, spec: { cidrs: [addresses] } },
  }
}

/** By which other servers and controllers know this server's clients. */
function authenticationFacts({ keys }: Services): Seed {
  return {
    group: '',
    version: 'v1',
    plural: 'configmaps',
    object: {
      metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
      data: { 'client-ca-file': keys.ca.certificate },
    },
  }
}

/** The Service of this server, which has the first address of the range. */
function kubernetesService(serverAddress: string): Seed {
  return {
    group: '',
    version: 'v1',
    plural: 'services',
    object: {
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
    },
  }
}

async function replace(
  services: Services,
  group: string,
  version: string,
  plural: string,
  seed: Seed['object'],
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
