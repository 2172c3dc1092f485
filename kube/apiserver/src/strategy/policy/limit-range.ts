/** LimitRanges. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { containerResourceNameErrors, isOvercommittable, resourceNameErrors } from '../pods/resources.ts'
import type { Strategy } from '../strategy.ts'
import { children, type Draft, ensure, fill } from '../values/draft.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { compareQuantities, formatQuantity, parseQuantity, type Quantity } from '../values/quantity.ts'
import { objectAt, objectsAt, sortedKeys, textAt } from '../values/read.ts'

export const limitRangeStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  defaults: draft => {
    for (const limit of children(ensure(draft, 'spec'), 'limits'))
      if (limit['type'] === 'Container') complete(limit)
  },
  onCreate: draft => {
    const metadata = ensure(draft, 'metadata')
    // One without a name is called after itself.
    if (!textAt(metadata, 'name')) metadata['name'] = textAt(metadata, 'uid')
  },
  errors: function* (object) {
    const types = new Set<string>()
    for (const [i, limit] of objectsAt(objectAt(object, 'spec'), 'limits').entries()) {
      const at = `spec.limits[${i}]`
      const type = textAt(limit, 'type')
      yield* typeErrors(type, `${at}.type`)
      if (types.has(type)) yield duplicate(`${at}.type`, type)
      types.add(type)
      yield* limitErrors(limit, type, at)
    }
  },
})

/** A maximum is the default limit, a default limit the default request, and else a minimum is. */
function complete(limit: Draft): void {
  for (const [to, from] of [
    ['default', 'max'],
    ['defaultRequest', 'default'],
    ['defaultRequest', 'min'],
  ] as const) {
    for (const [name, value] of Object.entries(objectAt(limit, from))) {
      if (value !== undefined) fill(ensure(limit, to), name, value)
    }
  }
}

const standardTypes = ['Pod', 'Container', 'PersistentVolumeClaim']

function* typeErrors(type: string, field: string): Generator<FieldError> {
  const errors = qualifiedNameErrors(type)
  for (const error of errors) yield invalid(field, type, error)
  if (errors.length > 0 || type.includes('/') || standardTypes.includes(type)) return
  yield invalid(field, type, 'must be a standard limit type or fully qualified')
}

const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']

function* limitErrors(limit: JsonObject, type: string, at: string): Generator<FieldError> {
  const isPod = type === 'Pod'
  const names = new Set<string>()
  for (const list of lists) {
    const amounts = objectAt(limit, list)
    if (isPod && list.startsWith('default')) {
      if (sortedKeys(amounts).length > 0)
        yield forbiddenField(`${at}.${list}`, "may not be specified when `type` is 'Pod'")
      continue
    }
    for (const name of sortedKeys(amounts)) {
      yield* resourceErrors(type, name, `${at}.${list}[${name}]`)
      names.add(name)
    }
  }
  const hasStorage = ['min', 'max'].some(list => objectAt(limit, list)['storage'] !== undefined)
  if (type === 'PersistentVolumeClaim' && !hasStorage) {
    const why = 'either minimum or maximum storage value is required, but neither was provided'
    yield required(`${at}.limits`, why)
  }
  for (const name of [...names].sort()) yield* orderErrors(limit, name, at, isPod)
}

/** Pods and containers are limited in what containers ask for. */
function* resourceErrors(type: string, name: string, field: string): Generator<FieldError> {
  if (type === 'Pod' || type === 'Container') yield* containerResourceNameErrors(name, field)
  else yield* resourceNameErrors(name, field)
}

function* orderErrors(limit: JsonObject, name: string, at: string, isPod: boolean): Generator<FieldError> {
  const value = (field: string) => parseQuantity(String(objectAt(limit, field)[name] ?? ''))
  const [min, max] = [value('min'), value('max')]
  const [request, standard] = isPod ? [] : [value('defaultRequest'), value('default')]
  const check = function* (
    field: string,
    shown: Quantity | undefined,
    pair: readonly [Quantity | undefined, string, Quantity | undefined, string],
  ) {
    const [low, lowName, high, highName] = pair
    if (!shown || !low || !high || compareQuantities(low, high) <= 0) return
    const why = `${lowName} value ${formatQuantity(low)} is greater than ${highName} value ${formatQuantity(high)}`
    yield invalid(`${at}.${field}[${name}]`, formatQuantity(shown), why)
  }
  yield* check('min', min, [min, 'min', max, 'max'])
  yield* check('defaultRequest', request, [min, 'min', request, 'default request'])
  yield* check('defaultRequest', request, [request, 'default request', max, 'max'])
  yield* check('defaultRequest', request, [request, 'default request', standard, 'default limit'])
  yield* check('default', min, [min, 'min', standard, 'default'])
  yield* check('default', max, [standard, 'default', max, 'max'])
  const ratio = value('maxLimitRequestRatio')
  if (ratio) yield* ratioErrors(ratio, min, max, `${at}.maxLimitRequestRatio[${name}]`)
  if (isOvercommittable(name) || !standard || !request || compareQuantities(standard, request) === 0) return
  const why = `default value ${formatQuantity(standard)} must equal to defaultRequest value ${formatQuantity(request)} in ${name}`
  yield invalid(`${at}.defaultRequest[${name}]`, formatQuantity(request), why)
}

function* ratioErrors(
  ratio: Quantity,
  min: Quantity | undefined,
  max: Quantity | undefined,
  field: string,
): Generator<FieldError> {
  const shown = formatQuantity(ratio)
  if (ratio.nano < 1_000_000_000n) yield invalid(field, shown, `ratio ${shown} is less than 1`)
  if (!min || !max) return
  const most = Number(max.nano) / Number(min.nano)
  if (Number(ratio.nano) / 1e9 <= most) return
  yield invalid(field, shown, `ratio ${shown} is greater than max/min = ${most.toFixed(6)}`)
}
