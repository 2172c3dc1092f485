import type { JsonObject, JsonValue } from '@sluice/base/json'
import { columnDescriptions } from '../descriptions/descriptions.ts'
import type { ResourceType } from '../kinds/index.ts'
import { badRequest } from '../status/index.ts'
import { metaOf, stringAt } from '../verbs/object.ts'
import { cellsOf } from './cells.ts'
import { partialMetadata } from './partial.ts'

export interface TableOptions {
  /** `None`, `Metadata` or `Object`. */
  readonly includeObject: string
  /** `v1` or `v1beta1` of meta.k8s.io. */
  readonly version: string
  readonly withColumns: boolean
  readonly now: Date
}

/** Refuses what a table cannot be asked to include. */
export function requireIncludeObject(value: string): void {
  if (['', 'Metadata', 'Object', 'None'].includes(value)) return
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(value)}: must be 'Metadata', 'Object', 'None', or empty`,
  )
}

/** Objects as rows of a table. */
export function tableOf(
  type: ResourceType,
  objects: readonly JsonObject[],
  metadata: JsonObject,
  options: TableOptions,
): JsonObject {
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata,
    columnDefinitions: options.withColumns ? columnsJson(type) : null,
    rows: objects.map(object => rowOf(type, object, options)),
  }
}

/** One object of a watch as a table of one row. */
export function tableRowEvent(type: ResourceType, object: JsonObject, options: TableOptions): JsonObject {
  return tableOf(type, [object], { resourceVersion: stringAt(metaOf(object), 'resourceVersion') }, options)
}

/** Custom resources describe their own columns. */
function columnsJson(type: ResourceType): JsonObject[] {
  const texts = type.custom ? [] : columnDescriptions(`${type.apiVersion}/${type.plural}`)
  return type.columns.map(({ name, type, format, priority, description }, i) => ({
    name,
    type,
    format,
    description: description ?? texts[i] ?? '',
    priority,
  }))
}

function rowOf(type: ResourceType, object: JsonObject, options: TableOptions): JsonObject {
  const { cells, conditions } = cellsOf(type, object, options.now)
  const shown = shownObject(object, options)
  return {
    cells: [...cells] satisfies JsonValue[],
    ...(conditions ? { conditions } : {}),
    object: shown ?? null,
  }
}

function shownObject(object: JsonObject, { includeObject, version }: TableOptions): JsonObject | undefined {
  switch (includeObject) {
    case 'None':
      return undefined
    case 'Object':
      return object
    default:
      return partialMetadata(object, version)
  }
}
