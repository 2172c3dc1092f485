/** Validation of CEL expressions in policies and webhooks. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, required } from '../../status/index.ts'
import { textAt } from '../values/read.ts'

/** What is wrong with the `expression` of a condition that must give a value of `type`. */
export function* expressionErrors(
  condition: JsonObject,
  _type: string,
  field: string,
): Generator<FieldError> {
  if (!textAt(condition, 'expression').trim()) yield required(field)
}
