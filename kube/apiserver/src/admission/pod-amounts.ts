/** What the containers of a Pod ask for together. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  addQuantities,
  compareQuantities,
  parseQuantity,
  type Quantity,
} from '../strategy/values/quantity.ts'
import { objectAt, objectsAt } from '../strategy/values/read.ts'
import type { Amounts } from './limit-ranges.ts'

/** A resource list as numbers. */
export function amountsOf(list: JsonObject): Map<string, Quantity> {
  const amounts = new Map<string, Quantity>()
  for (const [name, value] of Object.entries(list)) {
    const quantity = parseQuantity(String(value))
    if (quantity) amounts.set(name, quantity)
  }
  return amounts
}

/** Containers run together, so they add up; init containers run one by one, so the largest counts. */
export function sumAmounts(spec: JsonObject): Amounts {
  return { requests: sumOf(spec, 'requests'), limits: sumOf(spec, 'limits') }
}

function sumOf(spec: JsonObject, field: string): Map<string, Quantity> {
  const total = new Map<string, Quantity>()
  for (const container of objectsAt(spec, 'containers')) {
    addAll(total, amountsOf(objectAt(objectAt(container, 'resources'), field)))
  }
  for (const container of objectsAt(spec, 'initContainers')) {
    const amounts = amountsOf(objectAt(objectAt(container, 'resources'), field))
    if (container['restartPolicy'] === 'Always') addAll(total, amounts)
    else
      for (const [name, value] of amounts) {
        const before = total.get(name)
        if (!before || compareQuantities(value, before) > 0) total.set(name, value)
      }
  }
  return total
}

/** Adds `more` to `total`. */
export function addAll(total: Map<string, Quantity>, more: ReadonlyMap<string, Quantity>): void {
  for (const [name, value] of more) {
    const before = total.get(name)
    total.set(name, before ? addQuantities(before, value) : value)
  }
}
