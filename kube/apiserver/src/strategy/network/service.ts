/** Services: defaults, addresses and ports, validation. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { children, type Draft, ensure, fill } from '../values/draft.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { allocate } from './service-allocation.ts'
import { isExposed, serviceChangeErrors, serviceErrors } from './service-errors.ts'

export const serviceStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  deleteReturnsObject: true,
  nameErrors: dnsLabelErrors,
  defaults: defaultService,
  onUpdate: (draft, old) => carryAddresses(ensure(draft, 'spec'), objectAt(old, 'spec')),
  errors: object => serviceErrors(objectAt(object, 'spec')),
  updateErrors: (object, old) => serviceChangeErrors(objectAt(object, 'spec'), objectAt(old, 'spec')),
  warnings: serviceWarnings,
  beforeStore: allocate,
})

function defaultService(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  fill(spec, 'sessionAffinity', 'None')
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig']
  if (spec['sessionAffinity'] === 'ClientIP') {
    const client = ensure(ensure(spec, 'sessionAffinityConfig'), 'clientIP')
    fill(client, 'timeoutSeconds', 10800)
  }
  fill(spec, 'type', 'ClusterIP')
  for (const port of children(spec, 'ports')) defaultPort(port)
  const type = textAt(spec, 'type')
  if (isExposed(spec, type)) fill(spec, 'externalTrafficPolicy', 'Cluster')
  if (type !== 'ExternalName') fill(spec, 'internalTrafficPolicy', 'Cluster')
  if (type === 'LoadBalancer') {
    fill(spec, 'allocateLoadBalancerNodePorts', true)
    for (const ingress of children(ensure(ensure(draft, 'status'), 'loadBalancer'), 'ingress')) {
      if (textAt(ingress, 'ip')) fill(ingress, 'ipMode', 'VIP')
    }
  }
  mirrorAddresses(spec)
}

function defaultPort(port: Draft): void {
  fill(port, 'protocol', 'TCP')
  const target = port['targetPort']
  if (target === undefined || target === null || target === 0 || target === '') {
    port['targetPort'] = numberAt(port, 'port') ?? 0
  }
}

/** One address in two fields: a client may give either. */
function mirrorAddresses(spec: Draft): void {
  const [address, all] = [textAt(spec, 'clusterIP'), textsAt(spec, 'clusterIPs')]
  if (address && all.length === 0) spec['clusterIPs'] = [address]
}

/** A change that leaves out addresses and ports keeps them; another type drops what it cannot have. */
function carryAddresses(spec: Draft, old: JsonObject): void {
  const [type, before] = [textAt(spec, 'type'), textAt(old, 'type')]
  if (type === 'ExternalName') {
    dropAddresses(spec, old)
    return
  }
  if (before !== 'ExternalName') reconcileAddresses(spec, old)
  const hadPorts = before === 'NodePort' || before === 'LoadBalancer'
  const hasPorts =
    type === 'NodePort' || (type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false)
  for (const port of children(spec, 'ports')) {
    if (hasPorts && hadPorts && !port['nodePort']) keepNodePort(port, spec, old)
    if (!hasPorts && hadPorts && isOldNodePort(port, old)) delete port['nodePort']
  }
  if (type === 'ClusterIP' && before !== type) {
    for (const field of ['externalTrafficPolicy', 'healthCheckNodePort', 'allocateLoadBalancerNodePorts']) {
      if (deepEqual(spec[field], old[field])) delete spec[field]
    }
  }
}

function reconcileAddresses(spec: Draft, old: JsonObject): void {
  const address = textAt(spec, 'clusterIP')
  const oldAddress = textAt(old, 'clusterIP')
  const all = textsAt(spec, 'clusterIPs')
  if (!address) {
    if (oldAddress) spec['clusterIP'] = oldAddress
    if (Array.isArray(old['clusterIPs'])) spec['clusterIPs'] = old['clusterIPs']
  } else if (address !== oldAddress && deepEqual(all, textsAt(old, 'clusterIPs')))
    spec['clusterIPs'] = [address]
  for (const field of ['ipFamilies', 'ipFamilyPolicy']) {
    const value = old[field]
    if (spec[field] === undefined && value !== undefined) spec[field] = value
  }
}

function dropAddresses(spec: Draft, old: JsonObject): void {
  for (const field of [
    'clusterIP',
    'clusterIPs',
    'ipFamilies',
    'ipFamilyPolicy',
    'internalTrafficPolicy',
    'externalTrafficPolicy',
  ]) {
    if (deepEqual(spec[field], old[field])) delete spec[field]
  }
  for (const port of children(spec, 'ports')) if (isOldNodePort(port, old)) delete port['nodePort']
}

function isOldNodePort(port: JsonObject, old: JsonObject): boolean {
  return objectsAt(old, 'ports').some(each => each['nodePort'] === port['nodePort'])
}

/** A port keeps its node port by protocol and number, or by its place where there is one port only. */
function keepNodePort(port: Draft, spec: JsonObject, old: JsonObject): void {
  const before = objectsAt(old, 'ports')
  const same = before.find(each => each['protocol'] === port['protocol'] && each['port'] === port['port'])
  const taken = objectsAt(spec, 'ports').map(each => each['nodePort'])
  const found = same ?? (before.length === 1 && objectsAt(spec, 'ports').length === 1 ? before[0] : undefined)
  const number = found?.['nodePort']
  if (typeof number === 'number' && !taken.includes(number)) port['nodePort'] = number
}

function serviceWarnings(object: JsonObject): readonly string[] {
  const spec = objectAt(object, 'spec')
  const [type, warnings] = [textAt(spec, 'type'), [] as string[]]
  const hasExternal = textsAt(spec, 'externalIPs').length > 0
  if (textAt(spec, 'clusterIP') === 'None') {
    if (textAt(spec, 'loadBalancerIP')) warnings.push('spec.loadBalancerIP is ignored for headless services')
    if (hasExternal) warnings.push('spec.externalIPs is ignored for headless services')
    if (spec['sessionAffinity'] !== 'None')
      warnings.push('spec.SessionAffinity is ignored for headless services')
  } else if (hasExternal && type !== 'ExternalName') {
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters')
  }
  if (type === 'ExternalName' && hasExternal)
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"')
  if (type !== 'ExternalName' && textAt(spec, 'externalName'))
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"')
  if (spec['trafficDistribution'] === 'PreferClose')
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
  return warnings
}
