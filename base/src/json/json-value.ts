/**
 * A JSON value in memory. Integers beyond ±2^53 are `bigint`, every other number is `number`, so that no
 * 64-bit integer is rounded on its way through.
 */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject

/** A JSON object. Absent and `undefined` members mean the same: not there. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined
}

/** Whether `value` is an object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
