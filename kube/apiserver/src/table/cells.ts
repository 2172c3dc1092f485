import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import { metaOf, stringAt } from '../verbs/object.ts'
import { age } from './age.ts'

export interface Row {
  readonly cells: readonly JsonValue[]
  /** `Completed`, for Pods that are done. */
  readonly conditions?: readonly JsonObject[]
}

/** The values of a row, a cell a column. */
export function cellsOf(type: ResourceType, object: JsonObject, now: Date): Row {
  const metadata = metaOf(object)
  return {
    cells: type.columns.map(column => {
      if (column.name === 'Name') return stringAt(metadata, 'name')
      if (column.name === 'Age') return age(stringAt(metadata, 'creationTimestamp'), now)
      return null
    }),
  }
}
