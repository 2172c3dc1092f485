/** Keys of labels whose values Pods must share with the new one, or must not. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid } from '../../status/index.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { findObject, objectAt, objectsAt, sortedKeys, textAt, textsAt } from '../values/read.ts'

/** What is wrong with `matchLabelKeys` and `mismatchLabelKeys` beside the `labelSelector` of `owner`. */
export function* labelKeyErrors(owner: JsonObject, path: string): Generator<FieldError> {
  const selector = findObject(owner, 'labelSelector')
  const [same, other] = [textsAt(owner, 'matchLabelKeys'), textsAt(owner, 'mismatchLabelKeys')]
  yield* keyErrors(same, selector, `${path}.matchLabelKeys`)
  yield* keyErrors(other, selector, `${path}.mismatchLabelKeys`)
  if (selector) yield* repeatedErrors(same, selector, path)
  for (const [i, key] of same.entries()) {
    if (!other.includes(key)) continue
    yield invalid(`${path}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys')
  }
}

function* keyErrors(
  keys: readonly string[],
  selector: JsonObject | undefined,
  path: string,
): Generator<FieldError> {
  if (keys.length === 0) return
  if (!selector) return yield forbiddenField(path, 'must not be specified when labelSelector is not set')
  for (const [i, key] of keys.entries()) {
    for (const error of qualifiedNameErrors(key)) yield invalid(`${path}[${i}]`, key, error)
  }
}

/** The selector has got an expression for each key already: a second one for the same key is the user's. */
function* repeatedErrors(keys: readonly string[], selector: JsonObject, path: string): Generator<FieldError> {
  const known = new Set(sortedKeys(objectAt(selector, 'matchLabels')))
  for (const expression of objectsAt(selector, 'matchExpressions')) {
    const key = textAt(expression, 'key')
    const i = keys.lastIndexOf(key)
    if (i >= 0 && known.has(key)) {
      yield invalid(`${path}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector')
    }
    known.add(key)
  }
}
