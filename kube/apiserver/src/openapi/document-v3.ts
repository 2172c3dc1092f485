import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { ResourceRegistry, ResourceType } from '../kinds/index.ts'
import { kindOf, type Operation, operationsOf, queryParameters } from './paths.ts'
import {
  closure,
  customSchemaName,
  customSchemas,
  definitionFinder,
  documentSchema,
  wrapReferences,
} from './schemas.ts'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })

/** The OpenAPI v3 document of one group and version. */
export function documentV3(registry: ResourceRegistry, group: string, version: string): JsonObject {
  const types = [...registry.all()].filter(type => type.group === group && type.version === version)
  const find = definitionFinder(registry)
  const roots = [`${meta}.DeleteOptions`, `${meta}.Status`, `${meta}.Patch`, `${meta}.WatchEvent`]
  for (const type of types) {
    roots.push(
      ...(type.custom ? Object.keys(customSchemas(type)) : [type.schemaName, `${type.schemaName}List`]),
    )
    for (const each of type.subresources) {
      const name = subresourceSchema(type, each.kind, each.group, each.version)
      if (name) roots.push(name)
    }
  }
  const names = [...closure(roots, find)].sort()
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.2' },
    paths: pathItems(types),
    components: {
      schemas: Object.fromEntries(
        names.map(name => [name, wrapReferences(documentSchema(find(name) ?? {}, 'v3'))]),
      ),
      securitySchemes: {
        BearerToken: {
          type: 'apiKey',
          description: 'Bearer Token authentication',
          name: 'authorization',
          in: 'header',
        },
      },
    },
  }
}

function subresourceSchema(
  type: ResourceType,
  kind: string,
  group: string | undefined,
  version: string | undefined,
): string | undefined {
  if (kind === type.kind) return undefined
  const of = (group ?? type.group) === '' ? 'core' : (group ?? type.group).split('.')[0]
  return `io.k8s.api.${of}.${version ?? type.version}.${kind}`
}

function pathItems(types: readonly ResourceType[]): JsonObject {
  const items: Record<string, Record<string, JsonValue>> = {}
  for (const type of types) {
    for (const operation of operationsOf(type)) {
      const item = (items[operation.path] ??= { parameters: pathParameters(operation.path) })
      item[operation.method] = operationJson(operation)
    }
  }
  return items
}

function pathParameters(path: string): JsonValue {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', uniqueItems: true },
  }))
}

function operationJson(operation: Operation): JsonObject {
  const { type, subresource, action } = operation
  const main = type.custom ? customSchemaName(type) : type.schemaName
  const own = subresource
    ? (subresourceSchema(type, subresource.kind, subresource.group, subresource.version) ?? main)
    : main
  const answer = action === 'list' ? `${main}List` : action.startsWith('delete') ? `${meta}.Status` : own
  return {
    operationId: operation.operationId,
    parameters: queryParameters(operation).map(([name, kind]) => ({
      name,
      in: 'query',
      schema: { type: kind, uniqueItems: true },
    })),
    ...(requestBody(operation, own) ?? {}),
    responses: { 200: { description: 'OK', content: { 'application/json': { schema: ref(answer) } } } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kindOf(operation),
  }
}

const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
]

/** Custom resources take no strategic merge patch: kubectl reads here which one to send. */
function requestBody({ method, action, type }: Operation, own: string): JsonObject | undefined {
  if (method === 'get') return undefined
  if (method === 'patch') {
    const accepted = patchTypes.filter(each => !type.custom || !each.includes('strategic'))
    const content = Object.fromEntries(accepted.map(each => [each, { schema: ref(`${meta}.Patch`) }]))
    return { requestBody: { content, required: true } }
  }
  const schema = action.startsWith('delete') ? `${meta}.DeleteOptions` : own
  return { requestBody: { content: { '*/*': { schema: ref(schema) } } } }
}
