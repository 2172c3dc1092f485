/** The conditions that a device must have before a Pod is bound. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid } from '../../status/index.ts'
import { textsAt } from '../values/read.ts'
import { listErrors } from './checked-lists.ts'
import { labelNameErrors } from './device-names.ts'

const mostConditions = 4
const [wanted, failed] = ['bindingConditions', 'bindingFailureConditions']

/** What is wrong with the binding conditions of a device: each list needs the other, and none is in both. */
export function* bindingConditionErrors(owner: JsonObject, at: string): Generator<FieldError> {
  const [conditions, failures] = [textsAt(owner, wanted), textsAt(owner, failed)]
  yield* listErrors(conditions, mostConditions, `${at}.${wanted}`, labelNameErrors)
  yield* listErrors(failures, mostConditions, `${at}.${failed}`, labelNameErrors)
  for (const [i, condition] of conditions.entries()) {
    if (conditions.indexOf(condition) < i) yield duplicate(`${at}.${wanted}[${i}]`, condition)
  }
  for (const [i, condition] of failures.entries()) {
    const each = `${at}.${failed}[${i}]`
    if (failures.indexOf(condition) < i) yield duplicate(each, condition)
    if (conditions.includes(condition)) {
      yield invalid(each, condition, `${failed} must not overlap with ${wanted}`)
    }
  }
  if (conditions.length === 0 && failures.length > 0) yield missing(owner, wanted, failed, at)
  if (failures.length === 0 && conditions.length > 0) yield missing(owner, failed, wanted, at)
}

function missing(owner: JsonObject, name: string, other: string, at: string): FieldError {
  return invalid(`${at}.${name}`, owner[name] ?? null, `${name} are required to use ${other}`)
}
