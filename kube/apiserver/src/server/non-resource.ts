import { createHash } from 'node:crypto'
import { formatJson, type JsonObject } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import { issuerAnswer } from '../authn/index.ts'
import { aggregatedDiscovery, apiGroup, apiVersions, groupList, resourceList } from '../discovery/index.ts'
import type { Answer } from '../http/answer.ts'
import { protobuf, type Representation } from '../http/negotiate.ts'
import type { RequestInfo } from '../http/request-info.ts'
import { openApiAnswer } from '../openapi/index.ts'
import { methodNotAllowed, noSuchResource } from '../status/index.ts'
import { definitionOf, encodeEnvelope } from '../wire/index.ts'
import { healthAnswer, healthPaths } from './health.ts'
import type { Services } from './services.ts'
import { versionInfo } from './version.ts'

/** What a request for something other than a resource is answered with. */
export interface NonResourceRequest {
  readonly info: RequestInfo
  /** Chooses how the answer is written; 406 where the client takes no form that there is. */
  readonly represent: () => Representation
  readonly accept: string
  readonly ifNoneMatch: string
  readonly host: string
  readonly services: Services
}

/** Discovery, documents, health; undefined where there is nothing at the path. */
export function answerNonResource(request: NonResourceRequest): Answer | undefined {
  const { info } = request
  if (info.path.startsWith('/api//')) throw noSuchResource()
  if (info.path.includes('//')) return undefined
  const [root, group, version, ...rest] = info.path.split('/').filter(Boolean)
  switch (root) {
    case 'api':
      return legacyDiscovery(request, group)
    case 'apis':
      return rest.length === 0 ? groupDiscovery(request, group, version) : undefined
    case 'version':
      if (group !== undefined) throw noSuchResource()
      if (info.method !== 'GET') throw methodNotAllowed()
      request.represent()
      return indented(versionInfo)
    case '.well-known':
    case 'openid':
      return issuerAnswer(info, request.accept, request.services)
    case 'openapi':
      return openApiAnswer(request)
    case 'healthz':
    case 'livez':
    case 'readyz':
      return healthAnswer(info)
    case 'metrics':
      return info.path === '/metrics' ? request.services.requests.answer() : undefined
    default:
      return info.path === '/' ? indented({ paths: rootPaths(request.services) }) : undefined
  }
}

function onlyGet(info: RequestInfo, object: JsonObject): Answer {
  if (info.method !== 'GET') throw methodNotAllowed()
  return json(object)
}

function legacyDiscovery(request: NonResourceRequest, version: string | undefined): Answer {
  const { info, services } = request
  if (version === undefined) {
    if (info.method !== 'GET') throw methodNotAllowed()
    return aggregated(request, 'api') ?? json(apiVersions(request.host))
  }
  if (!services.registry.hasVersion('', version)) throw noSuchResource()
  return onlyGet(info, resourceList(services.registry, '', version))
}

/** Any method but HEAD is answered as GET. */
function groupDiscovery(
  request: NonResourceRequest,
  group: string | undefined,
  version: string | undefined,
): Answer | undefined {
  const { services, info } = request
  const { registry } = services
  if (group === undefined) return aggregated(request, 'apis') ?? json(groupList(registry))
  if (!registry.hasGroup(group)) return undefined
  if (version === undefined) return json(apiGroup(registry, group))
  if (!registry.hasVersion(group, version)) {
    if ([...registry.all()].some(type => type.group === group && type.custom)) return undefined
    throw noSuchResource()
  }
  if (info.method !== 'GET' && ![...registry.all()].some(type => type.group === group && type.custom)) {
    throw methodNotAllowed()
  }
  return json(resourceList(registry, group, version))
}

function aggregated(
  { represent, ifNoneMatch, services }: NonResourceRequest,
  root: 'api' | 'apis',
): Answer | undefined {
  const representation = represent()
  if (representation.as !== 'APIGroupDiscoveryList' || representation.group !== 'apidiscovery.k8s.io')
    return undefined
  const { mediaType, version = 'v2' } = representation
  const contentType = `${mediaType};g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
  const object = aggregatedDiscovery(services.registry, root, version)
  const json = formatJson(object)
  const etag = `"${createHash('sha512').update(json).digest('hex').toUpperCase()}"`
  const headers = { etag, vary: 'Accept', 'cache-control': 'public' }
  if (ifNoneMatch === etag) return { type: 'text', code: 304, text: '', contentType: '', headers }
  const message = definitionOf(String(object['apiVersion']), String(object['kind']))
  if (mediaType === protobuf && message !== undefined) {
    return { type: 'bytes', code: 200, bytes: encodeEnvelope(object, message), contentType, headers }
  }
  const text = mediaType === 'application/yaml' ? formatYaml(object) : `${json}\n`
  return { type: 'text', code: 200, text, contentType, headers }
}

function rootPaths({ registry }: Services): string[] {
  const paths = [
    '/.well-known/openid-configuration',
    '/api',
    '/api/v1',
    '/apis',
    '/apis/',
    ...healthPaths(),
    '/metrics',
    '/openapi/v2',
    '/openapi/v3',
    '/openapi/v3/',
    '/openid/v1/jwks',
    '/version',
  ]
  for (const type of registry.all()) {
    if (type.group) paths.push(`/apis/${type.group}`, `/apis/${type.group}/${type.version}`)
  }
  return [...new Set(paths)].sort()
}

/** Kubernetes writes a few documents for people to read, whatever the client accepts. */
function indented(object: JsonObject): Answer {
  const text = JSON.stringify(object, undefined, 2)
  return { type: 'text', code: 200, text, contentType: 'application/json' }
}

function json(object: JsonObject): Answer {
  return { type: 'object', code: 200, object }
}
