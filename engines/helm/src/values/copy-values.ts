import type { GoMap, GoValue } from '@sluice/gotemplate'
import { isTable, setKey } from './table.ts'

/** A copy of a table that shares no map or list with it; undefined gives an empty one. */
export function copyTable(table: GoMap | undefined): GoMap {
  const copy: GoMap = {}
  if (!table) return copy
  for (const key of Object.keys(table)) setKey(copy, key, copyValue(table[key]))
  return copy
}

function copyValue(value: GoValue): GoValue {
  if (Array.isArray(value)) return value.map(copyValue)
  return isTable(value) ? copyTable(value) : value
}
