/**
 * OpenAPI documents that a kustomization brings (`openapi: { path }`): which of their lists are merged, and by which
 * keys.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'
import { KustomizeError } from '../errors.ts'
import type { MergeTypes } from './merge-schema.ts'

/** What a document says of its kinds. */
export interface OpenApiFacts extends MergeTypes {
  /** `<apiVersion> <Kind>` of those without a namespace. */
  readonly clusterScoped: ReadonlySet<string>
}

/** Reads a document. @throws KustomizeError if it is none */
export function readOpenApi(text: string): OpenApiFacts {
  const document = parseDocument(text)
  const types: Record<string, Record<string, string>> = {}
  const kinds: Record<string, string> = {}
  for (const [full, schema] of entriesOf(document['definitions'])) {
    const name = shortName(full)
    addType(types, name, schema)
    for (const kind of kindsOf(schema)) kinds[kind] = name
  }
  return { types, kinds, clusterScoped: clusterScopedKindsOf(document['paths']) }
}

function parseDocument(text: string): JsonObject {
  let document: JsonValue | undefined
  try {
    document = parseYaml(text)[0]
  } catch (error) {
    if (error instanceof YamlError)
      throw new KustomizeError(`invalid schema file: ${error.message}`, { cause: error })
    throw error
  }
  if (document !== undefined && !isJsonObject(document))
    throw new KustomizeError('invalid schema file: not a mapping')
  return document ?? {}
}

/** Nested types get the name of the outer one and their field. */
function addType(types: Record<string, Record<string, string>>, name: string, schema: JsonObject): void {
  const fields: Record<string, string> = {}
  types[name] = fields
  for (const [field, value] of entriesOf(schema['properties']))
    fields[field] = typeOf(types, `${name}.${field}`, value)
  const rest = schema['additionalProperties']
  if (isJsonObject(rest)) fields['*'] = typeOf(types, `${name}.*`, rest)
}

/** The type of a field, written as in the table of the built-in kinds. */
function typeOf(types: Record<string, Record<string, string>>, name: string, schema: JsonObject): string {
  const ref = refOf(schema)
  if (ref !== undefined) return ref
  if (schema['type'] !== 'array') {
    if (schema['properties'] === undefined && schema['additionalProperties'] === undefined) return ''
    addType(types, name, schema)
    return name
  }
  if (schema['x-kubernetes-patch-strategy'] !== 'merge') return '*'
  const items = isJsonObject(schema['items']) ? typeOf(types, `${name}.items`, schema['items']) : ''
  return `${items.replace(/[[\]*]/g, '')}[${mergeKeysOf(schema).join(',')}]`
}

function mergeKeysOf(schema: JsonObject): readonly string[] {
  const keys = schema['x-kubernetes-list-map-keys']
  if (Array.isArray(keys)) return keys.filter(key => typeof key === 'string')
  const key = schema['x-kubernetes-patch-merge-key']
  return typeof key === 'string' ? [key] : []
}

function refOf(schema: JsonObject): string | undefined {
  const ref = schema['$ref']
  if (typeof ref !== 'string') return undefined
  return shortName(
    ref
      .replace(/^#\/definitions\//, '')
      .replaceAll('~1', '/')
      .replaceAll('~0', '~'),
  )
}

/** Types of Kubernetes go by the names that the table of the built-in kinds gives them. */
function shortName(name: string): string {
  return name.replace(
    /^io\.k8s\.(?:api|(?:apimachinery|apiextensions-apiserver|kube-aggregator)\.pkg\.apis)\./,
    '',
  )
}

function kindsOf(schema: JsonObject): readonly string[] {
  const kinds = schema['x-kubernetes-group-version-kind']
  return Array.isArray(kinds) ? kinds.flatMap(kind => (isJsonObject(kind) ? [formatKind(kind)] : [])) : []
}

function formatKind({ group, version, kind }: JsonObject): string {
  return `${group ? `${String(group)}/` : ''}${String(version)} ${String(kind)}`
}

/** A kind has a namespace if one of its paths has one. */
function clusterScopedKindsOf(paths: JsonValue | undefined): ReadonlySet<string> {
  const scopes = new Map<string, boolean>()
  for (const [path, item] of entriesOf(paths)) {
    const operation = item['get']
    const kind = isJsonObject(operation) ? operation['x-kubernetes-group-version-kind'] : undefined
    if (!isJsonObject(kind)) continue
    const name = formatKind(kind)
    if (path.includes('namespaces/{namespace}')) scopes.set(name, true)
    else if (!scopes.has(name)) scopes.set(name, false)
  }
  return new Set([...scopes].filter(([, isNamespaced]) => !isNamespaced).map(([name]) => name))
}

function entriesOf(value: JsonValue | undefined): [string, JsonObject][] {
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, item]) =>
    isJsonObject(item) ? [[name, item] as [string, JsonObject]] : [],
  )
}
