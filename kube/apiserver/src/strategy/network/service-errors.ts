/** Validation of Services. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../status/index.ts'
import { goText } from '../values/go-form.ts'
import { cidrMessage, ipErrors, parseCidr } from '../values/ip.ts'
import {
  dnsLabelErrors,
  dnsSubdomainErrors,
  portErrors,
  portNameErrors,
  qualifiedNameErrors,
} from '../values/names.ts'
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { labelErrors } from '../values/selector.ts'
import { addressErrors } from './address-errors.ts'
import { needsHealthPort } from './allocation/node-ports.ts'

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

/** What is wrong with a Service's spec, in the order Kubernetes reports. */
export function* serviceErrors(spec: JsonObject): Generator<FieldError> {
  const type = textAt(spec, 'type')
  const headless = textAt(spec, 'clusterIP') === 'None'
  if (
    textsAt(spec, 'ports').length === 0 &&
    objectsAt(spec, 'ports').length === 0 &&
    !headless &&
    type !== 'ExternalName'
  ) {
    yield required('spec.ports')
  }
  if (type === 'LoadBalancer' && headless) {
    yield invalid('spec.clusterIPs[0]', 'None', "may not be set to 'None' for LoadBalancer services")
  }
  if (type === 'NodePort' && headless) {
    yield invalid('spec.clusterIPs[0]', 'None', "may not be set to 'None' for NodePort services")
  }
  if (type === 'ExternalName') yield* externalNameErrors(spec)
  yield* portListErrors(spec)
  yield* labelErrors(objectAt(spec, 'selector'), 'spec.selector')
  yield* affinityErrors(spec)
  yield* addressErrors(spec)
  for (const [i, ip] of textsAt(spec, 'externalIPs').entries()) {
    for (const error of ipErrors(ip)) yield invalid(`spec.externalIPs[${i}]`, ip, error)
  }
  if (!types.includes(type)) yield notSupported('spec.type', type, types)
  if (type === 'ClusterIP') yield* noNodePorts(spec)
  yield* nodePortDuplicates(spec)
  yield* sourceRangeErrors(spec, type)
  yield* balancerErrors(spec, type)
  yield* policyErrors(spec, type)
  yield* healthErrors(spec, type)
  yield* distributionErrors(spec)
}

function* externalNameErrors(spec: JsonObject): Generator<FieldError> {
  if (textsAt(spec, 'clusterIPs').length > 0) {
    yield forbiddenField('spec.clusterIPs', 'may not be set for ExternalName services')
  }
  for (const field of ['ipFamilies', 'ipFamilyPolicy']) {
    const value = spec[field]
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue
    yield forbiddenField(`spec.${field}`, 'may not be set for ExternalName services')
  }
  const name = textAt(spec, 'externalName').replace(/\.$/, '')
  if (!name) yield required('spec.externalName')
  else for (const error of dnsSubdomainErrors(name)) yield invalid('spec.externalName', name, error)
}

function* portListErrors(spec: JsonObject): Generator<FieldError> {
  const ports = objectsAt(spec, 'ports')
  const names = new Set<string>()
  for (const [i, port] of ports.entries())
    yield* portFieldErrors({ port, names, needsName: ports.length > 1, at: `spec.ports[${i}]` })
  const seen = new Set<string>()
  for (const [i, port] of ports.entries()) {
    const key = `${textAt(port, 'protocol')}/${numberAt(port, 'port')}`
    if (seen.has(key)) {
      const value = { protocol: port['protocol'], port: port['port'] }
      yield { ...duplicate(`spec.ports[${i}]`, ''), shown: goText('ServicePort', value) }
    }
    seen.add(key)
  }
}

function* portFieldErrors(check: {
  readonly port: JsonObject
  readonly names: Set<string>
  readonly needsName: boolean
  readonly at: string
}): Generator<FieldError> {
  const { port, names, needsName, at } = check
  const name = textAt(port, 'name')
  if (!name) {
    if (needsName) yield required(`${at}.name`)
  } else {
    for (const error of dnsLabelErrors(name)) yield invalid(`${at}.name`, name, error)
    if (names.has(name)) yield duplicate(`${at}.name`, name)
    names.add(name)
  }
  const number = numberAt(port, 'port') ?? 0
  for (const error of portErrors(number)) yield invalid(`${at}.port`, number, error)
  const protocol = textAt(port, 'protocol')
  if (!protocol) yield required(`${at}.protocol`)
  else if (!['SCTP', 'TCP', 'UDP'].includes(protocol)) {
    yield notSupported(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP'])
  }
  yield* targetErrors(port, at)
  const application = port['appProtocol']
  if (typeof application === 'string') {
    for (const error of qualifiedNameErrors(application))
      yield invalid(`${at}.appProtocol`, application, error)
  }
}

function* targetErrors(port: JsonObject, at: string): Generator<FieldError> {
  const target = port['targetPort']
  if (typeof target === 'string') {
    for (const error of portNameErrors(target)) yield invalid(`${at}.targetPort`, target, error)
  } else if (typeof target === 'number') {
    for (const error of portErrors(target)) yield invalid(`${at}.targetPort`, target, error)
  }
}

function* affinityErrors(spec: JsonObject): Generator<FieldError> {
  const affinity = textAt(spec, 'sessionAffinity')
  if (affinity !== 'ClientIP' && affinity !== 'None') {
    yield notSupported('spec.sessionAffinity', affinity, ['ClientIP', 'None'])
  }
  const seconds = numberAt(objectAt(objectAt(spec, 'sessionAffinityConfig'), 'clientIP'), 'timeoutSeconds')
  if (affinity === 'ClientIP' && seconds !== undefined && (seconds <= 0 || seconds > 86400)) {
    yield invalid(
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
      seconds,
      'must be greater than 0 and less than 86400',
    )
  }
}

function* noNodePorts(spec: JsonObject): Generator<FieldError> {
  for (const [i, port] of objectsAt(spec, 'ports').entries()) {
    if (numberAt(port, 'nodePort')) {
      yield forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'")
    }
  }
}

function* nodePortDuplicates(spec: JsonObject): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, port] of objectsAt(spec, 'ports').entries()) {
    const number = numberAt(port, 'nodePort')
    if (!number) continue
    const key = `${textAt(port, 'protocol')}/${number}`
    if (seen.has(key)) yield duplicate(`spec.ports[${i}].nodePort`, number)
    seen.add(key)
  }
}

function* policyErrors(spec: JsonObject, type: string): Generator<FieldError> {
  const external = textAt(spec, 'externalTrafficPolicy')
  const policies = ['Cluster', 'Local']
  const field = 'spec.externalTrafficPolicy'
  if (!isExposed(spec, type)) {
    if (external) yield invalid(field, external, 'may only be set for externally-accessible services')
  } else if (!external) yield required(field)
  else if (!policies.includes(external)) yield notSupported(field, external, policies)
  const internal = spec['internalTrafficPolicy']
  if (typeof internal === 'string' && !policies.includes(internal)) {
    yield notSupported('spec.internalTrafficPolicy', internal, policies)
  }
}

const onlyForBalancers = "may only be used when `type` is 'LoadBalancer'"

function* balancerErrors(spec: JsonObject, type: string): Generator<FieldError> {
  if (type !== 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== undefined) {
    yield forbiddenField('spec.allocateLoadBalancerNodePorts', onlyForBalancers)
  }
  yield* balancerClassErrors(spec, type)
}

function* balancerClassErrors(spec: JsonObject, type: string): Generator<FieldError> {
  const field = 'spec.loadBalancerClass'
  const balancer = spec['loadBalancerClass']
  if (typeof balancer !== 'string') return
  if (type !== 'LoadBalancer') return yield forbiddenField(field, onlyForBalancers)
  for (const error of qualifiedNameErrors(balancer)) yield invalid(field, balancer, error)
}

/** Whether a Service is reached from outside the cluster. */
export function isExposed(spec: JsonObject, type: string): boolean {
  if (type === 'NodePort' || type === 'LoadBalancer') return true
  return type === 'ClusterIP' && textsAt(spec, 'externalIPs').length > 0
}

/** Kubernetes writes the first letter large. */
function* sourceRangeErrors(spec: JsonObject, type: string): Generator<FieldError> {
  const ranges = textsAt(spec, 'loadBalancerSourceRanges')
  const field = 'spec.LoadBalancerSourceRanges'
  if (ranges.length === 0) return
  if (type !== 'LoadBalancer') yield forbiddenField(field, onlyForBalancers)
  for (const [i, range] of ranges.entries()) {
    if (!parseCidr(range.trim())) yield invalid(`${field}[${i}]`, range, cidrMessage)
  }
}

function* healthErrors(spec: JsonObject, type: string): Generator<FieldError> {
  const port = numberAt(spec, 'healthCheckNodePort') ?? 0
  const needsOne = type === 'LoadBalancer' && textAt(spec, 'externalTrafficPolicy') === 'Local'
  const field = 'spec.healthCheckNodePort'
  if (port === 0) return
  if (needsOne) {
    for (const error of portErrors(port)) yield invalid(field, port, error)
    return
  }
  yield invalid(
    field,
    port,
    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
  )
}

const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode']

function* distributionErrors(spec: JsonObject): Generator<FieldError> {
  const wanted = spec['trafficDistribution']
  if (typeof wanted === 'string' && !distributions.includes(wanted)) {
    yield notSupported('spec.trafficDistribution', wanted, distributions)
  }
}

/** A cluster address stays, unless the Service becomes or was an ExternalName; so do a balancer's class and the port of a health check. */
export function* serviceChangeErrors(spec: JsonObject, old: JsonObject): Generator<FieldError> {
  yield* addressChangeErrors(spec, old)
  yield* balancerChangeErrors(spec, old)
  const port = 'healthCheckNodePort'
  if (needsHealthPort(spec) && needsHealthPort(old) && spec[port] !== old[port]) {
    yield forbiddenField(`spec.${port}`, 'field is immutable')
  }
}

/** Kubernetes looks at the class as such here too. */
function* balancerChangeErrors(spec: JsonObject, old: JsonObject): Generator<FieldError> {
  const [type, is] = [textAt(spec, 'type'), spec['loadBalancerClass'] ?? null]
  const stays = type === 'LoadBalancer' && textAt(old, 'type') === 'LoadBalancer'
  if (stays && is !== (old['loadBalancerClass'] ?? null)) {
    yield invalid('spec.loadBalancerClass', is, 'may not change once set')
  }
  yield* balancerClassErrors(spec, type)
}

function* addressChangeErrors(spec: JsonObject, old: JsonObject): Generator<FieldError> {
  const before = textsAt(old, 'clusterIPs')
  const now = textsAt(spec, 'clusterIPs')
  const isNamed = textAt(spec, 'type') === 'ExternalName' || textAt(old, 'type') === 'ExternalName'
  if (isNamed || before.length === 0 || before[0] === now[0]) return
  yield invalid('spec.clusterIPs[0]', now, 'may not change once set')
}
