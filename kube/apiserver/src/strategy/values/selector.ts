/** Label selectors: does a set of labels match, and is a selector well formed. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import { labelValueErrors, qualifiedNameErrors } from './names.ts'
import { objectAt, objectsAt, textAt, textMapAt, textsAt } from './read.ts'

/** Whether `labels` match a label selector (matchLabels, matchExpressions). An empty selector matches all. */
export function matchesSelector(selector: JsonObject, labels: JsonObject): boolean {
  return (
    textMapAt(selector, 'matchLabels').every(([key, value]) => labels[key] === value) &&
    objectsAt(selector, 'matchExpressions').every(expression => matchesExpression(expression, labels))
  )
}

function matchesExpression(expression: JsonObject, labels: JsonObject): boolean {
  const value = labels[textAt(expression, 'key')]
  const listed = typeof value === 'string' && textsAt(expression, 'values').includes(value)
  switch (textAt(expression, 'operator')) {
    case 'In':
      return listed
    case 'NotIn':
      return !listed
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}

/** A selector as messages show it: keys in order, and nothing that is empty but what a type always writes. */
export function shownSelector(selector: JsonObject): JsonObject {
  const labels = textMapAt(selector, 'matchLabels')
  const sorted = Object.fromEntries([...labels].sort(([a], [b]) => (a < b ? -1 : 1)))
  const expressions = objectsAt(selector, 'matchExpressions').map(expression => {
    const values = textsAt(expression, 'values')
    const [key, operator] = [textAt(expression, 'key'), textAt(expression, 'operator')]
    return { key, operator, ...(values.length > 0 ? { values } : {}) }
  })
  return {
    ...(labels.length > 0 ? { matchLabels: sorted } : {}),
    ...(expressions.length > 0 ? { matchExpressions: expressions } : {}),
  }
}

/** Whether a selector has neither labels nor expressions. */
export function isEmptySelector(selector: JsonObject): boolean {
  return (
    textMapAt(selector, 'matchLabels').length === 0 && objectsAt(selector, 'matchExpressions').length === 0
  )
}

/** What is wrong with a label selector. */
export function* selectorErrors(selector: JsonObject, path: string): Generator<FieldError> {
  yield* labelErrors(objectAt(selector, 'matchLabels'), `${path}.matchLabels`)
  for (const [i, expression] of objectsAt(selector, 'matchExpressions').entries()) {
    yield* expressionErrors(expression, `${path}.matchExpressions[${i}]`)
  }
}

/** What is wrong with one expression; operators that are not known yet may be accepted. */
export function* expressionErrors(
  expression: JsonObject,
  path: string,
  acceptsOperators = false,
): Generator<FieldError> {
  const operator = textAt(expression, 'operator')
  const values = textsAt(expression, 'values')
  const key = textAt(expression, 'key')
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      yield required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      yield forbiddenField(
        `${path}.values`,
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      )
    }
  } else if (!acceptsOperators) {
    yield invalid(`${path}.operator`, operator, 'not a valid selector operator')
  }
  for (const error of qualifiedNameErrors(key)) yield invalid(`${path}.key`, key, error)
  for (const [i, value] of values.entries()) {
    for (const error of labelValueErrors(value)) yield invalid(`${path}.values[${i}]`, value, error)
  }
}

/** What is wrong with a map of labels. */
export function* labelErrors(labels: JsonObject, path: string): Generator<FieldError> {
  for (const [key, value] of Object.entries(labels)) {
    for (const error of qualifiedNameErrors(key)) yield invalid(path, key, error)
    if (typeof value !== 'string') continue
    for (const error of labelValueErrors(value)) yield invalid(path, value, error)
  }
}
