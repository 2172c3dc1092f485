/** Conditions that remember when they last changed. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectsAt } from '../strategy/values/read.ts'

export interface ConditionState {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string
  readonly message?: string
}

/** Sets a condition in a list; times move only with the status, update times with anything. */
export function withCondition(
  status: JsonObject,
  next: ConditionState,
  time: string,
  updateField?: 'lastUpdateTime' | 'lastProbeTime',
): readonly JsonObject[] {
  const before = objectsAt(status, 'conditions')
  const old = before.find(condition => condition['type'] === next.type)
  const same =
    old && old['status'] === next.status && old['reason'] === next.reason && old['message'] === next.message
  if (same) return before
  const turned = old?.['status'] !== next.status
  const condition: JsonObject = {
    type: next.type,
    status: next.status,
    ...(updateField ? { [updateField]: updateField === 'lastProbeTime' ? null : time } : {}),
    lastTransitionTime: turned ? time : old?.['lastTransitionTime'],
    ...(next.reason === undefined ? {} : { reason: next.reason }),
    ...(next.message === undefined ? {} : { message: next.message }),
  }
  return old ? before.map(each => (each === old ? condition : each)) : [...before, condition]
}

/** Drops a condition from a list. */
export function withoutCondition(status: JsonObject, type: string): readonly JsonObject[] {
  return objectsAt(status, 'conditions').filter(condition => condition['type'] !== type)
}
