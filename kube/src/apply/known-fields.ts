import type { ObjectRef, Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { resolveSchema, type Schema, type SchemaResolver } from '@sluice/openapi'
import type { KubeClient } from '../client/index.ts'

/**
 * The resource without fields that its built-in kind does not have, as the server's own OpenAPI document tells; as it
 * is if the server does not tell. Custom resources are pruned by the server itself.
 */
export async function dropUnknownFields(
  client: KubeClient,
  resource: Resource,
  ref: ObjectRef,
): Promise<Resource> {
  const root = ref.group ? `apis/${ref.group}/${ref.version}` : `api/${ref.version}`
  const index = await document(client, '/openapi/v3')
  const paths = isJsonObject(index) && isJsonObject(index['paths']) ? index['paths'] : {}
  const entry = paths[root]
  const address = isJsonObject(entry) ? entry['serverRelativeURL'] : undefined
  if (typeof address !== 'string' || !address.startsWith('/')) return resource
  const schemas = schemasOf(await document(client, address))
  const schema = Object.values(schemas).find(candidate => isSchemaOf(candidate, ref))
  if (!schema) return resource
  const resolver: SchemaResolver = name => schemas[name] as Schema | undefined
  return prune(resource, schema as Schema, resolver) as Resource
}

/** A JSON document, also where the server calls it plain text, as it does with the index. */
async function document(client: KubeClient, path: string): Promise<unknown> {
  const answer = await client.raw('GET', path)
  return typeof answer === 'string' ? parseJson(answer) : answer
}

function schemasOf(document: unknown): JsonObject {
  const components = isJsonObject(document) ? document['components'] : undefined
  const schemas = isJsonObject(components) ? components['schemas'] : undefined
  return isJsonObject(schemas) ? schemas : {}
}

function isSchemaOf(schema: JsonValue | undefined, { group, version, kind }: ObjectRef): boolean {
  const kinds = isJsonObject(schema) ? schema['x-kubernetes-group-version-kind'] : undefined
  return (
    Array.isArray(kinds) &&
    kinds.some(
      entry =>
        isJsonObject(entry) &&
        entry['group'] === group &&
        entry['version'] === version &&
        entry['kind'] === kind,
    )
  )
}

function prune(value: JsonValue, given: Schema, resolver: SchemaResolver): JsonValue {
  const schema = resolveSchema(given, resolver)
  if (Array.isArray(value)) {
    const { items } = schema
    return items ? value.map((item: JsonValue) => prune(item, items, resolver)) : value
  }
  if (!isJsonObject(value)) return value
  const { properties, additionalProperties } = schema
  if (!properties && typeof additionalProperties !== 'object') return value
  const result: Record<string, JsonValue | undefined> = {}
  for (const [key, member] of Object.entries(value)) {
    const inner =
      properties?.[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined)
    if (inner && member !== undefined) result[key] = prune(member, inner, resolver)
  }
  return result
}
