/** EndpointSlices: the Pods behind a Service, a hundred in each. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, ownerReference, specOf } from '../cluster.ts'
import type { WorkloadController } from '../controller.ts'
import { isReady } from '../pod-state.ts'
import {
  addressOf,
  changedAnnotation,
  type Family,
  familiesOf,
  headlessLabel,
  hostnameOf,
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

const serviceLabel = 'kubernetes.io/service-name'
const managerLabel = 'endpointslice.kubernetes.io/managed-by'
const manager = 'endpointslice-controller.k8s.io'
const mostEndpoints = 100

export const sliceController: WorkloadController = {
  name: 'endpoint-slice-controller',
  kind: 'services',
  wakes: {
    pods: servicesOf,
    slices: slice => {
      const labels = objectAt(objectAt(slice, 'metadata'), 'labels')
      return labels[managerLabel] === manager ? [`${namespaceOf(slice)}/${labels[serviceLabel]}`] : []
    },
  },
  reconcile,
}

interface Slice {
  readonly addressType: Family
  readonly endpoints: readonly JsonObject[]
  readonly ports: readonly JsonObject[] | null
}

async function reconcile(service: JsonObject, cluster: Cluster): Promise<void> {
  if (isGoing(service) || isUnselective(service)) return
  const changed = triggerTime(service, membersOf(service, cluster), cluster)
  const wanted = familiesOf(service).flatMap(family => slicesOf(service, family, cluster))
  const existing = ownSlices(service, cluster)
  const unused = new Set(existing)
  for (const slice of wanted) {
    const found = bestFor(slice, unused)
    if (found) unused.delete(found)
    await write(service, slice, { found, changed }, cluster)
  }
  for (const slice of unused) await cluster.delete('slices', slice)
}

function ownSlices(service: JsonObject, cluster: Cluster): readonly JsonObject[] {
  return cluster.list('slices', namespaceOf(service)).filter(slice => {
    const labels = objectAt(objectAt(slice, 'metadata'), 'labels')
    return labels[serviceLabel] === nameOf(service) && labels[managerLabel] === manager && !isGoing(slice)
  })
}

/** The slice with the same ports or, for want of one, any of the family. */
function bestFor(slice: Slice, unused: ReadonlySet<JsonObject>): JsonObject | undefined {
  const ofFamily = [...unused].filter(each => each['addressType'] === slice.addressType)
  return ofFamily.find(each => deepEqual(objectsAt(each, 'ports'), slice.ports ?? [])) ?? ofFamily[0]
}

/** Pods with the same ports share slices; without Pods there is one slice with nothing in it. */
function slicesOf(service: JsonObject, family: Family, cluster: Cluster): readonly Slice[] {
  const groups = new Map<string, { ports: readonly JsonObject[]; endpoints: JsonObject[] }>()
  for (const pod of membersOf(service, cluster)) {
    const address = addressOf(pod, family)
    if (address === undefined) continue
    const ports = portsOn(service, pod)
    const key = JSON.stringify(ports)
    const group = groups.get(key) ?? { ports, endpoints: [] }
    group.endpoints.push(endpointOf(service, pod, address, cluster))
    groups.set(key, group)
  }
  const slices = [...groups.values()].flatMap(({ ports, endpoints }) =>
    chunks(endpoints).map(part => ({ addressType: family, endpoints: part, ports })),
  )
  return slices.length > 0 ? slices : [{ addressType: family, endpoints: [], ports: null }]
}

function chunks(endpoints: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const parts: (readonly JsonObject[])[] = []
  for (let i = 0; i < endpoints.length; i += mostEndpoints) parts.push(endpoints.slice(i, i + mostEndpoints))
  return parts
}

function endpointOf(service: JsonObject, pod: JsonObject, address: string, cluster: Cluster): JsonObject {
  const serving = isReady(pod)
  const terminating = isGoing(pod)
  const node = cluster.find('nodes', '', textAt(specOf(pod), 'nodeName'))
  const zone = textAt(objectAt(objectAt(node ?? {}, 'metadata'), 'labels'), 'topology.kubernetes.io/zone')
  return {
    addresses: [address],
    conditions: { ready: publishesUnready(service) || (serving && !terminating), serving, terminating },
    ...hostnameOf(pod, service),
    targetRef: targetOf(pod),
    ...nodeOf(pod),
    ...(zone === '' ? {} : { zone }),
  }
}

async function write(
  service: JsonObject,
  { addressType, endpoints, ports }: Slice,
  { found, changed }: { readonly found: JsonObject | undefined; readonly changed: string | undefined },
  cluster: Cluster,
): Promise<void> {
  const labels = {
    ...objectAt(objectAt(service, 'metadata'), 'labels'),
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
    [serviceLabel]: nameOf(service),
    [managerLabel]: manager,
  }
  const body = { endpoints, ports }
  const annotations = changed === undefined ? {} : { [changedAnnotation]: changed }
  if (!found) {
    await cluster.create('slices', {
      metadata: {
        generateName: `${nameOf(service)}-`,
        namespace: namespaceOf(service),
        labels,
        annotations,
        ownerReferences: [ownerReference(service)],
      },
      addressType,
      ...body,
    })
    return
  }
  const same =
    deepEqual(objectsAt(found, 'endpoints'), endpoints) &&
    deepEqual(objectsAt(found, 'ports'), ports ?? []) &&
    deepEqual(objectAt(objectAt(found, 'metadata'), 'labels'), labels)
  if (same) return
  await cluster.update('slices', found, current => {
    const metadata = objectAt(current, 'metadata')
    return {
      ...current,
      metadata: { ...metadata, labels, annotations: withChange(metadata, changed) },
      ...body,
    }
  })
}
