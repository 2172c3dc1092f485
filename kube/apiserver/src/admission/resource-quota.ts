/**
 * The ResourceQuota plugin: what is made, and what grows, is charged to the quotas of its namespace at once. What goes
 * is given back by the quota controller's next count, as in Kubernetes. A quota whose status nobody has filled in yet
 * limits nothing.
 *
 * Checking and charging is one step without a pause, so that writes at the same time cannot both take the last room.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { updateManagedFields } from '../patch/index.ts'
import { forbidden } from '../status/index.ts'
import type { Stored } from '../storage/index.ts'
import { amountsOf } from '../strategy/pods/amounts.ts'
import { copyObject, ensure } from '../strategy/values/draft.ts'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  type Quantity,
  zeroQuantity,
} from '../strategy/values/quantity.ts'
import { objectAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'
import { missingResources } from './quota-pods.ts'
import { inScope, isCharged, limitedNames, usageOf } from './quota-usage.ts'

export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(request) {
    const { object, resourceType, namespace, services, operation } = request
    if (!object || !namespace || !resourceType.namespaced) return
    if (operation === 'CREATE' && resourceType.storageKey === 'namespaces') return
    const all = services.store.list('resourcequotas', namespace)
    if (all.length === 0 || !isCharged(request)) return
    const quotas = all.filter(quota => inScope(quota.object, resourceType, object))
    for (const quota of quotas) requireKnown(request, quota, object)
    const usage = usageOf(resourceType, object, services.now())
    requirePositive(request, usage)
    const charges = quotas.map(quota => chargeOf(request, quota, usage))
    if (!request.dryRun) for (const charge of charges) charge()
  },
}

/** A Pod under a compute quota says what it needs, and the quota how much of that is used. */
function requireKnown(request: AdmissionRequest, quota: Stored, object: JsonObject): void {
  const limited = limitedNames(quota.object, request.resourceType)
  const missing = request.resourceType.storageKey === 'pods' ? missingResources(object, limited) : []
  if (missing.length > 0)
    throw refused(request, `failed quota: ${quota.name}: must specify ${missing.join('; ')}`)
  const used = objectAt(objectAt(quota.object, 'status'), 'used')
  if (limited.every(name => used[name] !== undefined)) return
  throw refused(request, `status unknown for quota: ${quota.name}, resources: ${limited.join(',')}`)
}

function requirePositive(request: AdmissionRequest, usage: ReadonlyMap<string, Quantity>): void {
  const negative = [...usage].filter(([, amount]) => amount.nano < 0n).map(([name]) => name)
  if (negative.length > 0)
    throw refused(request, `quota usage is negative for resource(s): ${negative.sort().join(',')}`)
}

function refused({ resourceType, name }: AdmissionRequest, why: string) {
  return forbidden(resourceType, name, why)
}

/** Checks that a quota has room, and gives what books the usage. */
function chargeOf(
  request: AdmissionRequest,
  quota: Stored,
  usage: ReadonlyMap<string, Quantity>,
): () => void {
  const status = objectAt(quota.object, 'status')
  const [hard, used] = [amountsOf(objectAt(status, 'hard')), amountsOf(objectAt(status, 'used'))]
  const asked = [...added(request, quota, usage)]
    .filter(([name, amount]) => hard.has(name) && amount.nano !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const total = (name: string, amount: Quantity) => addQuantities(used.get(name) ?? zeroQuantity, amount)
  const over = asked.filter(
    ([name, amount]) => compareQuantities(total(name, amount), hard.get(name) ?? zeroQuantity) > 0,
  )
  if (over.length > 0 && request.subresource !== 'status') {
    const list = (value: (name: string, amount: Quantity) => Quantity) =>
      over.map(([name, amount]) => `${name}=${formatQuantity(value(name, amount))}`).join(',')
    const requested = list((_, amount) => amount)
    const [before, limit] = [used, hard].map(amounts => list(name => amounts.get(name) ?? zeroQuantity))
    throw refused(
      request,
      `exceeded quota: ${quota.name}, requested: ${requested}, used: ${before}, limited: ${limit}`,
    )
  }
  return () => book(request, quota, new Map(asked.map(([name, amount]) => [name, total(name, amount)])))
}

/** On an update only what is more than before counts, where the quota counted the object before. */
function added(
  { oldObject, operation, resourceType, services }: AdmissionRequest,
  quota: Stored,
  usage: ReadonlyMap<string, Quantity>,
): ReadonlyMap<string, Quantity> {
  if (operation !== 'UPDATE' || !oldObject || !inScope(quota.object, resourceType, oldObject)) return usage
  const before = usageOf(resourceType, oldObject, services.now())
  return new Map(
    [...usage].flatMap(([name, amount]) => {
      const had = before.get(name) ?? zeroQuantity
      const more = addQuantities(amount, { ...had, nano: -had.nano })
      return more.nano > 0n ? [[name, more] as const] : []
    }),
  )
}

function book({ services }: AdmissionRequest, quota: Stored, amounts: ReadonlyMap<string, Quantity>): void {
  if (amounts.size === 0) return
  const changed = copyObject(quota.object)
  const counts = ensure(ensure(changed, 'status'), 'used')
  for (const [name, amount] of amounts) counts[name] = formatQuantity(amount)
  services.store.put('resourcequotas', withManager(services, quota.object, changed), quota)
}

function withManager(services: AdmissionRequest['services'], old: JsonObject, now: JsonObject): JsonObject {
  const resourceType = services.registry.find('', 'v1', 'resourcequotas')
  if (!resourceType) return now
  return updateManagedFields(old, now, {
    manager: 'kube-apiserver',
    operation: 'Update',
    resourceType,
    subresource: 'status',
    now: services.now(),
    registry: services.registry,
  })
}
