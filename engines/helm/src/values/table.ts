import type { GoMap, GoValue } from '@sluice/gotemplate'

/** Whether a value is a map, which Helm calls a table. */
export function isTable(value: GoValue): value is GoMap {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The value under a key, undefined if the table has none of its own. */
export function ownValue(table: GoMap, key: string): GoValue {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** Sets a key; an ordinary assignment would take `__proto__` for the prototype. */
export function setKey(table: GoMap, key: string, value: GoValue): void {
  if (key === '__proto__') {
    Object.defineProperty(table, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    table[key] = value
  }
}
