/** LimitRanges. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, forbiddenField, invalid } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { children, type Draft, ensure, fill } from '../values/draft.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { compareQuantities, formatQuantity, parseQuantity, type Quantity } from '../values/quantity.ts'
import { findObject, objectAt, objectsAt, sortedKeys, textAt } from '../values/read.ts'

export const limitRangeStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  defaults: draft => {
    for (const limit of children(ensure(draft, 'spec'), 'limits'))
      if (limit['type'] === 'Container') complete(limit)
  },
  errors: function* (object) {
    const types = new Set<string>()
    for (const [i, limit] of objectsAt(objectAt(object, 'spec'), 'limits').entries()) {
      const at = `spec.limits[${i}]`
      const type = textAt(limit, 'type')
      for (const error of qualifiedNameErrors(type)) yield invalid(`${at}.type`, type, error)
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

function* limitErrors(limit: JsonObject, type: string, at: string): Generator<FieldError> {
  if (type === 'Pod') {
    for (const field of ['default', 'defaultRequest']) {
      if (findObject(limit, field))
        yield forbiddenField(`${at}.${field}`, "may not be specified when `type` is 'Pod'")
    }
  }
  const names = new Set(
    ['max', 'min', 'default', 'defaultRequest'].flatMap(field => sortedKeys(objectAt(limit, field))),
  )
  for (const name of [...names].sort()) yield* orderErrors(limit, name, at)
}

function* orderErrors(limit: JsonObject, name: string, at: string): Generator<FieldError> {
  const value = (field: string) => parseQuantity(String(objectAt(limit, field)[name] ?? ''))
  const [min, max] = [value('min'), value('max')]
  const [request, standard] = [value('defaultRequest'), value('default')]
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
  yield* check('defaultRequest', request, [request, 'default request', standard, 'default'])
  yield* check('default', min, [min, 'min', standard, 'default'])
  yield* check('default', max, [standard, 'default', max, 'max'])
}
