/** What one object uses of a quota, which quotas are about it, and which writes are charged. @module */
import type { JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import type { Quantity } from '../strategy/values/quantity.ts'
import { objectAt, sortedKeys } from '../strategy/values/read.ts'
import type { AdmissionRequest } from './chain.ts'
import {
  claimInScope,
  claimUsage,
  deviceClaimUsage,
  isClaimName,
  isDeviceClaimName,
  serviceUsage,
} from './quota-objects.ts'
import { isPodName, isTerminating, podInScope, podUsage } from './quota-pods.ts'
import { scopesOf } from './quota-scopes.ts'

const one: Quantity = { nano: 1_000_000_000n, family: 'decimal' }

/** How objects of a kind count. */
interface Evaluator {
  usage(object: JsonObject, now?: Date): ReadonlyMap<string, Quantity>
  /** Whether a name in a quota is about the kind. */
  counts(name: string): boolean
  inScope(object: JsonObject, expression: JsonObject): boolean
  charges(request: AdmissionRequest): boolean
}

const isWrite = ({ subresource, operation }: AdmissionRequest) =>
  subresource === '' && (operation === 'CREATE' || operation === 'UPDATE')
const isCreate = ({ subresource, operation }: AdmissionRequest) =>
  subresource === '' && operation === 'CREATE'
const inNone = () => false

const evaluators: Readonly<Record<string, Evaluator>> = {
  pods: { usage: podUsage, counts: isPodName, inScope: podInScope, charges: chargesPod },
  services: {
    usage: serviceUsage,
    counts: name => serviceNames.has(name),
    inScope: inNone,
    charges: isWrite,
  },
  persistentvolumeclaims: {
    usage: claimUsage,
    counts: isClaimName,
    inScope: claimInScope,
    charges: request =>
      isWrite(request) || (request.subresource === 'status' && request.operation === 'UPDATE'),
  },
  'resourceclaims.resource.k8s.io': {
    usage: deviceClaimUsage,
    counts: isDeviceClaimName,
    inScope: inNone,
    charges: isWrite,
  },
}

const serviceNames = new Set(['count/services', 'services', 'services.loadbalancers', 'services.nodeports'])

/** Kinds that have been counted by their plain name since before there were others. */
const countedByName = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets'])
const uncounted = new Set(['bindings', 'componentstatuses', 'events', 'events.events.k8s.io'])

function evaluatorOf({ storageKey, verbs }: ResourceType): Evaluator | undefined {
  const own = evaluators[storageKey]
  if (own) return own
  if (uncounted.has(storageKey) || !verbs.includes('list')) return undefined
  const names = [`count/${storageKey}`, ...(countedByName.has(storageKey) ? [storageKey] : [])]
  return {
    usage: () => new Map(names.map(name => [name, one])),
    counts: name => names.includes(name),
    inScope: inNone,
    charges: isCreate,
  }
}

/** A Pod is charged when it is made and resized, and when a deadline moves it into other quotas. */
function chargesPod(request: AdmissionRequest): boolean {
  const { subresource, operation, object, oldObject } = request
  if (subresource === 'resize') return operation === 'UPDATE'
  if (isCreate(request)) return true
  if (subresource !== '' || operation !== 'UPDATE' || !object || !oldObject) return false
  return isTerminating(object) !== isTerminating(oldObject)
}

/** Whether a write has to be looked at. */
export function isCharged(request: AdmissionRequest): boolean {
  return evaluatorOf(request.resourceType)?.charges(request) ?? false
}

/** The resources that an object uses; `now` ends Pods whose time to go is over. */
export function usageOf(type: ResourceType, object: JsonObject, now?: Date): ReadonlyMap<string, Quantity> {
  return evaluatorOf(type)?.usage(object, now) ?? new Map()
}

/** What of a quota's `status.hard` is about a kind. */
export function limitedNames(quota: JsonObject, type: ResourceType): readonly string[] {
  const evaluator = evaluatorOf(type)
  if (!evaluator) return []
  return sortedKeys(objectAt(objectAt(quota, 'status'), 'hard')).filter(name => evaluator.counts(name))
}

/** Whether a quota limits something of the kind, and all its scopes include the object. */
export function inScope(quota: JsonObject, type: ResourceType, object: JsonObject): boolean {
  const evaluator = evaluatorOf(type)
  if (!evaluator || limitedNames(quota, type).length === 0) return false
  return scopesOf(quota).every(expression => evaluator.inScope(object, expression))
}
