/** Looking into objects whose kind is not known at compile time. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { Condition, KubeObject } from '@sluice/kube/meta'

/** An object as plain JSON, which it is: it came from a server or goes to one. */
export function jsonOf(object: KubeObject): JsonObject {
  return object as unknown as JsonObject
}

/** The value at a path; undefined where something on the way is missing. */
export function fieldAt(value: unknown, ...path: readonly string[]): JsonValue | undefined {
  let current: unknown = value
  for (const name of path) current = isJsonObject(current) ? current[name] : undefined
  return current as JsonValue | undefined
}

/** The text at a path; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = fieldAt(value, ...path)
  return typeof found === 'string' ? found : ''
}

/** The number at a path; 0 where there is none. */
export function numberAt(value: unknown, ...path: readonly string[]): number {
  const found = fieldAt(value, ...path)
  return typeof found === 'number' || typeof found === 'bigint' ? Number(found) : 0
}

/** The objects in the list at a path. */
export function objectsAt(value: unknown, ...path: readonly string[]): readonly JsonObject[] {
  const found = fieldAt(value, ...path)
  return Array.isArray(found) ? found.filter(isJsonObject) : []
}

/** An object's conditions. */
export function conditionsOf(object: KubeObject): readonly Condition[] {
  return objectsAt(object, 'status', 'conditions').map(condition => ({
    type: textAt(condition, 'type'),
    status: statusOf(textAt(condition, 'status')),
    reason: textAt(condition, 'reason'),
    message: textAt(condition, 'message'),
    lastTransitionTime: textAt(condition, 'lastTransitionTime'),
    observedGeneration: numberAt(condition, 'observedGeneration'),
  }))
}

/** The Ready condition. */
export function readyOf(object: KubeObject): Condition | undefined {
  return conditionsOf(object).find(condition => condition.type === 'Ready')
}

/** Whether `spec.suspend` is true. */
export function isSuspended(object: KubeObject): boolean {
  return fieldAt(object, 'spec', 'suspend') === true
}

function statusOf(text: string): Condition['status'] {
  return text === 'True' || text === 'False' ? text : 'Unknown'
}
