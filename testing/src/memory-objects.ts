import { deepEqual, isJsonObject, type JsonValue } from '@sluice/base/json'
import type { ListOptions } from '@sluice/kube/client'
import type { KindInfo, KubeObject } from '@sluice/kube/meta'

/** The metadata that a server sets when it stores an object. */
export function stamps(
  kind: KindInfo,
  before: KubeObject | undefined,
  after: KubeObject,
  version: number,
): object {
  if (!before)
    return {
      uid: `uid-${version}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(kind.group ? { generation: 1 } : {}),
    }
  const changed = !deepEqual(before.spec as JsonValue, after.spec as JsonValue)
  return kind.group ? { generation: (before.metadata.generation ?? 1) + (changed ? 1 : 0) } : {}
}

/** A dry-run of a new object has no version. */
export function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** Names an object in the store. */
export function keyOf(kind: KindInfo, namespace: string, name: string): string {
  return `${kind.group}/${kind.kind}/${kind.namespaced ? namespace : ''}/${name}`
}

/** `v1` or `<group>/<version>`. */
export function apiVersionOf(kind: KindInfo): string {
  return kind.group ? `${kind.group}/${kind.version}` : kind.version
}

/** Whether a list or watch of a kind has this object in it; selectors of labels only, `a=b` and `a`. */
export function selects(kind: KindInfo, key: string, object: KubeObject, options: ListOptions): boolean {
  if (!key.startsWith(`${kind.group}/${kind.kind}/`)) return false
  if (options.namespace && object.metadata.namespace !== options.namespace) return false
  const fields = options.fieldSelector ? options.fieldSelector.split(',') : []
  if (!fields.every(term => hasField(object, term))) return false
  const terms = options.labelSelector ? options.labelSelector.split(',') : []
  return terms.every(term => {
    const [label = '', value] = term.split('=')
    const has = object.metadata.labels?.[label]
    return value === undefined ? has !== undefined : has === value
  })
}

/** Whether the object has what one term of a field selector, `path=value`, asks for. */
function hasField(object: KubeObject, term: string): boolean {
  const [path = '', value = ''] = term.split('=')
  let current: unknown = object
  for (const name of path.split('.')) current = isJsonObject(current) ? current[name] : undefined
  return String(current ?? '') === value
}

/** RFC 7386. */
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch
  const result: Record<string, JsonValue | undefined> = isJsonObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else if (value !== undefined) result[key] = mergePatch(result[key], value)
  }
  return result
}

/** Removals and replacements of members of objects: all that our own code sends. */
export function jsonPatch(object: KubeObject, patch: JsonValue): JsonValue {
  const result = structuredClone(object) as unknown as Record<string, unknown>
  for (const operation of Array.isArray(patch) ? patch.filter(isJsonObject) : []) {
    const parts = String(operation['path'])
      .split('/')
      .slice(1)
      .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = parts.pop() ?? ''
    let parent = result
    for (const part of parts) parent = parent[part] as Record<string, unknown>
    if (operation['op'] === 'remove') delete parent[last]
    else parent[last] = operation['value']
  }
  return result as unknown as JsonValue
}
