/** Capacities of devices, and how much of one that is shared may be asked for. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  zeroQuantity,
} from '../values/quantity.ts'
import { findObject, listAt } from '../values/read.ts'
import { setErrors } from './checked-lists.ts'

/** What is wrong with a capacity; only one that `isShared` may have a policy. */
export function* capacityErrors(
  value: JsonValue | undefined,
  at: string,
  isShared: boolean,
): Generator<FieldError> {
  const capacity: JsonObject = isJsonObject(value) ? value : {}
  const policy = findObject(capacity, 'requestPolicy')
  if (!policy) return
  const path = `${at}.requestPolicy`
  if (!isShared) return yield forbiddenField(path, 'allowMultipleAllocations must be true')
  yield* policyErrors(policy, quantityOf(capacity['value']) ?? zeroQuantity, path)
}

function quantityOf(value: JsonValue | undefined): Quantity | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined
}

const onePolicy =
  'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time'

function* policyErrors(policy: JsonObject, max: Quantity, at: string): Generator<FieldError> {
  const values = listAt(policy, 'validValues').flatMap(value => quantityOf(value) ?? [])
  const range = findObject(policy, 'validRange')
  if (values.length > 0 && range) return yield forbiddenField(at, onePolicy)
  const field = values.length > 0 ? 'validValues' : 'validRange'
  if (values.length === 0 && !range) return
  const standard = quantityOf(policy['default'])
  if (!standard) return yield required(`${at}.default`, `required when ${field} is defined`)
  if (range) yield* rangeErrors(range, { standard, max }, `${at}.validRange`)
  else yield* valueErrors(values, { standard, max }, `${at}.validValues`)
}

/** What is asked for unless told, and the most there is. */
interface Bounds {
  readonly standard: Quantity
  readonly max: Quantity
}

const isAbove = (a: Quantity, b: Quantity) => compareQuantities(a, b) > 0
const mostValues = 10

function* valueErrors(
  values: readonly Quantity[],
  { standard, max }: Bounds,
  at: string,
): Generator<FieldError> {
  for (const [i, value] of values.entries()) {
    const before = values[i - 1]
    if (!before || !isAbove(before, value)) continue
    yield invalid(`${at}[${i}]`, formatQuantity(value), 'values must be sorted in ascending order')
  }
  yield* setErrors(values, at, {
    max: mostValues,
    check: function* (value, each) {
      const why = `option is larger than capacity value: ${formatQuantity(max)}`
      if (isAbove(value, max)) yield invalid(each, formatQuantity(value), why)
    },
    key: value => String(whole(value)),
  })
  const isListed = values.length <= mostValues && values.some(each => compareQuantities(each, standard) === 0)
  const why = 'default value is not valid according to the requestPolicy'
  if (!isListed) yield invalid(at, formatQuantity(standard), why)
}

function* rangeErrors(range: JsonObject, bounds: Bounds, at: string): Generator<FieldError> {
  const { standard, max } = bounds
  const least = quantityOf(range['min'])
  if (!least) return yield required(`${at}.min`, 'required when validRange is defined')
  const wrong = (field: string, value: Quantity, why: string, other: Quantity) =>
    invalid(`${at}.${field}`, formatQuantity(value), `${why}: ${formatQuantity(other)}`)
  if (isAbove(least, max)) yield wrong('min', least, 'min is larger than capacity value', max)
  if (isAbove(least, standard)) yield wrong('min', standard, 'default is less than min', least)
  const most = quantityOf(range['max'])
  if (most) {
    if (isAbove(least, most)) yield wrong('max', least, 'min is larger than max', most)
    if (isAbove(most, max)) yield wrong('max', most, 'max is larger than capacity value', max)
    if (isAbove(standard, most)) yield wrong('max', standard, 'default is more than max', most)
  }
  const step = quantityOf(range['step'])
  if (!step) return
  const first = addQuantities(least, step)
  if (isAbove(first, max)) {
    const why = `one step ${formatQuantity(first)} is larger than capacity value: ${formatQuantity(max)}`
    yield invalid(`${at}.step`, formatQuantity(step), why)
  }
  for (const value of most ? [standard, most] : [standard]) {
    if (isOnStep(value, least, step)) continue
    const why = `value is not a multiple of a given step (${formatQuantity(step)}) from (${formatQuantity(least)})`
    yield invalid(`${at}.step`, formatQuantity(value), why)
  }
}

function isOnStep(value: Quantity, least: Quantity, step: Quantity): boolean {
  const size = whole(step)
  return size !== 0n && (whole(value) - whole(least)) % size === 0n
}

/** Rounded up, away from zero. */
function whole({ nano }: Quantity): bigint {
  const billion = 1_000_000_000n
  const up = billion - 1n
  return nano < 0n ? (nano - up) / billion : (nano + up) / billion
}
