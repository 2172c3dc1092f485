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

const nilLists = new WeakSet<object>()

/** A nil slice: empty and printed as an empty list, but JSON and YAML write it as `null`. Never to be appended to. */
export function nilList(typeName = '[]interface {}'): GoList {
  const list = withType([], typeName)
  nilLists.add(list)
  return list
}

/** Whether the list is a nil slice. */
export function isNilList(list: GoList): boolean {
  return nilLists.has(list)
}

const nilMaps = new WeakSet<object>()

/** A nil map: empty and printed as an empty map, but JSON and YAML write it as `null`. Never to be written to. */
export function nilMap(): GoMap {
  const map: GoMap = {}
  nilMaps.add(map)
  return map
}

/** Whether the map is a nil map. */
export function isNilMap(map: GoMap): boolean {
  return nilMaps.has(map)
}
