/** The Scale of an object: one number of its spec, one of its status, and a selector as text. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { ResourceType } from '../../kinds/index.ts'
import { badRequest, internal, internalError } from '../../status/index.ts'
import { metaOf, objectAt, stringAt } from '../object.ts'

/** The Scale of an object. Zero replicas are left out, as Go leaves out zeros. */
export function scaleOf(type: ResourceType, parent: JsonObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metaOf(parent)
  const replicas = valueAt(parent, replicasPath(type))
  if (type.custom && replicas === undefined) {
    throw internalError(
      `the spec replicas field ${JSON.stringify(type.custom.scale?.specReplicasPath ?? '')} does not exist`,
    )
  }
  const current = valueAt(parent, pathOf(type.custom?.scale?.statusReplicasPath ?? '.status.replicas'))
  const selector = selectorOf(type, parent)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: { replicas: typeof current === 'number' ? current : 0, ...(selector ? { selector } : {}) },
  }
}

/** Replicas of a custom resource that says nothing of them, until a write says something. */
export const unset = -2147483648

/** The Scale of what is stored, which may say nothing of its replicas. */
export function storedScaleOf(type: ResourceType, parent: JsonObject, missing: number): JsonObject {
  const isMissing = type.custom && valueAt(parent, replicasPath(type)) === undefined
  return scaleOf(type, isMissing ? withReplicas(type, parent, missing) : parent)
}

/** Throws 400 where a write of a custom resource's Scale left its replicas unset. */
export function requireReplicas({ custom }: ResourceType, replicas: number): void {
  if (replicas !== unset) return
  const path = JSON.stringify(custom?.scale?.specReplicasPath ?? '')
  throw badRequest(`the spec replicas field ${path} cannot be empty`)
}

function selectorOf(type: ResourceType, parent: JsonObject): string {
  if (type.custom) {
    const path = type.custom.scale?.labelSelectorPath
    const value = path === undefined ? undefined : valueAt(parent, pathOf(path))
    return typeof value === 'string' ? value : ''
  }
  const selector = objectAt(objectAt(parent, 'spec'), 'selector')
  if (type.kind === 'ReplicationController') return formatLabels(selector)
  return formatSelector(selector)
}

/** A label selector as text, as `kubectl` takes it. */
export function formatSelector(selector: JsonObject): string {
  const labels = formatLabels(objectAt(selector, 'matchLabels'))
  const expressions = selector['matchExpressions']
  const parts = Array.isArray(expressions) ? expressions.filter(isJsonObject).map(formatExpression) : []
  return [...(labels ? [labels] : []), ...parts].join(',')
}

export function formatLabels(labels: JsonObject): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',')
}

function formatExpression(expression: JsonObject): string {
  const key = stringAt(expression, 'key')
  const values = expression['values']
  const list = `(${(Array.isArray(values) ? values.map(String) : []).sort().join(',')})`
  switch (expression['operator']) {
    case 'In':
      return `${key} in ${list}`
    case 'NotIn':
      return `${key} notin ${list}`
    case 'Exists':
      return key
    default:
      return `!${key}`
  }
}

/** The parent with another number of replicas. */
export function withReplicas(type: ResourceType, parent: JsonObject, replicas: number): JsonObject {
  return withAt(parent, replicasPath(type), replicas)
}

/** What a scale wants; nothing is none. */
export function replicasOf(scale: JsonObject): number {
  const wanted = objectAt(scale, 'spec')['replicas']
  return typeof wanted === 'number' ? wanted : 0
}

function replicasPath(type: ResourceType): readonly string[] {
  const path = type.custom ? type.custom.scale?.specReplicasPath : '.spec.replicas'
  if (path === undefined) throw internal(`${type.kind} has no scale`)
  return pathOf(path)
}

function pathOf(path: string): readonly string[] {
  return path.split('.').filter(Boolean)
}

function valueAt(object: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object
  for (const key of path) value = isJsonObject(value) ? value[key] : undefined
  return value ?? undefined
}

function withAt(object: JsonObject, path: readonly string[], value: JsonValue): JsonObject {
  const [key, ...rest] = path
  if (key === undefined) return object
  return { ...object, [key]: rest.length === 0 ? value : withAt(objectAt(object, key), rest, value) }
}
