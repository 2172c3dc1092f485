import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { listAt, timestamp } from '../object.ts'

/** A Pod's status with a condition, in place of one of its type: that keeps its time while its status stays. */
export function withCondition(status: JsonObject, told: JsonObject, now: Date): JsonObject {
  const conditions = listAt(status, 'conditions').filter(isJsonObject)
  const before = conditions.find(each => each['type'] === told['type'])
  const isSame = before !== undefined && before['status'] === told['status']
  const lastTransitionTime = (isSame ? before['lastTransitionTime'] : undefined) ?? timestamp(now)
  const condition = { ...told, lastProbeTime: null, lastTransitionTime }
  const next = before
    ? conditions.map(each => (each === before ? condition : each))
    : [...conditions, condition]
  return { ...status, conditions: next }
}
