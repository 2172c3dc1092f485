import type { JsonObject, JsonValue } from '@sluice/base/json'
import { isJsonObject } from '@sluice/base/json'
import type { KindDefinition } from '../schema/index.ts'
import { objectSchema } from './crds.ts'
import { allKinds } from './kinds.ts'

/** A JSON schema and the name of the file that editors look for. */
export interface JsonSchemaFile {
  /** `<kind>-<first part of the group>-<version>.json`, as kubeconform has it. */
  readonly name: string
  readonly schema: JsonObject
}

/** JSON schemas of every kind, for editors and checkers: unknown members are refused. */
export function jsonSchemas(): JsonSchemaFile[] {
  return allKinds.map(({ definition }) => ({
    name: `${definition.kind.toLowerCase()}-${definition.group.split('.')[0]}-${definition.version}.json`,
    schema: jsonSchemaOf(definition),
  }))
}

function jsonSchemaOf(definition: KindDefinition): JsonObject {
  const schema = strict(structuredClone(objectSchema(definition)) as JsonObject)
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...schema,
    properties: {
      ...properties,
      apiVersion: { type: 'string', const: `${definition.group}/${definition.version}` },
      kind: { type: 'string', const: definition.kind },
      metadata: { type: 'object' },
    },
    required: ['apiVersion', 'kind', 'metadata'],
  }
}

/** Closes objects whose members are all known, and leaves out what only Kubernetes reads. */
function strict(schema: JsonObject): JsonObject {
  const result: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (value !== undefined && !key.startsWith('x-kubernetes-')) result[key] = value
  }
  for (const key of ['items', 'additionalProperties']) {
    const value = result[key]
    if (isJsonObject(value)) result[key] = strict(value)
  }
  const properties = result['properties']
  if (!isJsonObject(properties)) return result
  const closed = Object.entries(properties).map(([name, value]) => [
    name,
    isJsonObject(value) ? strict(value) : value,
  ])
  return { ...result, properties: Object.fromEntries(closed), additionalProperties: false }
}
