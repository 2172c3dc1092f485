/** Endpoints that somebody writes for a Service without selector are mirrored to EndpointSlices. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { findObject, objectAt, objectsAt, sortedKeys, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, ownerReference, specOf } from '../cluster.ts'
import { keyOf, type WorkloadController } from '../controller.ts'
import type { Family } from './members.ts'

const serviceLabel = 'kubernetes.io/service-name'
const managerLabel = 'endpointslice.kubernetes.io/managed-by'
const manager = 'endpointslicemirroring-controller.k8s.io'
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror'
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader'
const dropped = [
  'endpoints.kubernetes.io/last-change-trigger-time',
  'kubectl.kubernetes.io/last-applied-configuration',
]

export const mirrorController: WorkloadController = {
  name: 'endpoint-slice-mirroring-controller',
  kind: 'endpoints',
  wakes: { services: service => [keyOf(service)] },
  reconcile,
}

async function reconcile(endpoints: JsonObject, cluster: Cluster): Promise<void> {
  const wanted = isMirrored(endpoints, cluster) ? slicesOf(endpoints) : []
  const unused = new Set(cluster.owned('slices', endpoints).filter(slice => !isGoing(slice)))
  for (const slice of wanted) {
    const found = [...unused].find(
      each =>
        each['addressType'] === slice['addressType'] && deepEqual(each['ports'] ?? null, slice['ports']),
    )
    if (found) {
      unused.delete(found)
      const same = deepEqual(objectsAt(found, 'endpoints'), slice['endpoints'])
      if (!same) await cluster.update('slices', found, now => ({ ...now, endpoints: slice['endpoints'] }))
    } else await cluster.create('slices', slice)
  }
  for (const slice of unused) await cluster.delete('slices', slice)
}

function isMirrored(endpoints: JsonObject, cluster: Cluster): boolean {
  const metadata = objectAt(endpoints, 'metadata')
  if (isGoing(endpoints) || textAt(objectAt(metadata, 'labels'), skipLabel) === 'true') return false
  if (objectAt(metadata, 'annotations')[leaderAnnotation] !== undefined) return false
  const service = cluster.find('services', namespaceOf(endpoints), nameOf(endpoints))
  return service !== undefined && sortedKeys(objectAt(specOf(service), 'selector')).length === 0
}

/** A slice for each subset and address family. */
function slicesOf(endpoints: JsonObject): readonly JsonObject[] {
  return objectsAt(endpoints, 'subsets').flatMap(subset => {
    const ports = objectsAt(subset, 'ports').map(port => ({ ...port, name: textAt(port, 'name') }))
    const members = [
      ...objectsAt(subset, 'addresses').map(address => endpointOf(address, true)),
      ...objectsAt(subset, 'notReadyAddresses').map(address => endpointOf(address, false)),
    ]
    const families: readonly Family[] = ['IPv4', 'IPv6']
    return families.flatMap(family => {
      const own = members.filter(each => each.family === family).map(each => each.endpoint)
      return own.length > 0 ? [sliceOf(endpoints, family, ports, own)] : []
    })
  })
}

function endpointOf(address: JsonObject, ready: boolean) {
  const ip = textAt(address, 'ip')
  const target = findObject(address, 'targetRef')
  const { nodeName, hostname } = address
  const family: Family = ip.includes(':') ? 'IPv6' : 'IPv4'
  const endpoint: JsonObject = {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(target ? { targetRef: target } : {}),
    ...(nodeName ? { nodeName } : {}),
  }
  return { family, endpoint }
}

function sliceOf(
  endpoints: JsonObject,
  addressType: Family,
  ports: readonly JsonObject[],
  members: readonly JsonObject[],
): JsonObject {
  const metadata = objectAt(endpoints, 'metadata')
  const annotations = Object.entries(objectAt(metadata, 'annotations')).filter(
    ([name]) => !dropped.includes(name),
  )
  return {
    metadata: {
      generateName: `${nameOf(endpoints)}-`,
      namespace: namespaceOf(endpoints),
      labels: {
        ...objectAt(metadata, 'labels'),
        [serviceLabel]: nameOf(endpoints),
        [managerLabel]: manager,
      },
      ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {}),
      ownerReferences: [ownerReference({ apiVersion: 'v1', kind: 'Endpoints', ...endpoints })],
    },
    addressType,
    endpoints: members,
    ports,
  }
}
