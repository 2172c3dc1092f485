import { digestOf } from '@sluice/base/digest'
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { KubeObject } from '../meta/index.ts'

/** The part of an object whose change is drift: labels, annotations, and all but metadata and status. */
export function comparable(object: KubeObject): JsonObject {
  const { metadata, status: _, ...content } = object
  const { labels, annotations } = metadata
  return {
    ...content,
    metadata: { labels: orNothing(labels), annotations: orNothing(annotations) },
  } as unknown as JsonObject
}

/** Whether applying would change anything. */
export function hasDrifted(live: KubeObject, applied: KubeObject): boolean {
  return !deepEqual(comparable(live), comparable(applied))
}

/** Names the comparable part of an object, so that it can be remembered without being kept. */
export function comparableDigest(object: KubeObject): string {
  return digestOf(canonical(comparable(object)), 'sha1')
}

function orNothing(
  map: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  return map && Object.keys(map).length > 0 ? map : undefined
}

function canonical(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .filter(key => value[key] !== undefined)
      .sort()
    return `{${members.map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`
  }
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value)
}
