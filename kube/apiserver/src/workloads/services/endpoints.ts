/** Endpoints: the older list of who is behind a Service. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf } from '../cluster.ts'
import { keyOf, type WorkloadController } from '../controller.ts'
import { isReady } from '../pod-state.ts'
import {
  addressOf,
  changedAnnotation,
  familiesOf,
  headlessLabel,
  hostnameOf,
  isGoingUnpublished,
  isHeadless,
  isUnselective,
  membersOf,
  nodeOf,
  portsOn,
  publishesUnready,
  servicesOf,
  targetOf,
} from './members.ts'
import { triggerTime, withChange } from './trigger-time.ts'

const managerLabel = 'endpoints.kubernetes.io/managed-by'

export const endpointsController: WorkloadController = {
  name: 'endpoint-controller',
  kind: 'services',
  wakes: {
    pods: servicesOf,
    endpoints: (endpoints, cluster) =>
      cluster.find('services', namespaceOf(endpoints), nameOf(endpoints)) ? [keyOf(endpoints)] : [],
  },
  reconcile: async (service, cluster) => {
    if (isGoing(service) || isUnselective(service)) return
    await write(service, subsetsOf(service, cluster), cluster)
  },
}

interface Group {
  readonly ports: JsonObject[]
  readonly ready: readonly JsonObject[]
  readonly waiting: readonly JsonObject[]
}

/** Ports that the same Pods have are one subset. */
function subsetsOf(service: JsonObject, cluster: Cluster): readonly JsonObject[] {
  const groups = new Map<string, Group>()
  for (const { port, pods } of podsByPort(service, cluster)) {
    const isOpen = (pod: JsonObject) => publishesUnready(service) || isReady(pod)
    const key = pods.map(pod => `${nameOf(pod)}/${isOpen(pod)}`).join(' ')
    const known = groups.get(key)
    if (known) known.ports.push(...port)
    else {
      const addresses = (of: readonly JsonObject[]) => of.map(pod => addressFor(service, pod)).sort(byAddress)
      const ready = addresses(pods.filter(isOpen))
      groups.set(key, { ports: [...port], ready, waiting: addresses(pods.filter(pod => !isOpen(pod))) })
    }
  }
  return [...groups.values()].map(({ ports, ready, waiting }) => ({
    ...(ready.length > 0 ? { addresses: ready } : {}),
    ...(waiting.length > 0 ? { notReadyAddresses: waiting } : {}),
    ...(ports.length > 0 ? { ports } : {}),
  }))
}

/** Each port, or none of a headless Service without ports, with the Pods that have it. */
function podsByPort(service: JsonObject, cluster: Cluster) {
  const byPort = new Map<string, { port: readonly JsonObject[]; pods: JsonObject[] }>()
  for (const pod of membersOf(service, cluster)) {
    if (isGoingUnpublished(service, pod) || addressOf(pod, familyOf(service)) === undefined) continue
    const ports = portsOn(service, pod).map(({ name, ...port }) => (name ? { name, ...port } : port))
    const isPortless = objectsAt(specOf(service), 'ports').length === 0 && isHeadless(service)
    for (const port of isPortless ? [[]] : ports.map(each => [each])) {
      const entry = byPort.get(JSON.stringify(port)) ?? { port, pods: [] }
      entry.pods.push(pod)
      byPort.set(JSON.stringify(port), entry)
    }
  }
  return byPort.values()
}

const familyOf = (service: JsonObject) => familiesOf(service)[0] ?? 'IPv4'

function addressFor(service: JsonObject, pod: JsonObject): JsonObject {
  const ip = addressOf(pod, familyOf(service))
  return { ip, ...hostnameOf(pod, service), ...nodeOf(pod), targetRef: targetOf(pod) }
}

const byAddress = (a: JsonObject, b: JsonObject) => (String(a['ip']) < String(b['ip']) ? -1 : 1)

async function write(service: JsonObject, found: readonly JsonObject[], cluster: Cluster): Promise<void> {
  const labels = {
    ...objectAt(objectAt(service, 'metadata'), 'labels'),
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
    [managerLabel]: 'endpoint-controller',
  }
  const subsets = found.length > 0 ? found : undefined
  const changed = triggerTime(service, membersOf(service, cluster), cluster)
  const annotations = changed === undefined ? {} : { [changedAnnotation]: changed }
  const [namespace, name] = [namespaceOf(service), nameOf(service)]
  const existing = cluster.find('endpoints', namespace, name)
  if (!existing) {
    await cluster.create('endpoints', { metadata: { name, namespace, labels, annotations }, subsets })
    return
  }
  const metadata = objectAt(existing, 'metadata')
  if (deepEqual(existing['subsets'], subsets) && deepEqual(objectAt(metadata, 'labels'), labels)) return
  await cluster.update('endpoints', existing, current => {
    const own = objectAt(current, 'metadata')
    return { ...current, metadata: { ...own, labels, annotations: withChange(own, changed) }, subsets }
  })
}
