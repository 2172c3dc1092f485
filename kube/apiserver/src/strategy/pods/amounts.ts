/** What a Pod and its containers ask for. @module */
import type { JsonObject } from '@sluice/base/json'
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '../values/quantity.ts'
import { findObject, objectAt, objectsAt } from '../values/read.ts'

export interface Amounts {
  readonly requests: ReadonlyMap<string, Quantity>
  readonly limits: ReadonlyMap<string, Quantity>
}

/** A resource list as numbers. */
export function amountsOf(list: JsonObject): Map<string, Quantity> {
  const amounts = new Map<string, Quantity>()
  for (const [name, value] of Object.entries(list)) {
    const quantity = parseQuantity(String(value))
    if (quantity) amounts.set(name, quantity)
  }
  return amounts
}

type Field = 'requests' | 'limits'

/** The amounts of one container. */
export type AmountsOfContainer = (container: JsonObject, field: Field) => ReadonlyMap<string, Quantity>

/** What the container's spec says. */
export const specAmounts: AmountsOfContainer = (container, field) =>
  amountsOf(objectAt(objectAt(container, 'resources'), field))

/** What a Pod needs at once: what it says for itself or, where it does not, what its containers need. */
export function sumAmounts(spec: JsonObject, each: AmountsOfContainer = specAmounts): Amounts {
  const total = (field: Field) => withOwn(sumOf(spec, field, each), spec, field)
  return { requests: total('requests'), limits: total('limits') }
}

/**
 * What the containers of a Pod need at once: containers and sidecars run together, other init containers one by one
 * beside the sidecars before them.
 */
export function sumOf(
  spec: JsonObject,
  field: Field,
  each: AmountsOfContainer = specAmounts,
): Map<string, Quantity> {
  const total = new Map<string, Quantity>()
  for (const container of objectsAt(spec, 'containers')) addAll(total, each(container, field))
  const [sidecars, largest] = [new Map<string, Quantity>(), new Map<string, Quantity>()]
  for (const container of objectsAt(spec, 'initContainers')) {
    const amounts = each(container, field)
    if (container['restartPolicy'] === 'Always') {
      addAll(total, amounts)
      addAll(sidecars, amounts)
      raiseTo(largest, sidecars)
    } else {
      const together = new Map(amounts)
      addAll(together, sidecars)
      raiseTo(largest, together)
    }
  }
  raiseTo(total, largest)
  return total
}

/** The sum with what the Pod says for itself, which outranks it. */
function withOwn(total: Map<string, Quantity>, spec: JsonObject, field: Field): Map<string, Quantity> {
  for (const [name, value] of amountsOf(objectAt(objectAt(spec, 'resources'), field))) {
    if (isPodResource(name)) total.set(name, value)
  }
  return total
}

/** Whether a Pod as a whole says what it needs. */
export function hasOwnAmounts(spec: JsonObject): boolean {
  const own = findObject(spec, 'resources') ?? {}
  return ['requests', 'limits'].some(field => Object.keys(objectAt(own, field)).some(isPodResource))
}

/** Whether a Pod as a whole can say how much of a resource it needs. */
export const isPodResource = (name: string) =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')

/** Adds `more` to `total`. */
export function addAll(total: Map<string, Quantity>, more: ReadonlyMap<string, Quantity>): void {
  for (const [name, value] of more) {
    const before = total.get(name)
    total.set(name, before ? addQuantities(before, value) : value)
  }
}

/** Raises `total` to at least `least`. */
export function raiseTo(total: Map<string, Quantity>, least: ReadonlyMap<string, Quantity>): void {
  for (const [name, value] of least) {
    const before = total.get(name)
    if (!before || compareQuantities(value, before) > 0) total.set(name, value)
  }
}
