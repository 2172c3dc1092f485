import type { GoMap, GoValue } from '@sluice/gotemplate'
import { isTable, ownValue } from './table.ts'

/** The table at a dotted path, or the name of the part that is none. */
export function tableAt(
  values: GoMap,
  path: string,
): { readonly type: 'table'; readonly table: GoMap } | { readonly type: 'none'; readonly part: string } {
  let table = values
  for (const part of path.split('.')) {
    const next = ownValue(table, part)
    if (!isTable(next)) return { type: 'none', part }
    table = next
  }
  return { type: 'table', table }
}

/** The value at a dotted path, undefined if there is none or it is a table. */
export function valueAt(values: GoMap, path: string): GoValue {
  const dot = path.lastIndexOf('.')
  const found = dot < 0 ? ({ type: 'table', table: values } as const) : tableAt(values, path.slice(0, dot))
  if (found.type === 'none') return undefined
  const value = ownValue(found.table, path.slice(dot + 1))
  return isTable(value) ? undefined : value
}
