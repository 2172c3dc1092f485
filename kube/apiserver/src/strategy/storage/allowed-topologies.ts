import { deepEqual, type JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, required } from '../../status/index.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { objectsAt, textAt, textsAt } from '../values/read.ts'

/** What is wrong with the topologies that a StorageClass allows. */
export function* topologyErrors(terms: readonly JsonObject[]): Generator<FieldError> {
  // Kubernetes compares with as many empty terms as there are, and then with those before.
  const known: JsonObject[] = terms.map(() => ({}))
  for (const [i, term] of terms.entries()) {
    const at = `allowedTopologies[${i}].matchLabelExpressions`
    const values: Record<string, readonly string[]> = {}
    for (const [j, expression] of objectsAt(term, 'matchLabelExpressions').entries()) {
      yield* expressionErrors(expression, `${at}[${j}]`)
      const key = textAt(expression, 'key')
      if (Object.hasOwn(values, key)) yield duplicate(`${at}[${j}].key`, key)
      values[key] = [...new Set(textsAt(expression, 'values'))].sort()
    }
    for (const other of known) if (deepEqual(values, other)) yield duplicate(at, '')
    known.push(values)
  }
}

function* expressionErrors(expression: JsonObject, at: string): Generator<FieldError> {
  const values = textsAt(expression, 'values')
  if (values.length === 0) yield required(`${at}.values`)
  for (const [i, value] of values.entries()) {
    if (values.indexOf(value) < i) yield duplicate(`${at}.values[${i}]`, value)
  }
  const key = textAt(expression, 'key')
  for (const error of qualifiedNameErrors(key)) yield invalid(`${at}.key`, key, error)
}
