/** What Services and claims use of a quota. @module */
import type { JsonObject } from '@sluice/base/json'
import { amountsOf } from '../strategy/pods/amounts.ts'
import { addQuantities, compareQuantities, type Quantity, zeroQuantity } from '../strategy/values/quantity.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { labelMatches } from './quota-scopes.ts'

type Usage = Map<string, Quantity>

const billion = 1_000_000_000n
const countOf = (count: number): Quantity => ({ nano: BigInt(count) * billion, family: 'decimal' })
const one = countOf(1)

/** A Service, the node ports it takes, and whether it takes a load balancer. */
export function serviceUsage(service: JsonObject): Usage {
  const spec = objectAt(service, 'spec')
  const [type, ports] = [textAt(spec, 'type'), objectsAt(spec, 'ports')]
  const balanced = type === 'LoadBalancer'
  const given = ports.filter(port => (numberAt(port, 'nodePort') ?? 0) !== 0).length
  const allocates = spec['allocateLoadBalancerNodePorts'] !== false
  const nodePorts = type === 'NodePort' || (balanced && allocates) ? ports.length : balanced ? given : 0
  return new Map([
    ['count/services', one],
    ['services', one],
    ['services.loadbalancers', countOf(balanced ? 1 : 0)],
    ['services.nodeports', countOf(nodePorts)],
  ])
}

const ofClass = '.storageclass.storage.k8s.io/'

/** A claim and its storage, once for all claims and once for those of its storage class. */
export function claimUsage(claim: JsonObject): Usage {
  const usage: Usage = new Map([
    ['count/persistentvolumeclaims', one],
    ['persistentvolumeclaims', one],
  ])
  const annotations = objectAt(objectAt(claim, 'metadata'), 'annotations')
  const storageClass =
    textAt(annotations, 'volume.beta.kubernetes.io/storage-class') ||
    textAt(objectAt(claim, 'spec'), 'storageClassName')
  const storage = storageOf(claim)
  if (storage) usage.set('requests.storage', storage)
  if (storageClass) usage.set(`${storageClass}${ofClass}persistentvolumeclaims`, one)
  if (storageClass && storage) usage.set(`${storageClass}${ofClass}requests.storage`, storage)
  return usage
}

/** What is asked for or, while a claim shrinks back, what is still given; in whole bytes. */
function storageOf(claim: JsonObject): Quantity | undefined {
  const asked = amountsOf(objectAt(objectAt(objectAt(claim, 'spec'), 'resources'), 'requests')).get('storage')
  const given = amountsOf(objectAt(objectAt(claim, 'status'), 'allocatedResources')).get('storage')
  if (!asked) return undefined
  const larger = given && compareQuantities(given, whole(asked)) > 0 ? given : asked
  return whole(larger)
}

const whole = ({ nano, family }: Quantity): Quantity => ({
  nano: ((nano + billion - 1n) / billion) * billion,
  family,
})

/** Whether a name in a quota is about claims. */
export function isClaimName(name: string): boolean {
  return /^(count\/persistentvolumeclaims|persistentvolumeclaims|requests\.storage)$|\.storageclass\.storage\.k8s\.io\/(persistentvolumeclaims|requests\.storage)$/.test(
    name,
  )
}

/** Whether a claim is in a scope: that of the classes of volume attributes it asks for, has, or is changing to. */
export function claimInScope(claim: JsonObject, expression: JsonObject): boolean {
  if (textAt(expression, 'scopeName') !== 'VolumeAttributesClass') return false
  const status = objectAt(claim, 'status')
  const names = [
    textAt(objectAt(claim, 'spec'), 'volumeAttributesClassName'),
    textAt(status, 'currentVolumeAttributesClassName'),
    textAt(objectAt(status, 'modifyVolumeStatus'), 'targetVolumeAttributesClassName'),
  ].filter(name => name !== '')
  return names.length > 0
    ? names.some(name => labelMatches(expression, name))
    : labelMatches(expression, undefined)
}

const devicesOfClass = '.deviceclass.resource.k8s.io/devices'
/** So many devices at most can be allocated to one claim; who asks for all is charged for them. */
const allDevices = 32

/** A claim on devices: the devices of each class, of alternatives the most. */
export function deviceClaimUsage(claim: JsonObject): Usage {
  const usage: Usage = new Map([['count/resourceclaims.resource.k8s.io', one]])
  for (const request of objectsAt(objectAt(objectAt(claim, 'spec'), 'devices'), 'requests')) {
    const exactly = findObject(request, 'exactly')
    const choices = objectsAt(request, 'firstAvailable')
    const most = new Map<string, number>()
    for (const choice of choices.length > 0 ? choices : exactly ? [exactly] : []) {
      const name = textAt(choice, 'deviceClassName') + devicesOfClass
      most.set(name, Math.max(most.get(name) ?? 0, devicesOf(choice)))
    }
    for (const [name, count] of most) {
      usage.set(name, addQuantities(usage.get(name) ?? zeroQuantity, countOf(count)))
    }
  }
  return usage
}

function devicesOf(request: JsonObject): number {
  const mode = textAt(request, 'allocationMode')
  return mode === 'All' ? allDevices : mode === 'ExactCount' ? (numberAt(request, 'count') ?? 0) : 0
}

/** Whether a name in a quota is about claims on devices. */
export function isDeviceClaimName(name: string): boolean {
  return name === 'count/resourceclaims.resource.k8s.io' || name.endsWith(devicesOfClass)
}
