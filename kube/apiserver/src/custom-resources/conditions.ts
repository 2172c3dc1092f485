import type { JsonObject } from '@sluice/base/json'
import { objectAt, stringAt, timestamp } from '../verbs/object.ts'
import { conditionsOf } from './definition.ts'

/** A condition of a definition, without the time of its last change. */
export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
}

/** The definition with a condition set; the time changes with the status. */
export function withCondition(definition: JsonObject, condition: Condition, now: Date): JsonObject {
  const conditions = conditionsOf(definition)
  const before = conditions.find(each => each['type'] === condition.type)
  const isSame = before !== undefined && before['status'] === condition.status
  const next: JsonObject = {
    type: condition.type,
    status: condition.status,
    lastTransitionTime: isSame ? stringAt(before, 'lastTransitionTime') : timestamp(now),
    reason: condition.reason,
    message: condition.message,
  }
  const others = before ? conditions.map(each => (each === before ? next : each)) : [...conditions, next]
  return { ...definition, status: { ...objectAt(definition, 'status'), conditions: others } }
}
