import type { JsonValue } from '@sluice/base/json'
import type { GoMap, GoValue } from '@sluice/gotemplate'
import type { ChartDependency, ChartLock, ChartMetadata, Maintainer } from './chart.ts'
import { type Decoded, type DecodedField, decodeStruct, type StructType } from './decode-struct.ts'

const maintainerType: StructType = {
  name: 'Maintainer',
  fields: { name: 'string', email: 'string', url: 'string' },
}

const dependencyType: StructType = {
  name: 'Dependency',
  fields: {
    name: 'string',
    version: 'string',
    repository: 'string',
    condition: 'string',
    tags: '[]string',
    enabled: 'bool',
    'import-values': '[]interface {}',
    alias: 'string',
  },
}

const metadataType: StructType = {
  name: 'Metadata',
  fields: {
    name: 'string',
    home: 'string',
    sources: '[]string',
    version: 'string',
    description: 'string',
    keywords: '[]string',
    maintainers: { list: maintainerType },
    icon: 'string',
    apiVersion: 'string',
    condition: 'string',
    tags: 'string',
    appVersion: 'string',
    deprecated: 'bool',
    annotations: 'map[string]string',
    kubeVersion: 'string',
    dependencies: { list: dependencyType },
    type: 'string',
  },
}

const lockType: StructType = {
  name: 'Lock',
  fields: { generated: 'time.Time', digest: 'string', dependencies: { list: dependencyType } },
}

const baseType: StructType = { name: 'chartBase', fields: { apiVersion: 'string' } }

/** `Chart.yaml` while its files are read: later ones (`requirements.yaml`) overwrite fields. */
export type MetadataDraft = Decoded

/** Reads a document's fields into a draft. @throws ChartError `error unmarshaling JSON: …` */
export function readMetadata(document: JsonValue, draft: MetadataDraft, packageName: string): void {
  decodeStruct(document, metadataType, packageName, draft)
}

/** The `apiVersion` alone, which decides how the rest is read. @throws ChartError as `readMetadata` does */
export function readApiVersion(document: JsonValue): string {
  const base: Decoded = {}
  decodeStruct(document, baseType, 'loader', base)
  return textOf(base.apiVersion)
}

/** Reads `Chart.lock`. @throws ChartError as `readMetadata` does */
export function readLock(document: JsonValue, packageName: string): ChartLock {
  const lock: Decoded = {}
  decodeStruct(document, lockType, packageName, lock)
  return {
    generated: textOf(lock.generated),
    digest: textOf(lock.digest),
    dependencies: entries(lock.dependencies).flatMap(entry => (entry ? [dependencyOf(entry)] : [])),
  }
}

/** The metadata as drafted; entries that are null are kept, for validation to refuse. */
export interface DraftedMetadata extends Omit<ChartMetadata, 'maintainers' | 'dependencies'> {
  readonly maintainers: readonly (Maintainer | null)[]
  readonly dependencies: (ChartDependency | null)[] | undefined
}

/** A draft as metadata, with empty values for what it lacks. */
export function metadataOf(draft: MetadataDraft): DraftedMetadata {
  const dependencies = draft.dependencies
  return {
    name: textOf(draft.name),
    home: textOf(draft.home),
    sources: textsOf(draft.sources),
    version: textOf(draft.version),
    description: textOf(draft.description),
    keywords: textsOf(draft.keywords),
    maintainers: entries(draft.maintainers).map(entry => entry && maintainerOf(entry)),
    icon: textOf(draft.icon),
    apiVersion: textOf(draft.apiVersion),
    condition: textOf(draft.condition),
    tags: textOf(draft.tags),
    appVersion: textOf(draft.appVersion),
    deprecated: draft.deprecated === true,
    annotations: annotationsOf(draft.annotations),
    kubeVersion: textOf(draft.kubeVersion),
    dependencies: dependencies ? entries(dependencies).map(entry => entry && dependencyOf(entry)) : undefined,
    type: textOf(draft.type),
  }
}

function maintainerOf(entry: Decoded): Maintainer {
  return { name: textOf(entry.name), email: textOf(entry.email), url: textOf(entry.url) }
}

function dependencyOf(entry: Decoded): ChartDependency {
  const imports = entry['import-values']
  return {
    name: textOf(entry.name),
    version: textOf(entry.version),
    repository: textOf(entry.repository),
    condition: textOf(entry.condition),
    tags: textsOf(entry.tags),
    enabled: entry.enabled === true,
    importValues: isList(imports) ? imports.map(goValueOf) : undefined,
    alias: textOf(entry.alias),
  }
}

function textOf(field: DecodedField | undefined): string {
  return typeof field === 'string' ? field : ''
}

function textsOf(field: DecodedField | undefined): string[] {
  return Array.isArray(field) ? field.map(textOf) : []
}

function annotationsOf(field: DecodedField | undefined): Record<string, string> {
  if (typeof field !== 'object' || field === null || Array.isArray(field)) return {}
  return Object.fromEntries(Object.entries(field).map(([key, value]) => [key, textOf(value)]))
}

function entries(field: DecodedField | undefined): readonly (Decoded | null)[] {
  return Array.isArray(field) ? field.map(entry => (typeof entry === 'object' ? entry : null)) : []
}

function isList(field: DecodedField | undefined): field is readonly DecodedField[] {
  return Array.isArray(field)
}

/** Go: a number in an `interface{}` is a float64. */
function goValueOf(value: DecodedField | undefined): GoValue {
  if (value === undefined) return null
  if (typeof value === 'bigint') return Number(value)
  if (isList(value)) return value.map(goValueOf)
  if (typeof value !== 'object' || value === null) return value
  const map: GoMap = {}
  for (const [key, member] of Object.entries(value)) map[key] = goValueOf(member)
  return map
}
