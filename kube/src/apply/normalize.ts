import { X509Certificate } from 'node:crypto'
import type { Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/**
 * Brings a resource into the form that compares with what the server stores: `stringData` folded into `data`, the
 * default protocol of ports (a part of their key), nothing that only a server sets.
 */
export function normalize(resource: Resource): Resource {
  const { creationTimestamp: _, ...metadata } = resource.metadata
  let result: JsonObject = { ...resource, metadata }
  const isDefinition = resource.kind === 'CustomResourceDefinition'
  if (!isDefinition && 'status' in result) result = { ...result, status: undefined }
  if (isDefinition) result = withoutBadBundle(result)
  if (resource.apiVersion === 'v1' && resource.kind === 'Secret') result = foldStringData(result)
  const spec = result['spec']
  if (isJsonObject(spec)) {
    const normal = normalizeSpec(resource.kind, spec)
    if (normal !== spec) result = { ...result, spec: normal }
  }
  return result as Resource
}

/** Where the pod template is, by kind. */
const podSpecs: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['template', 'spec'],
  StatefulSet: ['template', 'spec'],
  DaemonSet: ['template', 'spec'],
  ReplicaSet: ['template', 'spec'],
  Job: ['template', 'spec'],
  CronJob: ['jobTemplate', 'spec', 'template', 'spec'],
}

function normalizeSpec(kind: string, spec: JsonObject): JsonObject {
  if (kind === 'Service') return withProtocols(spec)
  const path = podSpecs[kind]
  return path ? updateAt(spec, path, normalizePodSpec) : spec
}

function normalizePodSpec(spec: JsonObject): JsonObject {
  const containers = spec['containers']
  if (!Array.isArray(containers)) return spec
  return {
    ...spec,
    containers: containers.map(container => (isJsonObject(container) ? withProtocols(container) : container)),
  }
}

function withProtocols(owner: JsonObject): JsonObject {
  const ports = owner['ports']
  if (!Array.isArray(ports) || ports.every(port => !isJsonObject(port) || port['protocol'])) return owner
  const named = ports.map((port: JsonValue) =>
    isJsonObject(port) && !port['protocol'] ? { ...port, protocol: 'TCP' } : port,
  )
  return { ...owner, ports: named }
}

function updateAt(
  object: JsonObject,
  path: readonly string[],
  update: (part: JsonObject) => JsonObject,
): JsonObject {
  const [member, ...rest] = path
  if (member === undefined) return update(object)
  const value = object[member]
  return isJsonObject(value) ? { ...object, [member]: updateAt(value, rest, update) } : object
}

function foldStringData(secret: JsonObject): JsonObject {
  const { stringData, ...rest } = secret
  if (!isJsonObject(stringData)) return stringData === undefined ? secret : rest
  const data: Record<string, JsonValue | undefined> = isJsonObject(rest['data']) ? { ...rest['data'] } : {}
  for (const [key, value] of Object.entries(stringData)) {
    if (typeof value === 'string') data[key] = Buffer.from(value, 'utf8').toString('base64')
  }
  return Object.keys(data).length > 0 ? { ...rest, data } : rest
}

/** Charts ship definitions with a placeholder as CA bundle, which the server refuses: it is filled in later. */
function withoutBadBundle(definition: JsonObject): JsonObject {
  return updateAt(definition, ['spec', 'conversion', 'webhook', 'clientConfig'], config => {
    const { caBundle, ...rest } = config
    return typeof caBundle !== 'string' || isCertificate(Buffer.from(caBundle, 'base64')) ? config : rest
  })
}

function isCertificate(pem: Buffer): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}
