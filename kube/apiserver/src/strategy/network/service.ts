/** Services: defaults, addresses and ports, validation. @module */
import type { JsonObject } from '@sluice/base/json'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { children, type Draft, ensure, fill } from '../values/draft.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { needsHealthPort, usesNodePorts } from './allocation/node-ports.ts'
import { allocate, prepareAllocation } from './service-allocation.ts'
import { isExposed, serviceChangeErrors, serviceErrors } from './service-errors.ts'
import { serviceStatusErrors } from './service-status.ts'

export const serviceStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  deleteReturnsObject: true,
  nameErrors: dnsLabelErrors,
  defaults: defaultService,
  onCreate: (draft, context) => prepareAllocation(draft, undefined, context),
  onUpdate: (draft, old, context) => {
    const [spec, before] = [ensure(draft, 'spec'), objectAt(old, 'spec')]
    carryGrants(spec, before)
    prepareAllocation(draft, old, context)
    dropUnused(spec, before)
    if (textAt(spec, 'type') !== 'LoadBalancer') draft['status'] = { loadBalancer: {} }
  },
  errors: object => serviceErrors(objectAt(object, 'spec')),
  updateErrors: (object, old) => serviceChangeErrors(objectAt(object, 'spec'), objectAt(old, 'spec')),
  updateErrorsFirst: true,
  statusErrors: serviceStatusErrors,
  warnings: serviceWarnings,
  beforeStore: (service, old, context) => withUsedPolicies(allocate(service, old, context)),
})

/** A name outside has no endpoints whose traffic could stay on a node. */
function withUsedPolicies(service: JsonObject): JsonObject {
  const { internalTrafficPolicy, ...spec } = objectAt(service, 'spec')
  if (internalTrafficPolicy === undefined || spec['type'] !== 'ExternalName') return service
  return { ...service, spec }
}

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

/** A change that leaves out addresses and ports keeps them. */
function carryGrants(spec: Draft, old: JsonObject): void {
  const isNamed = (each: JsonObject) => textAt(each, 'type') === 'ExternalName'
  if (!isNamed(spec) && !isNamed(old)) carryAddresses(spec, old)
  if (usesNodePorts(spec) && usesNodePorts(old)) {
    for (const port of children(spec, 'ports')) if (!port['nodePort']) keepNodePort(port, spec, old)
  }
  if (needsHealthPort(spec) && needsHealthPort(old) && !spec['healthCheckNodePort']) {
    spec['healthCheckNodePort'] = old['healthCheckNodePort'] ?? 0
  }
}

function carryAddresses(spec: Draft, old: JsonObject): void {
  const [address, before] = [textAt(spec, 'clusterIP'), textAt(old, 'clusterIP')]
  const all = textsAt(spec, 'clusterIPs')
  const kept = textsAt(old, 'clusterIPs')
  if (!address && before) spec['clusterIP'] = before
  if (all.length === 0 && textAt(spec, 'clusterIP') === before && kept.length > 0) spec['clusterIPs'] = kept
  else if (address && address !== before && sameValue(all, kept)) spec['clusterIPs'] = [address]
}

/** Another type drops what it cannot have, unless the change is about just that. */
function dropUnused(spec: Draft, old: JsonObject): void {
  const [type, before] = [textAt(spec, 'type'), textAt(old, 'type')]
  const drop = (...fields: readonly string[]) => {
    for (const field of fields) if (sameValue(spec[field], old[field])) delete spec[field]
  }
  if (type === 'ExternalName' && before !== type) {
    if (sameValue(spec['clusterIP'], old['clusterIP'])) drop('clusterIPs', 'clusterIP')
    drop('ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy')
  }
  if (usesNodePorts(old) && !usesNodePorts(spec) && sameValue(nodePorts(spec), nodePorts(old))) {
    for (const port of children(spec, 'ports')) delete port['nodePort']
  }
  if (needsHealthPort(old) && !needsHealthPort(spec)) drop('healthCheckNodePort')
  if (before === 'LoadBalancer' && type !== before) drop('allocateLoadBalancerNodePorts', 'loadBalancerClass')
  if (isExposed(old, before) && !isExposed(spec, type)) drop('externalTrafficPolicy')
}

const nodePorts = (spec: JsonObject) =>
  [...new Set(objectsAt(spec, 'ports').map(port => port['nodePort'] ?? 0))].sort()

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
