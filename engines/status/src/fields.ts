import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** One entry of `status.conditions`. */
export interface StatusCondition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

/** The value at a path of members, or undefined. */
export function valueAt(object: JsonObject, ...path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object
  for (const member of path) value = isJsonObject(value) ? value[member] : undefined
  return value
}

/** The integer at a path, or the fallback if there is none. */
export function intAt(object: JsonObject, fallback: number, ...path: readonly string[]): number {
  const value = valueAt(object, ...path)
  return typeof value === 'number' && Number.isInteger(value) ? value : fallback
}

/** The text at a path, or the fallback if there is none. */
export function textAt(object: JsonObject, fallback: string, ...path: readonly string[]): string {
  const value = valueAt(object, ...path)
  return typeof value === 'string' ? value : fallback
}

/** The well-formed entries of `status.conditions`. */
export function conditionsOf(object: JsonObject): readonly StatusCondition[] {
  const list = valueAt(object, 'status', 'conditions')
  if (!Array.isArray(list)) return []
  return list.filter(isJsonObject).map(entry => ({
    type: textAt(entry, '', 'type'),
    status: textAt(entry, '', 'status'),
    reason: textAt(entry, '', 'reason'),
    message: textAt(entry, '', 'message'),
  }))
}
