import type { JsonObject, JsonValue } from '@sluice/base/json'
import { described } from '../descriptions/descriptions.ts'
import { builtInSchemas, type ResourceRegistry } from '../kinds/index.ts'
import { kindOf, type Operation, operationsOf, queryParameters } from './paths.ts'
import { customSchemaName, customSchemas, documentSchema } from './schemas.ts'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const ref = (name: string): JsonObject => ({ $ref: `#/definitions/${name}` })

/** The OpenAPI v2 document of everything. */
export function documentV2(registry: ResourceRegistry): JsonObject {
  const definitions: Record<string, JsonValue> = {}
  const paths: Record<string, Record<string, JsonValue>> = {}
  for (const [name, schema] of Object.entries(builtInSchemas())) {
    definitions[name] = documentSchema(described(name, schema as JsonObject), 'v2')
  }
  for (const type of registry.all()) {
    for (const [name, schema] of Object.entries(type.custom ? customSchemas(type) : {})) {
      definitions[name] = documentSchema(schema, 'v2')
    }
    for (const operation of operationsOf(type)) {
      const item = (paths[operation.path] ??= {})
      item[operation.method] = operationJson(operation)
    }
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.36.2' },
    paths,
    definitions,
    securityDefinitions: {
      BearerToken: {
        description: 'Bearer Token authentication',
        type: 'apiKey',
        name: 'authorization',
        in: 'header',
      },
    },
    security: [{ BearerToken: [] }],
  }
}

function operationJson(operation: Operation): JsonObject {
  const { type, action, path } = operation
  const main = type.custom ? customSchemaName(type) : type.schemaName
  const answer = action === 'list' ? `${main}List` : action.startsWith('delete') ? `${meta}.Status` : main
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    type: 'string',
    uniqueItems: true,
  }))
  const inQuery = queryParameters(operation).map(([name, kind]) => ({
    name,
    in: 'query',
    type: kind,
    uniqueItems: true,
  }))
  return {
    operationId: operation.operationId,
    parameters: [...inPath, ...inQuery],
    produces: ['application/json', 'application/yaml'],
    responses: { 200: { description: 'OK', schema: ref(answer) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kindOf(operation),
  }
}
