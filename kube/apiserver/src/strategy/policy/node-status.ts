/** What the status of a Node may say. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid } from '../../status/index.ts'
import { quantityErrors } from '../pods/resources.ts'
import { goText } from '../values/go-form.ts'
import { objectAt, objectsAt, sortedKeys, textsAt } from '../values/read.ts'

/** What is wrong with the status of a new node. */
export function* newStatusErrors(node: JsonObject): Generator<FieldError> {
  const status = objectAt(node, 'status')
  for (const list of ['capacity', 'allocatable']) {
    const amounts = objectAt(status, list)
    for (const name of sortedKeys(amounts))
      yield* quantityErrors(name, amounts[name], `status.${list}.${name}`)
  }
  yield* featureErrors(textsAt(status, 'declaredFeatures'))
}

/** What is wrong with the status of a node that there is. */
export function* nodeStatusErrors(node: JsonObject): Generator<FieldError> {
  yield* newStatusErrors(node)
  const seen = new Set<string>()
  for (const [i, address] of objectsAt(objectAt(node, 'status'), 'addresses').entries()) {
    const shown = goText('NodeAddress', address)
    if (seen.has(shown)) yield { ...duplicate(`status.addresses[${i}]`, ''), shown }
    seen.add(shown)
  }
}

function* featureErrors(features: readonly string[]): Generator<FieldError> {
  for (const [i, feature] of features.entries()) {
    const at = `status.declaredFeatures[${i}]`
    const before = features[i - 1]
    if (before === feature) yield duplicate(at, feature)
    else if (before !== undefined && before > feature)
      yield invalid(at, feature, 'list must be sorted alphabetically')
    if (/^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/.test(feature)) continue
    const why = `invalid feature name ${JSON.stringify(feature)}: must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`
    yield invalid(at, feature, why)
  }
}
