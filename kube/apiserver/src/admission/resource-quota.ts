/**
 * The ResourceQuota plugin: what is created is counted against the quotas of its namespace. A quota whose status
 * nobody has filled in yet limits nothing.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { forbidden } from '../status/index.ts'
import type { Stored } from '../storage/index.ts'
import { copyObject, ensure } from '../strategy/values/draft.ts'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  type Quantity,
  zeroQuantity,
} from '../strategy/values/quantity.ts'
import { objectAt, sortedKeys } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'
import { amountsOf } from './pod-amounts.ts'
import { inScope, missingResources, usageOf } from './quota-usage.ts'

export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(request) {
    const { object, operation, subresource, resourceType, namespace, services } = request
    if (!object || subresource || operation !== 'CREATE' || !namespace) return
    const usage = usageOf(resourceType, object)
    const quotas = services.store
      .list('resourcequotas', namespace)
      .filter(quota => inScope(quota.object, resourceType, object))
    for (const quota of quotas) requireNamed(request, quota, object)
    const charges = quotas.map(quota => chargeOf(request, quota, usage))
    if (!request.dryRun) for (const charge of charges) charge()
  },
}

/** A Pod under a compute quota says what it needs. */
function requireNamed(request: AdmissionRequest, quota: Stored, object: JsonObject): void {
  if (request.resourceType.storageKey !== 'pods') return
  const limited = sortedKeys(objectAt(objectAt(quota.object, 'status'), 'hard'))
  const missing = missingResources(object, limited)
  if (missing.length > 0) {
    throw forbidden(
      request.resourceType,
      request.name,
      `failed quota: ${quota.name}: must specify ${missing.join('; ')}`,
    )
  }
}

/** Checks that a quota has room, and gives what books the usage. */
function chargeOf(
  request: AdmissionRequest,
  quota: Stored,
  usage: ReadonlyMap<string, Quantity>,
): () => void {
  const status = objectAt(quota.object, 'status')
  const [hard, used] = [amountsOf(objectAt(status, 'hard')), amountsOf(objectAt(status, 'used'))]
  const asked = [...usage].filter(([name]) => hard.has(name)).sort(([a], [b]) => (a < b ? -1 : 1))
  const total = (name: string, amount: Quantity) => addQuantities(used.get(name) ?? zeroQuantity, amount)
  const over = asked.filter(
    ([name, amount]) =>
      amount.nano > 0n && compareQuantities(total(name, amount), hard.get(name) ?? zeroQuantity) > 0,
  )
  if (over.length > 0) {
    const list = (value: (name: string, amount: Quantity) => Quantity) =>
      over.map(([name, amount]) => `${name}=${formatQuantity(value(name, amount))}`).join(',')
    throw forbidden(
      request.resourceType,
      request.name,
      `exceeded quota: ${quota.name}, requested: ${list((_, amount) => amount)}, used: ${list(name => used.get(name) ?? zeroQuantity)}, limited: ${list(name => hard.get(name) ?? zeroQuantity)}`,
    )
  }
  return () => {
    if (asked.length === 0) return
    const changed = copyObject(quota.object)
    const counts = ensure(ensure(changed, 'status'), 'used')
    for (const [name, amount] of asked) counts[name] = formatQuantity(total(name, amount))
    request.services.store.put('resourcequotas', changed, quota)
  }
}
