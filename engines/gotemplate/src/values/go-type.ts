import type { GoList, GoMap } from './go-value.ts'

const typeNames = new WeakMap<object, string>()

/** Notes that a map or list is of another Go type than the usual one, such as `[]string` or `map[string]string`. */
export function withType<T extends GoList | GoMap>(value: T, typeName: string): T {
  typeNames.set(value, typeName)
  return value
}

/** The noted type, or `[]interface {}` and `map[string]interface {}`. */
export function typeOfCollection(value: GoList | GoMap): string {
  return typeNames.get(value) ?? (Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}')
}
