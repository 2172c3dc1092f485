import type { Health, ObjectRef } from '@sluice/base/flow'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { computeHealth, healthWithPods } from '@sluice/status'
import type { KubeClient } from '../client/index.ts'
import type { KindInfo, KubeObject } from '../meta/index.ts'
import type { Cluster } from './cluster.ts'
import type { HealthRule } from './options.ts'
import { apiVersionOfRef } from './resource-ref.ts'

/** What judges health besides the built-in rules. */
export interface ReadHealthOptions {
  readonly rules?: readonly HealthRule[]
  readonly signal?: AbortSignal
}

/** Reads an object and judges it. What keeps it from being read makes it Unknown, with the reason as the message. */
export async function readHealth(
  cluster: Cluster,
  ref: ObjectRef,
  options: ReadHealthOptions = {},
): Promise<Health> {
  try {
    const kind = await kindOfRef(cluster.client, ref)
    if (!kind)
      return { status: 'Unknown', message: `no matches for kind "${ref.kind}" in group "${ref.group}"` }
    const object = await cluster.client.find(kind, ref.namespace, ref.name, options.signal)
    if (!object) return { status: 'NotFound', message: 'Resource not found' }
    return await healthOf(cluster, object, ref, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    return { status: 'Unknown', message: error instanceof Error ? error.message : String(error) }
  }
}

/** Judges an object; of a controller of pods in progress, by its pods as well. */
export async function healthOf(
  cluster: Cluster,
  object: KubeObject,
  ref: ObjectRef,
  { rules = [], signal }: ReadHealthOptions = {},
): Promise<Health> {
  const json = object as unknown as JsonObject
  for (const rule of rules) {
    const health = rule(json, ref)
    if (health) return health
  }
  const own = computeHealth(json, { now: Date.now() })
  const ownsPods = ref.group === 'apps' && (ref.kind === 'StatefulSet' || ref.kind === 'ReplicaSet')
  return ownsPods && own.status === 'InProgress'
    ? healthWithPods(own, await podHealths(cluster, object, signal))
    : own
}

/** The kind in the version asked for, or in the one the server prefers: versions come and go. */
export async function kindOfRef(client: KubeClient, ref: ObjectRef): Promise<KindInfo | undefined> {
  const exact = ref.version ? await client.resolve(apiVersionOfRef(ref), ref.kind) : undefined
  return exact ?? client.resolveKind(ref.group, ref.kind)
}

const pods: KindInfo = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }

async function podHealths(
  cluster: Cluster,
  object: KubeObject,
  signal?: AbortSignal,
): Promise<readonly Health[]> {
  const labelSelector = selectorOf(object)
  if (!labelSelector) return []
  const namespace = object.metadata.namespace ?? ''
  const { items } = await cluster.client.list(pods, {
    namespace,
    labelSelector,
    ...(signal ? { signal } : {}),
  })
  return items.map(pod => computeHealth(pod as unknown as JsonObject, { now: Date.now() }))
}

/** `spec.selector` as the text that a list takes. */
export function selectorOf(object: KubeObject): string {
  const selector = isJsonObject(object.spec) ? object.spec['selector'] : undefined
  if (!isJsonObject(selector)) return ''
  const labels = isJsonObject(selector['matchLabels']) ? Object.entries(selector['matchLabels']) : []
  const expressions = Array.isArray(selector['matchExpressions'])
    ? selector['matchExpressions'].filter(isJsonObject)
    : []
  return [
    ...labels.map(([key, value]) => `${key}=${String(value)}`),
    ...expressions.map(expressionText),
  ].join(',')
}

function expressionText({ key, operator, values }: JsonObject): string {
  const list = Array.isArray(values) ? values.join(',') : ''
  switch (operator) {
    case 'In':
      return `${String(key)} in (${list})`
    case 'NotIn':
      return `${String(key)} notin (${list})`
    case 'DoesNotExist':
      return `!${String(key)}`
    default:
      return String(key)
  }
}
