import { readFileSync } from 'node:fs'
import type { Schema } from '@sluice/openapi'
import { eventConversion, horizontalPodAutoscalerConversion } from './conversions.ts'
import type { Column, ResourceType, Subresource } from './resource-type.ts'

/** A property of a built-in schema also says how its Go type is written as JSON. */
export interface BuiltInSchema extends Schema {
  /** Written even when the object does not have it: a struct held by value, or a field without omitempty. */
  readonly always?: boolean
  /** A pointer: an explicit zero is kept. Other zeros count as absent. */
  readonly pointer?: boolean
  readonly properties?: Readonly<Record<string, BuiltInSchema>>
  readonly items?: BuiltInSchema
  readonly additionalProperties?: BuiltInSchema | boolean
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string
    readonly version: string
    readonly kind: string
  }[]
}

interface ResourceRow {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly subresources?: readonly Subresource[]
  readonly storedAs?: { readonly group: string; readonly version: string }
  readonly schema: string
}

type ColumnRow = readonly [name: string, type: string, format: string, priority: number, description?: string]

let schemas: Readonly<Record<string, BuiltInSchema>> | undefined
let types: readonly ResourceType[] | undefined

/** Every definition of the built-in kinds by its OpenAPI name; parsed on first use. */
export function builtInSchemas(): Readonly<Record<string, BuiltInSchema>> {
  schemas ??= readData<Record<string, BuiltInSchema>>('schemas.json')
  return schemas
}

/** Finds a built-in definition by name. */
export function builtInSchema(name: string): BuiltInSchema | undefined {
  return builtInSchemas()[name]
}

/** The built-in resource types, in the order discovery lists their groups. */
export function builtInTypes(): readonly ResourceType[] {
  if (!types) {
    const columns = readData<Record<string, readonly ColumnRow[]>>('columns.json')
    types = readData<readonly ResourceRow[]>('resources.json').map(row => typeOf(row, columns))
  }
  return types
}

const defaultColumns: readonly Column[] = [
  { name: 'Name', type: 'string', format: 'name', priority: 0 },
  { name: 'Age', type: 'string', format: '', priority: 0 },
]

function typeOf(row: ResourceRow, columns: Readonly<Record<string, readonly ColumnRow[]>>): ResourceType {
  const apiVersion = row.group ? `${row.group}/${row.version}` : row.version
  const stored = row.storedAs ?? row
  const named = columns[`${apiVersion}/${row.plural}`]
  return {
    group: row.group,
    version: row.version,
    apiVersion,
    kind: row.kind,
    listKind: `${row.kind}List`,
    plural: row.plural,
    singular: row.singular,
    shortNames: row.shortNames ?? [],
    categories: row.categories ?? [],
    namespaced: row.namespaced,
    verbs: row.verbs,
    subresources: row.subresources ?? [],
    get schema() {
      return builtInSchema(row.schema) ?? {}
    },
    resolver: builtInSchema,
    schemaName: row.schema,
    storageKey: stored.group ? `${row.plural}.${stored.group}` : row.plural,
    storageVersion: stored.group ? `${stored.group}/${stored.version}` : stored.version,
    columns: named
      ? named.map(([name, type, format, priority, description]) => ({
          name,
          type,
          format,
          priority,
          description,
        }))
      : defaultColumns,
    ...conversionOf(row),
  }
}

function conversionOf(row: ResourceRow): Pick<ResourceType, 'convert'> {
  if (!row.storedAs) return {}
  if (row.kind === 'HorizontalPodAutoscaler') return { convert: horizontalPodAutoscalerConversion }
  if (row.kind === 'Event') return { convert: eventConversion }
  return {}
}

/** The data files are part of this package and checked by its tests, so their shape is taken as told. */
function readData<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8'))
}
