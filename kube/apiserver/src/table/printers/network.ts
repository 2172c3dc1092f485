/** Table rows of the network kinds. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { listAt, objectAt, stringAt, stringsAt } from '../../verbs/object.ts'
import { formatSelector } from '../../verbs/subresources/scale-shape.ts'
import {
  ageOf,
  labelsText,
  none,
  numberAt,
  objectsAt,
  orNone,
  orUnset,
  type Printer,
  spec,
  status,
} from './printer.ts'

export const service: Printer = (object, now) => [
  stringAt(spec(object), 'type'),
  clusterIp(object),
  externalIp(object),
  servicePorts(object),
  ageOf(object, now),
  labelsText(objectAt(spec(object), 'selector')),
]

function clusterIp(object: JsonObject): string {
  return orNone(stringsAt(spec(object), 'clusterIPs')[0] ?? stringAt(spec(object), 'clusterIP'))
}

function externalIp(object: JsonObject): string {
  const external = stringsAt(spec(object), 'externalIPs')
  switch (stringAt(spec(object), 'type')) {
    case 'LoadBalancer': {
      const ingress = loadBalancerText(object)
      const all = [...(ingress ? [ingress] : []), ...external]
      return all.length > 0 ? all.join(',') : '<pending>'
    }
    case 'ExternalName':
      return stringAt(spec(object), 'externalName')
    default:
      return orNone(external.join(','))
  }
}

function loadBalancerText(object: JsonObject): string {
  return objectsAt(objectAt(status(object), 'loadBalancer'), 'ingress')
    .map(each => stringAt(each, 'ip') || stringAt(each, 'hostname'))
    .filter(Boolean)
    .join(',')
}

function servicePorts(object: JsonObject): string {
  const texts = objectsAt(spec(object), 'ports').map(port => {
    const node = numberAt(port, 'nodePort')
    return `${numberAt(port, 'port')}${node > 0 ? `:${node}` : ''}/${stringAt(port, 'protocol')}`
  })
  return orNone(texts.join(','))
}

export const endpoints: Printer = (object, now) => [endpointsText(object), ageOf(object, now)]

/** Three addresses, and how many more. */
function endpointsText(object: JsonObject): string {
  const all = objectsAt(object, 'subsets').flatMap(subset => {
    const addresses = objectsAt(subset, 'addresses').map(each => stringAt(each, 'ip'))
    const ports = objectsAt(subset, 'ports')
    if (ports.length === 0) return addresses
    return ports.flatMap(port => addresses.map(ip => hostPort(ip, numberAt(port, 'port'))))
  })
  if (all.length === 0) return none
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',')
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}

export const endpointSlice: Printer = (object, now) => [
  stringAt(object, 'addressType'),
  shortened(
    objectsAt(object, 'ports').map(port => String(port['port'] ?? port['name'] ?? '*')),
    '<unset>',
  ),
  shortened(
    objectsAt(object, 'endpoints').flatMap(each => stringsAt(each, 'addresses')),
    '<unset>',
  ),
  ageOf(object, now),
]

function shortened(texts: readonly string[], empty: string): string {
  if (texts.length === 0) return empty
  return texts.length > 3 ? `${texts.slice(0, 3).join(',')} + ${texts.length - 3} more...` : texts.join(',')
}

export const ingress: Printer = (object, now) => [
  stringAt(spec(object), 'ingressClassName') || none,
  ingressHosts(object),
  loadBalancerText(object),
  listAt(spec(object), 'tls').length > 0 ? '80, 443' : '80',
  ageOf(object, now),
]

function ingressHosts(object: JsonObject): string {
  const hosts = objectsAt(spec(object), 'rules')
    .map(rule => stringAt(rule, 'host'))
    .filter(Boolean)
  if (hosts.length === 0) return '*'
  return hosts.length > 3 ? `${hosts.slice(0, 3).join(',')} + ${hosts.length - 3} more...` : hosts.join(',')
}

export const ingressClass: Printer = (object, now) => {
  const parameters = objectAt(spec(object), 'parameters')
  const group = stringAt(parameters, 'apiGroup')
  const kind = `${stringAt(parameters, 'kind')}${group ? `.${group}` : ''}`
  return [
    stringAt(spec(object), 'controller'),
    spec(object)['parameters'] === undefined ? none : `${kind}/${stringAt(parameters, 'name')}`,
    ageOf(object, now),
  ]
}

export const networkPolicy: Printer = (object, now) => [
  formatSelector(objectAt(spec(object), 'podSelector')) || none,
  ageOf(object, now),
]

/** Its age goes with no column: Kubernetes forgot to name one. */
export const ipAddress: Printer = (object, now) => {
  const ref = objectAt(spec(object), 'parentRef')
  const group = stringAt(ref, 'group')
  const resource = `${stringAt(ref, 'resource')}${group ? `.${group}` : ''}`
  const parts: JsonValue[] = [resource, stringAt(ref, 'namespace'), stringAt(ref, 'name')].filter(Boolean)
  return [parts.join('/'), ageOf(object, now)]
}

export const serviceCidr: Printer = (object, now) => [
  stringsAt(spec(object), 'cidrs').join(','),
  ageOf(object, now),
]

export const runtimeClass: Printer = (object, now) => [stringAt(object, 'handler'), ageOf(object, now)]

export const lease: Printer = (object, now) => [stringAt(spec(object), 'holderIdentity'), ageOf(object, now)]

export const flowSchema: Printer = (object, now) => {
  const dangling = objectsAt(status(object), 'conditions').find(each => each['type'] === 'Dangling')
  return [
    stringAt(objectAt(spec(object), 'priorityLevelConfiguration'), 'name'),
    numberAt(spec(object), 'matchingPrecedence'),
    stringAt(objectAt(spec(object), 'distinguisherMethod'), 'type') || none,
    ageOf(object, now),
    dangling ? stringAt(dangling, 'status') : '?',
  ]
}

export const priorityLevel: Printer = (object, now) => {
  const limited = objectAt(spec(object), 'limited')
  const exempt = objectAt(spec(object), 'exempt')
  const queuing = objectAt(objectAt(limited, 'limitResponse'), 'queuing')
  const shares = limited['nominalConcurrencyShares'] ?? exempt['nominalConcurrencyShares']
  return [
    stringAt(spec(object), 'type'),
    orNoneValue(shares),
    orNoneValue(queuing['queues']),
    orNoneValue(queuing['handSize']),
    orNoneValue(queuing['queueLengthLimit']),
    ageOf(object, now),
  ]
}

function orNoneValue(value: JsonValue | undefined): JsonValue {
  return orUnset(value) === '<unset>' ? none : (value ?? none)
}
