/** One item of a LimitRange against what is asked for. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Amounts } from '../strategy/pods/amounts.ts'
import { formatQuantity, parseQuantity, type Quantity } from '../strategy/values/quantity.ts'
import { objectAt, sortedKeys } from '../strategy/values/read.ts'

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
  const [asked, capped, least] = inOneUnit(request, limit, bound)
  if (!request) return `${text}.  No request is specified`
  if (asked < least) return `${text}, but request is ${formatQuantity(request)}`
  if (limit && capped < least) return `${text}, but limit is ${formatQuantity(limit)}`
  return undefined
}

function maxError({ name, bound, what, amounts }: Check): string | undefined {
  const text = `maximum ${name} usage per ${what} is ${formatQuantity(bound)}`
  const [request, limit] = [amounts.requests.get(name), amounts.limits.get(name)]
  const [asked, capped, most] = inOneUnit(request, limit, bound)
  if (!limit) return `${text}.  No limit is specified`
  if (capped > most) return `${text}, but limit is ${formatQuantity(limit)}`
  if (request && asked > most) return `${text}, but request is ${formatQuantity(request)}`
  return undefined
}

function maxRequestError({ name, bound, what, amounts }: Check): string | undefined {
  const text = `maximum ${name} usage per ${what} is ${formatQuantity(bound)}`
  const request = amounts.requests.get(name)
  const [asked, , most] = inOneUnit(request, undefined, bound)
  if (!request) return `${text}.  No request is specified`
  return asked > most ? `${text}, but request is ${formatQuantity(request)}` : undefined
}

function ratioError({ name, bound, what, amounts }: Check): string | undefined {
  const text = `${name} max limit to request ratio per ${what} is ${formatQuantity(bound)}`
  const [request, limit] = [amounts.requests.get(name), amounts.limits.get(name)]
  const [asked, capped] = inOneUnit(request, limit, bound)
  if (!request || asked === 0n) return `${text}, but no request is specified or request is 0`
  if (!limit || capped === 0n) return `${text}, but no limit is specified or limit is 0`
  const ratio = Number(capped) / Number(asked)
  const isMilli = roundedUp(bound, 1_000_000_000n) <= mostMilli
  const isOver = isMilli
    ? ratio * 1000 > Number(roundedUp(bound, 1_000_000n))
    : ratio > Number(roundedUp(bound, 1_000_000_000n))
  return isOver ? `${text}, but provided ratio is ${ratio.toFixed(6)}` : undefined
}

/** Beyond this, thousandths do not fit 64 bits and are not counted. */
const mostMilli = ((1n << 63n) - 1n) / 1000n

/** Kubernetes compares in thousandths, or in whole numbers where one is too large for that; missing ones are zero. */
function inOneUnit(...amounts: readonly (Quantity | undefined)[]): readonly [bigint, bigint, bigint] {
  const of = (unit: bigint) => amounts.map(amount => (amount ? roundedUp(amount, unit) : 0n))
  const whole = of(1_000_000_000n)
  const [request = 0n, limit = 0n, bound = 0n] = whole.every(each => each <= mostMilli)
    ? of(1_000_000n)
    : whole
  return [request, limit, bound]
}

function roundedUp({ nano }: Quantity, unit: bigint): bigint {
  return nano > 0n ? (nano + unit - 1n) / unit : nano / unit
}
