/** The quality-of-service class that follows from a Pod's requests and limits. @module */
import type { JsonObject } from '@sluice/base/json'
import { addQuantities, parseQuantity, type Quantity, zeroQuantity } from '../values/quantity.ts'
import { findObject, objectAt, objectsAt } from '../values/read.ts'

const counted = new Set(['cpu', 'memory'])

/** Guaranteed where every container limits cpu and memory and requests just that, BestEffort where none asks. */
export function qosClassOf(spec: JsonObject): string {
  const own = findObject(spec, 'resources')
  if (own) return classOf([own])
  const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')]
  return classOf(containers.map(container => objectAt(container, 'resources')))
}

function classOf(all: readonly JsonObject[]): string {
  const requests = new Map<string, Quantity>()
  const limits = new Map<string, Quantity>()
  let guaranteed = true
  for (const resources of all) {
    sum(requests, objectAt(resources, 'requests'))
    const limited = sum(limits, objectAt(resources, 'limits'))
    if (!limited.has('cpu') || !limited.has('memory')) guaranteed = false
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort'
  const equal = [...requests].every(([name, value]) => limits.get(name)?.nano === value.nano)
  return guaranteed && equal && limits.size === requests.size ? 'Guaranteed' : 'Burstable'
}

function sum(totals: Map<string, Quantity>, amounts: JsonObject): ReadonlySet<string> {
  const seen = new Set<string>()
  for (const [name, value] of Object.entries(amounts)) {
    const quantity = parseQuantity(String(value))
    if (!counted.has(name) || !quantity || quantity.nano <= 0n) continue
    seen.add(name)
    totals.set(name, addQuantities(totals.get(name) ?? zeroQuantity, quantity))
  }
  return seen
}
