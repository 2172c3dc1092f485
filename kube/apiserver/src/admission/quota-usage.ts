/** What one object uses of a quota, and which quotas are about it. @module */
import type { JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import { qosClassOf } from '../strategy/pods/qos.ts'
import type { Quantity } from '../strategy/values/quantity.ts'
import { numberAt, objectAt, objectsAt, sortedKeys, textAt, textsAt } from '../strategy/values/read.ts'
import { amountsOf, sumAmounts } from './pod-amounts.ts'

const one: Quantity = { nano: 1_000_000_000n, family: 'decimal' }

const countedByName = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
])

/** The resources that creating an object uses. */
export function usageOf(type: ResourceType, object: JsonObject): ReadonlyMap<string, Quantity> {
  const usage = new Map<string, Quantity>()
  usage.set(`count/${type.storageKey}`, one)
  if (countedByName.has(type.storageKey)) usage.set(type.storageKey, one)
  if (type.storageKey === 'pods') addPod(usage, objectAt(object, 'spec'))
  if (type.storageKey === 'services') addService(usage, objectAt(object, 'spec'))
  if (type.storageKey === 'persistentvolumeclaims') addClaim(usage, objectAt(object, 'spec'))
  return usage
}

function addPod(usage: Map<string, Quantity>, spec: JsonObject): void {
  const { requests, limits } = sumAmounts(spec)
  for (const [name, amount] of requests) {
    usage.set(`requests.${name}`, amount)
    if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage') usage.set(name, amount)
  }
  for (const [name, amount] of limits) usage.set(`limits.${name}`, amount)
}

function addService(usage: Map<string, Quantity>, spec: JsonObject): void {
  const type = textAt(spec, 'type')
  const ports = BigInt(objectsAt(spec, 'ports').length) * one.nano
  if (type === 'LoadBalancer') usage.set('services.loadbalancers', one)
  if (type === 'NodePort' || (type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false)) {
    usage.set('services.nodeports', { nano: ports, family: 'decimal' })
  }
}

function addClaim(usage: Map<string, Quantity>, spec: JsonObject): void {
  const storage = amountsOf(objectAt(objectAt(spec, 'resources'), 'requests')).get('storage')
  const storageClass = textAt(spec, 'storageClassName')
  if (storage) usage.set('requests.storage', storage)
  if (!storageClass) return
  const suffix = `${storageClass}.storageclass.storage.k8s.io`
  usage.set(`${suffix}/persistentvolumeclaims`, one)
  if (storage) usage.set(`${suffix}/requests.storage`, storage)
}

const computeResource = /^(requests|limits)\.(cpu|memory|ephemeral-storage)$/

/** The limited resources that containers do not name, as `requests.cpu for: a,b`. */
export function missingResources(pod: JsonObject, limited: readonly string[]): readonly string[] {
  const containers = ['containers', 'initContainers'].flatMap(list => objectsAt(objectAt(pod, 'spec'), list))
  return limited.flatMap(name => {
    const full = name === 'cpu' || name === 'memory' ? `requests.${name}` : name
    const [, kind = '', resource = ''] = computeResource.exec(full) ?? []
    if (!kind) return []
    const without = containers.filter(
      container => objectAt(objectAt(container, 'resources'), kind)[resource] === undefined,
    )
    const names = without.map(container => textAt(container, 'name'))
    return names.length > 0 ? [`${name} for: ${names.join(',')}`] : []
  })
}

/** Whether a quota's scopes include an object; all but Pods are in no scope. */
export function inScope(quota: JsonObject, type: ResourceType, object: JsonObject): boolean {
  const scopes = textsAt(objectAt(quota, 'spec'), 'scopes')
  const selectors = objectsAt(objectAt(objectAt(quota, 'spec'), 'scopeSelector'), 'matchExpressions')
  if (sortedKeys(objectAt(objectAt(quota, 'status'), 'hard')).length === 0) return false
  if (scopes.length + selectors.length === 0) return true
  if (type.storageKey !== 'pods') return false
  const spec = objectAt(object, 'spec')
  return scopes.every(scope => podInScope(spec, scope)) && selectors.every(each => podMatches(spec, each))
}

function podInScope(spec: JsonObject, scope: string): boolean {
  switch (scope) {
    case 'BestEffort':
      return qosClassOf(spec) === 'BestEffort'
    case 'NotBestEffort':
      return qosClassOf(spec) !== 'BestEffort'
    case 'Terminating':
      return numberAt(spec, 'activeDeadlineSeconds') !== undefined
    case 'NotTerminating':
      return numberAt(spec, 'activeDeadlineSeconds') === undefined
    case 'PriorityClass':
      return textAt(spec, 'priorityClassName') !== ''
    default:
      return false
  }
}

function podMatches(spec: JsonObject, expression: JsonObject): boolean {
  const scope = textAt(expression, 'scopeName')
  if (scope !== 'PriorityClass') return podInScope(spec, scope)
  const [name, values] = [textAt(spec, 'priorityClassName'), textsAt(expression, 'values')]
  switch (textAt(expression, 'operator')) {
    case 'In':
      return values.includes(name)
    case 'NotIn':
      return !values.includes(name)
    case 'DoesNotExist':
      return name === ''
    default:
      return name !== ''
  }
}
