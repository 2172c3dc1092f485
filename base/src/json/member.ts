import type { JsonObject, JsonValue } from './json-value.ts'

/** The object's own member: what every object has besides, such as `constructor`, is none. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** Sets a member whatever its name: `__proto__`, if assigned to, would become none. */
export function setMember(
  object: Record<string, JsonValue | undefined>,
  name: string,
  value: JsonValue | undefined,
): void {
  if (name === '__proto__') Object.defineProperty(object, name, { ...own, value })
  else object[name] = value
}

const own = { writable: true, enumerable: true, configurable: true }
