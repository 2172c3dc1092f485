import type { GoMap } from '@sluice/gotemplate'
import { isTable, ownValue, setKey } from './table.ts'

/** `over` laid over `base`: maps are merged, anything else is replaced, null included. Neither is changed. */
export function mergeMaps(base: GoMap, over: GoMap): GoMap {
  const merged = copyTable(base)
  for (const [key, value] of Object.entries(over)) {
    const below = ownValue(merged, key)
    setKey(merged, key, isTable(value) && isTable(below) ? mergeMaps(below, value) : value)
  }
  return merged
}

function copyTable(table: GoMap): GoMap {
  return Object.hasOwn(table, '__proto__') ? Object.fromEntries(Object.entries(table)) : { ...table }
}
