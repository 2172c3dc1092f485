/** Services: who is behind them, as EndpointSlices and Endpoints; an address for load balancers. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, sortedKeys, textAt } from '../strategy/values/read.ts'
import {
  type Cluster,
  isGoing,
  type KindName,
  nameOf,
  namespaceOf,
  ownerReference,
  specOf,
  statusOf,
} from './cluster.ts'
import { keyOf, type WorkloadController } from './controller.ts'
import { nodeAddress, nodeName } from './node.ts'
import { isFinished, isReady } from './pod-state.ts'

export const endpointsController: WorkloadController = {
  name: 'endpointslice-controller',
  kind: 'services',
  wakes: {
    pods: (pod, cluster) =>
      cluster
        .list('services', namespaceOf(pod))
        .filter(service => selects(service, pod))
        .map(keyOf),
  },
  reconcile,
}

function selects(service: JsonObject, pod: JsonObject): boolean {
  const selector = objectAt(specOf(service), 'selector')
  const labels = objectAt(objectAt(pod, 'metadata'), 'labels')
  const keys = sortedKeys(selector)
  return keys.length > 0 && keys.every(key => labels[key] === selector[key])
}

async function reconcile(service: JsonObject, cluster: Cluster): Promise<void> {
  if (isGoing(service)) return
  const spec = specOf(service)
  if (spec['type'] === 'LoadBalancer') await giveAddress(service, cluster)
  if (spec['type'] === 'ExternalName' || sortedKeys(objectAt(spec, 'selector')).length === 0) return
  const pods = cluster
    .list('pods', namespaceOf(service))
    .filter(pod => selects(service, pod) && !isFinished(pod) && textAt(statusOf(pod), 'podIP') !== '')
  await writeSlice(service, pods, cluster)
  await writeEndpoints(service, pods, cluster)
}

async function giveAddress(service: JsonObject, cluster: Cluster): Promise<void> {
  const loadBalancer = { ingress: [{ ip: nodeAddress, ipMode: 'VIP' }] }
  if (objectsAt(objectAt(statusOf(service), 'loadBalancer'), 'ingress').length > 0) return
  await cluster.setStatus('services', service, { ...statusOf(service), loadBalancer })
}

const targetOf = (pod: JsonObject): JsonObject => ({
  kind: 'Pod',
  namespace: namespaceOf(pod),
  name: nameOf(pod),
  uid: objectAt(pod, 'metadata')['uid'],
})

/** The number of a port on a Pod: a name stands for the container port that has it. */
function portOn(pod: JsonObject | undefined, port: JsonObject): number | undefined {
  const target = port['targetPort']
  if (typeof target === 'number') return target
  const ports = objectsAt(specOf(pod ?? {}), 'containers').flatMap(container => objectsAt(container, 'ports'))
  const found = ports.find(each => each['name'] === target && each['protocol'] === port['protocol'])?.[
    'containerPort'
  ]
  return typeof found === 'number' ? found : undefined
}

function portsFor(service: JsonObject, pods: readonly JsonObject[]): readonly JsonObject[] {
  return objectsAt(specOf(service), 'ports').flatMap(port => {
    const number = portOn(pods[0], port)
    if (number === undefined) return []
    return [
      {
        name: textAt(port, 'name'),
        port: number,
        protocol: port['protocol'],
        ...(port['appProtocol'] ? { appProtocol: port['appProtocol'] } : {}),
      },
    ]
  })
}

async function writeSlice(service: JsonObject, pods: readonly JsonObject[], cluster: Cluster): Promise<void> {
  const owner = ownerReference(service)
  const endpoints = pods.map(pod => {
    const ready = isReady(pod) && !isGoing(pod)
    return {
      addresses: [textAt(statusOf(pod), 'podIP')],
      conditions: { ready, serving: isReady(pod), terminating: isGoing(pod) },
      nodeName,
      targetRef: targetOf(pod),
    }
  })
  const [existing] = cluster.owned('slices', service)
  const ports = portsFor(service, pods)
  const body = { endpoints: endpoints.length > 0 ? endpoints : null, ports: ports.length > 0 ? ports : null }
  if (existing) {
    if (
      deepEqual(existing['endpoints'] ?? null, body.endpoints) &&
      deepEqual(existing['ports'] ?? null, body.ports)
    )
      return
    await cluster.update('slices', existing, current => ({ ...current, ...body }))
    return
  }
  const labels = {
    ...objectAt(objectAt(service, 'metadata'), 'labels'),
    'kubernetes.io/service-name': nameOf(service),
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  }
  await cluster.create('slices', {
    metadata: {
      generateName: `${nameOf(service)}-`,
      namespace: namespaceOf(service),
      labels,
      ownerReferences: [owner],
    },
    addressType: 'IPv4',
    ...body,
  })
}

async function writeEndpoints(
  service: JsonObject,
  pods: readonly JsonObject[],
  cluster: Cluster,
): Promise<void> {
  const address = (pod: JsonObject) => ({
    ip: textAt(statusOf(pod), 'podIP'),
    nodeName,
    targetRef: targetOf(pod),
  })
  const [ready, waiting] = [pods.filter(isReady).map(address), pods.filter(pod => !isReady(pod)).map(address)]
  const ports = portsFor(service, pods).map(({ name, ...port }) => (name ? { name, ...port } : port))
  const subset = {
    ...(ready.length > 0 ? { addresses: ready } : {}),
    ...(waiting.length > 0 ? { notReadyAddresses: waiting } : {}),
    ...(ports.length > 0 ? { ports } : {}),
  }
  const subsets = pods.length > 0 ? [subset] : undefined
  const kind: KindName = 'endpoints'
  const existing = cluster.find(kind, namespaceOf(service), nameOf(service))
  if (!existing) {
    const labels = {
      ...objectAt(objectAt(service, 'metadata'), 'labels'),
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    }
    await cluster.create(kind, {
      metadata: {
        name: nameOf(service),
        namespace: namespaceOf(service),
        labels,
        ownerReferences: [ownerReference(service)],
      },
      ...(subsets ? { subsets } : {}),
    })
  } else if (!deepEqual(existing['subsets'], subsets)) {
    await cluster.update(kind, existing, ({ subsets: _before, ...current }) => ({
      ...current,
      ...(subsets ? { subsets } : {}),
    }))
  }
}
