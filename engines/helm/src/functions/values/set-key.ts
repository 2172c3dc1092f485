import type { GoMap, GoValue } from '@sluice/gotemplate'

/** Sets a key of a map, also one that JavaScript would take for the object's prototype. */
export function setKey(map: GoMap, key: string, value: GoValue): void {
  if (key !== '__proto__') map[key] = value
  else Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
}

/** The value of a key, or undefined if the map (nil counts as empty) has none. */
export function getKey(map: GoMap | null, key: string): GoValue {
  return map !== null && Object.hasOwn(map, key) ? map[key] : undefined
}
