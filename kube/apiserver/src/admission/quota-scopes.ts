/** Scopes of quotas. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt, textsAt } from '../strategy/values/read.ts'

/** The scopes of a quota as expressions; a plain scope is one that exists. */
export function scopesOf(quota: JsonObject): readonly JsonObject[] {
  const spec = objectAt(quota, 'spec')
  return [
    ...textsAt(spec, 'scopes').map(scopeName => ({ scopeName, operator: 'Exists' })),
    ...objectsAt(objectAt(spec, 'scopeSelector'), 'matchExpressions'),
  ]
}

/** Whether an expression holds for a label of the value, or for a missing one. */
export function labelMatches(expression: JsonObject, value: string | undefined): boolean {
  const values = textsAt(expression, 'values')
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'DoesNotExist':
      return value === undefined
    default:
      return value !== undefined
  }
}
