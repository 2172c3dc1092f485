import { formatDuration, parseDuration } from '@sluice/base/duration'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { Schema } from '@sluice/openapi'

/**
 * A spec as people write it: durations in their canonical form (`60s` is `1m0s`), members that say no more than their
 * absence (`force: false`) left out. The schema tells which members are which.
 */
export function tidySpec(schema: Schema, spec: unknown): JsonObject {
  return isJsonObject(spec) ? tidyObject(schema, spec) : {}
}

function tidyObject(schema: Schema, value: JsonObject): JsonObject {
  const result: Record<string, JsonValue> = {}
  for (const [name, member] of Object.entries(value)) {
    const property = schema.properties?.[name]
    if (member === undefined) continue
    const isOptional = property !== undefined && !schema.required?.includes(name)
    if (isOptional && isEmpty(member) && !tellsEmptyFromMissing.has(name)) continue
    result[name] = property ? tidy(property, member) : member
  }
  return result
}

/** flux: these are pointers in the types users write their manifests against, so that `false` and 0 mean something. */
const tellsEmptyFromMissing = new Set([
  'persistentClient',
  'maxHistory',
  'serverSideApply',
  'ignoreTestFailures',
  'remediateLastFailure',
])

function tidy(schema: Schema, value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(item => tidy(schema.items ?? {}, item))
  if (isJsonObject(value)) return schema.properties ? tidyObject(schema, value) : value
  return typeof value === 'string' && isDuration(schema) ? canonicalDuration(value) : value
}

function isEmpty(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length === 0
  return value === '' || value === false || value === 0
}

function isDuration({ pattern }: Schema): boolean {
  return pattern?.startsWith('^([0-9]+(\\.[0-9]+)?(ms|s|m') ?? false
}

function canonicalDuration(text: string): string {
  return formatDuration(parseDuration(text))
}
