import type { JsonObject, JsonValue } from '@sluice/base/json'
import { isJsonObject } from '@sluice/base/json'
import { described, fieldDescription } from '../descriptions/descriptions.ts'
import type { ResourceRegistry, ResourceType } from '../kinds/index.ts'
import { builtInSchemas } from '../kinds/index.ts'

/** Which document a schema is written for. */
export type Dialect = 'v2' | 'v3'

/** Members of our schemas that are not OpenAPI. */
const internal = new Set(['always', 'pointer'])

const prefixes: Readonly<Record<Dialect, string>> = { v2: '#/definitions/', v3: '#/components/schemas/' }

/** A schema of ours as the document has it: full references; in v3 wrapped, where siblings go with them. */
export function documentSchema(schema: JsonObject, dialect: Dialect): JsonObject {
  const result: Record<string, JsonValue | undefined> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (internal.has(key) || value === undefined) continue
    if (key === '$ref') continue
    result[key] = key === 'properties' ? mapped(value, dialect) : nested(key, value, dialect)
  }
  const target = schema['$ref']
  if (typeof target !== 'string') return result
  const reference = { $ref: prefixes[dialect] + target.slice(target.lastIndexOf('/') + 1) }
  if (dialect === 'v2') {
    return result['description'] === undefined
      ? reference
      : { description: result['description'], ...reference }
  }
  return Object.keys(result).length > 0 ? { ...result, allOf: [reference] } : reference
}

function nested(key: string, value: JsonValue, dialect: Dialect): JsonValue {
  const holdsSchemas = ['items', 'additionalProperties', 'not', 'allOf', 'anyOf', 'oneOf'].includes(key)
  if (!holdsSchemas) return value
  if (Array.isArray(value))
    return value.map(each => (isJsonObject(each) ? documentSchema(each, dialect) : each))
  return isJsonObject(value) ? documentSchema(value, dialect) : value
}

function mapped(properties: JsonValue, dialect: Dialect): JsonValue {
  if (!isJsonObject(properties)) return properties
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      isJsonObject(schema) ? documentSchema(schema, dialect) : schema,
    ]),
  )
}

/** Property schemas that are a bare reference are wrapped in v3, as Kubernetes writes them. */
export function wrapReferences(schema: JsonObject): JsonObject {
  const properties = schema['properties']
  if (!isJsonObject(properties)) return schema
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, each]) => [
        name,
        isJsonObject(each) && each['$ref'] !== undefined ? { allOf: [{ $ref: each['$ref'] }] } : each,
      ]),
    ),
  }
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'

/** `io.toolkit.fluxcd.source.v1.GitRepository`: the group's labels reversed. */
export function customSchemaName(type: {
  readonly group: string
  readonly version: string
  readonly kind: string
}): string {
  return `${type.group.split('.').reverse().join('.')}.${type.version}.${type.kind}`
}

const conventions = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md'

/** What every kind has is described as it is for one of them. */
function text(field: string): JsonObject {
  return { description: fieldDescription('io.k8s.api.core.v1.ConfigMap', field) ?? '' }
}

const typeFields = (): JsonObject => ({
  apiVersion: { ...text('apiVersion'), type: 'string' },
  kind: { ...text('kind'), type: 'string' },
})

/** The definitions of a custom kind: itself and its list. */
export function customSchemas(type: ResourceType): Record<string, JsonObject> {
  const gvk = [{ group: type.group, kind: type.kind, version: type.version }]
  const name = customSchemaName(type)
  const own = type.schema as JsonObject
  const properties = isJsonObject(own['properties']) ? own['properties'] : {}
  return {
    [name]: {
      ...own,
      type: 'object',
      properties: {
        ...properties,
        ...typeFields(),
        metadata: { ...text('metadata'), $ref: `${meta}.ObjectMeta` },
      },
      'x-kubernetes-group-version-kind': gvk,
    },
    [`${name}List`]: {
      description: `${type.listKind} is a list of ${type.kind}`,
      type: 'object',
      required: ['items'],
      properties: {
        ...typeFields(),
        metadata: {
          description: `Standard list metadata. More info: ${conventions}#types-kinds`,
          $ref: `${meta}.ListMeta`,
        },
        items: {
          description: `List of ${type.plural}. More info: ${conventions}`,
          type: 'array',
          items: { $ref: name },
        },
      },
      'x-kubernetes-group-version-kind': [{ ...gvk[0], kind: type.listKind }],
    },
  }
}

/** Names of all definitions that some need, themselves included. */
export function closure(
  names: Iterable<string>,
  find: (name: string) => JsonObject | undefined,
): Set<string> {
  const found = new Set<string>()
  const queue = [...names]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue
    const schema = find(name)
    if (!schema) continue
    found.add(name)
    collectReferences(schema, queue)
  }
  return found
}

function collectReferences(value: JsonValue, into: string[]): void {
  if (Array.isArray(value)) {
    for (const each of value) collectReferences(each, into)
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string') into.push(member.slice(member.lastIndexOf('/') + 1))
      else if (member !== undefined) collectReferences(member, into)
    }
  }
}

/** Finds definitions of built-in and custom kinds alike. */
export function definitionFinder(registry: ResourceRegistry): (name: string) => JsonObject | undefined {
  const custom = new Map<string, JsonObject>()
  for (const type of registry.all()) {
    if (!type.custom) continue
    for (const [name, schema] of Object.entries(customSchemas(type))) custom.set(name, schema)
  }
  const builtIn = builtInSchemas() as Readonly<Record<string, JsonObject>>
  return name => custom.get(name) ?? (builtIn[name] && described(name, builtIn[name]))
}
