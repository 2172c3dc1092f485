/** One item of a LimitRange against what is asked for. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
} from '../strategy/values/quantity.ts'
import { objectAt, sortedKeys } from '../strategy/values/read.ts'

export interface Amounts {
  readonly requests: ReadonlyMap<string, Quantity>
  readonly limits: ReadonlyMap<string, Quantity>
}

/** What breaks the range; claims have requests only. */
export function rangeErrors(
  limit: JsonObject,
  what: string,
  amounts: Amounts,
  hasLimits: boolean,
): readonly string[] {
  const each = (field: string, check: (name: string, bound: Quantity) => string | undefined) =>
    sortedKeys(objectAt(limit, field)).flatMap(name => {
      const bound = parseQuantity(String(objectAt(limit, field)[name]))
      const error = bound && check(name, bound)
      return error ? [error] : []
    })
  return [
    ...each('min', (name, bound) => minError({ name, bound, what, amounts })),
    ...each('max', (name, bound) =>
      hasLimits ? maxError({ name, bound, what, amounts }) : maxRequestError({ name, bound, what, amounts }),
    ),
    ...each('maxLimitRequestRatio', (name, bound) => ratioError({ name, bound, what, amounts })),
  ]
}

interface Check {
  readonly name: string
  readonly bound: Quantity
  readonly what: string
  readonly amounts: Amounts
}

function minError({ name, bound, what, amounts }: Check): string | undefined {
  const text = `minimum ${name} usage per ${what} is ${formatQuantity(bound)}`
  const [request, limit] = [amounts.requests.get(name), amounts.limits.get(name)]
  if (!request) return `${text}.  No request is specified`
  if (compareQuantities(request, bound) < 0) return `${text}, but request is ${formatQuantity(request)}`
  if (limit && compareQuantities(limit, bound) < 0) return `${text}, but limit is ${formatQuantity(limit)}`
  return undefined
}

function maxError({ name, bound, what, amounts }: Check): string | undefined {
  const text = `maximum ${name} usage per ${what} is ${formatQuantity(bound)}`
  const [request, limit] = [amounts.requests.get(name), amounts.limits.get(name)]
  if (!limit) return `${text}.  No limit is specified`
  if (compareQuantities(limit, bound) > 0) return `${text}, but limit is ${formatQuantity(limit)}`
  if (request && compareQuantities(request, bound) > 0)
    return `${text}, but request is ${formatQuantity(request)}`
  return undefined
}

function maxRequestError({ name, bound, what, amounts }: Check): string | undefined {
  const text = `maximum ${name} usage per ${what} is ${formatQuantity(bound)}`
  const request = amounts.requests.get(name)
  if (!request) return `${text}.  No request is specified`
  return compareQuantities(request, bound) > 0
    ? `${text}, but request is ${formatQuantity(request)}`
    : undefined
}

function ratioError({ name, bound, what, amounts }: Check): string | undefined {
  const text = `${name} max limit to request ratio per ${what} is ${formatQuantity(bound)}`
  const [request, limit] = [amounts.requests.get(name), amounts.limits.get(name)]
  if (!request || !limit)
    return `${text}, but no ${request ? 'limit' : 'request'} is specified or ${request ? 'limit' : 'request'} is 0`
  const ratio = Number(limit.nano) / Number(request.nano)
  if (ratio <= Number(bound.nano) / 1e9) return undefined
  return `${text}, but provided ratio is ${ratio.toFixed(6)}`
}
