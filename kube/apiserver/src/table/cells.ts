import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import { metaOf, objectAt, stringAt } from '../verbs/object.ts'
import { age } from './age.ts'
import { columnValue } from './column-path.ts'
import { podConditions, printers } from './printers/index.ts'

export interface Row {
  readonly cells: readonly JsonValue[]
  /** `Completed`, for Pods that are done. */
  readonly conditions?: readonly JsonObject[]
}

/** The values of a row, a cell a column. */
export function cellsOf(type: ResourceType, object: JsonObject, now: Date): Row {
  const metadata = metaOf(object)
  const name = stringAt(metadata, 'name')
  if (type.custom) return { cells: customCells(type, object, name, now) }
  const printer = printers[type.storageKey]
  if (!printer) return { cells: [name, age(stringAt(metadata, 'creationTimestamp'), now)] }
  const cells = printer(type.convert?.toStorage(object) ?? object, now)
  if (type.storageKey === 'events') return { cells }
  const conditions = type.storageKey === 'pods' ? podConditions(object) : undefined
  return {
    cells: [`${name}${isDefault(type, metadata) ? ' (default)' : ''}`, ...cells],
    ...(conditions ? { conditions } : {}),
  }
}

/** By which annotations a class is the one of those who name none. */
const defaultAnnotations: Readonly<Record<string, readonly string[]>> = {
  'ingressclasses.networking.k8s.io': ['ingressclass.kubernetes.io/is-default-class'],
  'storageclasses.storage.k8s.io': [
    'storageclass.kubernetes.io/is-default-class',
    'storageclass.beta.kubernetes.io/is-default-class',
  ],
}

function isDefault({ storageKey }: ResourceType, metadata: JsonObject): boolean {
  const annotations = objectAt(metadata, 'annotations')
  return (defaultAnnotations[storageKey] ?? []).some(key => annotations[key] === 'true')
}

function customCells(type: ResourceType, object: JsonObject, name: string, now: Date): readonly JsonValue[] {
  return type.columns.map((column, i) => {
    if (i === 0 && column.jsonPath === undefined) return name
    return columnValue(object, column, now)
  })
}
