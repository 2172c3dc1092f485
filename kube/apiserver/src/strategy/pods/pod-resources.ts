/** The resources that a Pod as a whole asks for: its containers share them. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported } from '../../status/index.ts'
import { child, type Draft, ensure, fill } from '../values/draft.ts'
import { compareQuantities, formatQuantity, type Quantity } from '../values/quantity.ts'
import { findObject, objectAt, objectsAt, sortedKeys, textAt } from '../values/read.ts'
import { amountsOf, isPodResource, sumOf } from './amounts.ts'
import { claimErrors } from './container-rules.ts'
import { resourceErrors, resourceNameErrors } from './resources.ts'

const isHugePages = (name: string) => name.startsWith('hugepages-')

/** A Pod that says some of what it needs gets the rest from its containers, then from its own limits. */
export function defaultPodResources(spec: Draft): void {
  const resources = child(spec, 'resources')
  if (!resources) return
  const sizes = ['limits', 'requests'].map(field => sortedKeys(objectAt(resources, field)).length)
  if (sizes.every(size => size === 0)) return
  for (const [name, amount] of sumOf(spec, 'limits')) {
    if (!isHugePages(name) || objectAt(resources, 'requests')[name] !== undefined) continue
    fill(ensure(resources, 'limits'), name, formatQuantity(amount))
  }
  const limits = objectAt(resources, 'limits')
  if (sortedKeys(limits).length === 0) return
  for (const [name, amount] of sumOf(spec, 'requests')) {
    if (isPodResource(name) && !isHugePages(name))
      fill(ensure(resources, 'requests'), name, formatQuantity(amount))
  }
  for (const [name, amount] of Object.entries(limits)) {
    if (isPodResource(name) && amount !== undefined) fill(ensure(resources, 'requests'), name, amount)
  }
}

/** What is wrong with the resources of a Pod, by themselves and beside those of its containers. */
export function* podResourceErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const resources = findObject(spec, 'resources')
  if (!resources) return
  if (textAt(objectAt(spec, 'os'), 'name') === 'windows')
    return yield forbiddenField(path, 'may not be set for a windows pod')
  if (Array.isArray(resources['claims'])) {
    yield forbiddenField(`${path}.claims`, 'claims may not be set for Resources at pod-level')
  }
  yield* claimErrors(spec, spec, `${path}.claims`)
  yield* resourceErrors(resources, path, podResourceNameErrors)
  yield* sumErrors(spec, path)
  const limits = amountsOf(objectAt(resources, 'limits'))
  for (const [i, container] of objectsAt(spec, 'containers').entries()) {
    const own = amountsOf(objectAt(objectAt(container, 'resources'), 'limits'))
    for (const [name, limit] of limits) {
      const amount = own.get(name)
      if (!amount || compareQuantities(amount, limit) <= 0) continue
      const why = `must be less than or equal to pod limits of ${formatQuantity(limit)}`
      yield invalid(`${path}.containers[${i}][${name}].limits`, formatQuantity(amount), why)
    }
  }
}

function* podResourceNameErrors(name: string, field: string): Generator<FieldError> {
  const errors = [...resourceNameErrors(name, field)]
  yield* errors
  if (errors.length > 0 || isPodResource(name)) return
  yield notSupported(field, name, ['cpu', 'hugepages-', 'memory'])
}

/** A Pod asks for no less than its containers do. */
function* sumErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const own = (field: string) => amountsOf(objectAt(objectAt(spec, 'resources'), field))
  yield* below(own('requests'), sumOf(spec, 'requests'), `${path}.requests`, 'requests')
  const pages = [...sumOf(spec, 'limits')].filter(([name]) => isHugePages(name))
  yield* below(own('limits'), new Map(pages), `${path}.limits`, 'limits')
}

function* below(
  own: ReadonlyMap<string, Quantity>,
  sum: ReadonlyMap<string, Quantity>,
  path: string,
  word: string,
): Generator<FieldError> {
  for (const [name, amount] of own) {
    const needed = sum.get(name)
    if (!needed || compareQuantities(needed, amount) <= 0) continue
    const why = `must be greater than or equal to aggregate container ${word} of ${formatQuantity(needed)}`
    yield invalid(`${path}[${name}]`, formatQuantity(amount), why)
  }
}
