/** The Pods behind a Service: which they are, their addresses and their ports. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, sortedKeys, textAt, textsAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, specOf, statusOf, uidOf } from '../cluster.ts'
import { type Key, keyOf } from '../controller.ts'
import { isFinished } from '../pod-state.ts'

export type Family = 'IPv4' | 'IPv6'

/** Whether somebody else says who is behind a Service. */
export function isUnselective(service: JsonObject): boolean {
  const spec = specOf(service)
  return spec['type'] === 'ExternalName' || sortedKeys(objectAt(spec, 'selector')).length === 0
}

export function selects(service: JsonObject, pod: JsonObject): boolean {
  const selector = objectAt(specOf(service), 'selector')
  const labels = objectAt(objectAt(pod, 'metadata'), 'labels')
  const keys = sortedKeys(selector)
  return keys.length > 0 && keys.every(key => labels[key] === selector[key])
}

/** The Services that select a Pod. */
export function servicesOf(pod: JsonObject, cluster: Cluster): readonly Key[] {
  return cluster
    .list('services', namespaceOf(pod))
    .filter(service => selects(service, pod))
    .map(keyOf)
}

/** The Pods with an address that a Service selects and that have not ended. */
export function membersOf(service: JsonObject, cluster: Cluster): readonly JsonObject[] {
  return cluster
    .list('pods', namespaceOf(service))
    .filter(pod => selects(service, pod) && !isFinished(pod) && textAt(statusOf(pod), 'podIP') !== '')
}

export const isHeadless = (service: JsonObject): boolean => specOf(service)['clusterIP'] === 'None'
export const publishesUnready = (service: JsonObject): boolean =>
  specOf(service)['publishNotReadyAddresses'] === true

/** The address of a Pod in a family. */
export function addressOf(pod: JsonObject, family: Family): string | undefined {
  const all = objectsAt(statusOf(pod), 'podIPs').map(each => textAt(each, 'ip'))
  const known = all.length > 0 ? all : [textAt(statusOf(pod), 'podIP')]
  return known.find(ip => ip !== '' && ip.includes(':') === (family === 'IPv6'))
}

export function familiesOf(service: JsonObject): readonly Family[] {
  const families = textsAt(specOf(service), 'ipFamilies').map(text => (text === 'IPv6' ? 'IPv6' : 'IPv4'))
  return families.length > 0 ? families : ['IPv4']
}

/** The reference to a Pod in the endpoints of a Service. */
export function targetOf(pod: JsonObject): JsonObject {
  return { kind: 'Pod', namespace: namespaceOf(pod), name: nameOf(pod), uid: uidOf(pod) }
}

/** The name that a Pod has under a headless Service. */
export function hostnameOf(pod: JsonObject, service: JsonObject): JsonObject {
  const hostname = textAt(specOf(pod), 'hostname')
  return hostname !== '' && textAt(specOf(pod), 'subdomain') === nameOf(service) ? { hostname } : {}
}

export const nodeOf = (pod: JsonObject): JsonObject => {
  const nodeName = textAt(specOf(pod), 'nodeName')
  return nodeName === '' ? {} : { nodeName }
}

/** The ports of a Service as they are on one Pod; those that it does not have are left out. */
export function portsOn(service: JsonObject, pod: JsonObject): readonly JsonObject[] {
  return objectsAt(specOf(service), 'ports').flatMap(port => {
    const number = portOn(pod, port)
    if (number === undefined) return []
    const { protocol, appProtocol } = port
    return [{ name: textAt(port, 'name'), protocol, port: number, ...(appProtocol ? { appProtocol } : {}) }]
  })
}

/** A name stands for the container port that has it. */
function portOn(pod: JsonObject, port: JsonObject): number | undefined {
  const target = port['targetPort']
  if (typeof target === 'number') return target
  const sidecars = objectsAt(specOf(pod), 'initContainers').filter(
    container => container['restartPolicy'] === 'Always',
  )
  const found = [...objectsAt(specOf(pod), 'containers'), ...sidecars]
    .flatMap(container => objectsAt(container, 'ports'))
    .find(each => each['name'] === target && each['protocol'] === port['protocol'])
  const number = found?.['containerPort']
  return typeof number === 'number' ? number : undefined
}

/** When endpoints last changed, as the annotation of Endpoints and EndpointSlices says. */
export const changedAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time'
export const headlessLabel = 'service.kubernetes.io/headless'

/** Whether a Pod takes part; one that goes does only where all are published. */
export const isGoingUnpublished = (service: JsonObject, pod: JsonObject): boolean =>
  isGoing(pod) && !publishesUnready(service)
