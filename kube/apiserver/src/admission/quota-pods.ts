/** What Pods use of a quota, and which scopes they are in. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  type AmountsOfContainer,
  addAll,
  amountsOf,
  hasOwnAmounts,
  raiseTo,
  specAmounts,
  sumAmounts,
} from '../strategy/pods/amounts.ts'
import { qosClassOf } from '../strategy/pods/qos.ts'
import { isExtendedResource } from '../strategy/pods/resources.ts'
import { addQuantities, type Quantity } from '../strategy/values/quantity.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import { labelMatches } from './quota-scopes.ts'

type Usage = Map<string, Quantity>

const one: Quantity = { nano: 1_000_000_000n, family: 'decimal' }
const compute = ['cpu', 'memory', 'ephemeral-storage']

/** What a Pod uses; one that is done is an object and no more. */
export function podUsage(pod: JsonObject, now?: Date): Usage {
  const usage: Usage = new Map([['count/pods', one]])
  if (isDone(pod, now)) return usage
  const { requests, limits } = neededBy(pod)
  for (const [name, amount] of computeUsage(requests, limits)) usage.set(name, amount)
  return usage
}

function isDone(pod: JsonObject, now: Date | undefined): boolean {
  const phase = textAt(objectAt(pod, 'status'), 'phase')
  if (phase === 'Failed' || phase === 'Succeeded') return true
  const metadata = objectAt(pod, 'metadata')
  const grace = numberAt(metadata, 'deletionGracePeriodSeconds')
  const deleted = Date.parse(textAt(metadata, 'deletionTimestamp'))
  return now !== undefined && grace !== undefined && now.getTime() > deleted + grace * 1000
}

/** What is asked for or, while a resize is under way, what is still given; overhead included. */
function neededBy(pod: JsonObject) {
  const spec = objectAt(pod, 'spec')
  const { requests, limits } = sumAmounts(spec, effectiveAmounts(pod))
  const [all, capped] = [new Map(requests), new Map(limits)]
  const overhead = amountsOf(objectAt(spec, 'overhead'))
  addAll(all, overhead)
  for (const [name, amount] of overhead) {
    const limit = capped.get(name)
    if (limit && limit.nano !== 0n) capped.set(name, addQuantities(limit, amount))
  }
  return { requests: all, limits: capped }
}

function effectiveAmounts(pod: JsonObject): AmountsOfContainer {
  const status = objectAt(pod, 'status')
  const known = new Map(
    ['containerStatuses', 'initContainerStatuses']
      .flatMap(list => objectsAt(status, list))
      .map(each => [textAt(each, 'name'), each]),
  )
  if (known.size === 0) return specAmounts
  const pending = objectsAt(status, 'conditions').find(each => each['type'] === 'PodResizePending')
  const isInfeasible = pending?.['reason'] === 'Infeasible'
  const oneByOne = new Set(
    objectsAt(objectAt(pod, 'spec'), 'initContainers').filter(each => each['restartPolicy'] !== 'Always'),
  )
  return (container, field) => {
    const asked = specAmounts(container, field)
    const given = known.get(textAt(container, 'name'))
    const resources = given && findObject(given, 'resources')
    if (!given || !resources || oneByOne.has(container)) return asked
    const amounts = new Map(isInfeasible ? [] : asked)
    raiseTo(amounts, amountsOf(objectAt(resources, field)))
    if (field === 'requests') raiseTo(amounts, amountsOf(objectAt(given, 'allocatedResources')))
    return amounts
  }
}

function computeUsage(requests: ReadonlyMap<string, Quantity>, limits: ReadonlyMap<string, Quantity>): Usage {
  const usage: Usage = new Map([['pods', one]])
  for (const [name, amount] of requests) {
    const isPlain = compute.includes(name) || name.startsWith('hugepages-')
    if (isPlain) usage.set(name, amount)
    if (isPlain || isExtendedResource(name)) usage.set(`requests.${name}`, amount)
  }
  for (const name of compute) {
    const limit = limits.get(name)
    if (limit) usage.set(`limits.${name}`, limit)
  }
  return usage
}

const podNames = new Set([
  'count/pods',
  'pods',
  ...compute.flatMap(name => [name, `requests.${name}`, `limits.${name}`]),
])

/** Whether a name in a quota is about Pods. */
export function isPodName(name: string): boolean {
  if (podNames.has(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-'))
    return true
  return name.startsWith('requests.') && isExtendedResource(name.slice('requests.'.length))
}

const required = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']

/** The limited resources that containers do not name, as `requests.cpu for: a,b`. */
export function missingResources(pod: JsonObject, limited: readonly string[]): readonly string[] {
  const spec = objectAt(pod, 'spec')
  if (hasOwnAmounts(spec)) return []
  const containers = ['containers', 'initContainers'].flatMap(list => objectsAt(spec, list))
  const named = containers.map(container => ({
    name: textAt(container, 'name'),
    usage: computeUsage(specAmounts(container, 'requests'), specAmounts(container, 'limits')),
  }))
  return required
    .filter(name => limited.includes(name))
    .sort()
    .flatMap(name => {
      const without = named.filter(({ usage }) => !usage.has(name)).map(each => each.name)
      return without.length > 0 ? [`${name} for: ${[...new Set(without)].sort().join(',')}`] : []
    })
}

/** A Pod with a deadline; the one change of a Pod that can move it to other quotas. */
export function isTerminating(pod: JsonObject): boolean {
  return (numberAt(objectAt(pod, 'spec'), 'activeDeadlineSeconds') ?? -1) >= 0
}

/** Whether a Pod is in a scope, an expression of a scope selector. */
export function podInScope(pod: JsonObject, expression: JsonObject): boolean {
  const spec = objectAt(pod, 'spec')
  switch (textAt(expression, 'scopeName')) {
    case 'BestEffort':
      return qosOf(pod) === 'BestEffort'
    case 'NotBestEffort':
      return qosOf(pod) !== 'BestEffort'
    case 'Terminating':
      return isTerminating(pod)
    case 'NotTerminating':
      return !isTerminating(pod)
    case 'PriorityClass':
      return labelMatches(expression, textAt(spec, 'priorityClassName') || undefined)
    case 'CrossNamespacePodAffinity':
      return looksElsewhere(spec)
    default:
      return false
  }
}

const qosOf = (pod: JsonObject) =>
  textAt(objectAt(pod, 'status'), 'qosClass') || qosClassOf(objectAt(pod, 'spec'))

/** Whether the affinity of a Pod is about Pods of other namespaces. */
function looksElsewhere(spec: JsonObject): boolean {
  const affinity = objectAt(spec, 'affinity')
  const terms = ['podAffinity', 'podAntiAffinity'].flatMap(kind => {
    const rules = objectAt(affinity, kind)
    return [
      ...objectsAt(rules, 'requiredDuringSchedulingIgnoredDuringExecution'),
      ...objectsAt(rules, 'preferredDuringSchedulingIgnoredDuringExecution').map(each =>
        objectAt(each, 'podAffinityTerm'),
      ),
    ]
  })
  const isSet = (value: unknown) => (Array.isArray(value) ? value.length > 0 : value !== undefined)
  return terms.some(term => isSet(term['namespaces']) || findObject(term, 'namespaceSelector') !== undefined)
}
