import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { dns1035Label } from '@sluice/cel'
import { childPath, type FieldError, invalid, keyPath, required } from './field-error.ts'
import { byCodePoint } from './go-text.ts'
import type { Schema } from './schema.ts'
import { asResource, propertyOf, restOf } from './structural.ts'

/** What checking resources inside a resource gave: the value with their metadata pruned, or the first problem. */
export interface Coerced<T extends JsonValue = JsonValue> {
  readonly value: T
  /** Paths of metadata members that do not exist, sorted. */
  readonly unknown: readonly string[]
  readonly error?: FieldError
}

/** What the caller knows about `metadata`, which is the same for all resources. */
export interface ResourceMetadata {
  /** Decodes it: unknown members are left out and reported; a wrong type is a problem in the decoder's words. */
  decode(metadata: JsonValue): {
    readonly value: JsonValue
    readonly unknown: readonly string[]
    readonly problem?: string
  }
  /** Checks names, labels, annotations and so on. */
  validate(metadata: JsonObject, path: string): readonly FieldError[]
}

/** Decodes apiVersion, kind and metadata of every embedded resource (and of the root with `isResource`). */
export function coerceResources(
  value: JsonObject,
  schema: Schema,
  options: { readonly isResource: boolean; readonly path?: string; readonly metadata: ResourceMetadata },
): Coerced<JsonObject> {
  const run: Run = { unknown: [], error: undefined, metadata: options.metadata }
  const root = options.isResource ? asResource(schema) : schema
  const coerced = coerce(value, root, options.path ?? '', run)
  const result = { value: isJsonObject(coerced) ? coerced : value, unknown: run.unknown.sort(byCodePoint) }
  return run.error ? { ...result, error: run.error } : result
}

interface Run {
  readonly metadata: ResourceMetadata
  unknown: string[]
  error: FieldError | undefined
}

function coerce(value: JsonValue, schema: Schema | undefined, path: string, run: Run): JsonValue {
  if (!schema || run.error) return value
  if (Array.isArray(value)) return value.map((item, i) => coerce(item, schema.items, keyPath(path, i), run))
  if (!isJsonObject(value)) return value
  let changed: Record<string, JsonValue | undefined> | undefined
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const isMeta = schema['x-kubernetes-embedded-resource'] ?? false
    let after = isMeta ? coerceMeta(name, member, path, run) : member
    const declared = propertyOf(schema, name)
    const rest = restOf(schema)
    if (declared && !(isMeta && name === 'metadata'))
      after = coerce(after, declared, childPath(path, name), run)
    else if (rest && !declared) after = coerce(after, rest, keyPath(path, name), run)
    if (after !== member) changed = { ...(changed ?? value), [name]: after }
  }
  return changed ?? value
}

function coerceMeta(name: string, value: JsonValue, path: string, run: Run): JsonValue {
  const at = childPath(path, name)
  if ((name === 'apiVersion' || name === 'kind') && typeof value !== 'string') {
    run.error ??= invalid(at, value, 'must be a string')
  }
  if (name !== 'metadata') return value
  const decoded = run.metadata.decode(value)
  if (decoded.problem !== undefined) {
    run.error ??= invalid(at, sortedMembers(value), decoded.problem)
    return value
  }
  run.unknown.push(...decoded.unknown.map(member => `${at}.${member}`))
  return decoded.value
}

/** Metadata that cannot be read is shown as Go writes a map. */
function sortedMembers(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortedMembers)
  if (!isJsonObject(value)) return value
  const names = Object.keys(value).sort(byCodePoint)
  return Object.fromEntries(names.map(name => [name, sortedMembers(value[name] ?? null)]))
}

/** Embedded resources need apiVersion, kind and well-formed metadata. */
export function validateResources(
  value: JsonValue,
  schema: Schema | undefined,
  metadata: ResourceMetadata,
  path = '',
): readonly FieldError[] {
  if (!schema) return []
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => validateResources(item, schema.items, metadata, keyPath(path, i)))
  }
  if (!isJsonObject(value)) return []
  const own = schema['x-kubernetes-embedded-resource'] ? validateResource(value, metadata, path) : []
  const inside = Object.entries(value).flatMap(([name, member]) => {
    if (member === undefined) return []
    const declared = propertyOf(schema, name)
    if (declared) return validateResources(member, declared, metadata, childPath(path, name))
    return validateResources(member, restOf(schema), metadata, keyPath(path, name))
  })
  return [...own, ...inside]
}

function validateResource(
  resource: JsonObject,
  metadata: ResourceMetadata,
  path: string,
): readonly FieldError[] {
  const { apiVersion, kind, metadata: given } = resource
  return [
    ...(apiVersion === undefined ? [required(childPath(path, 'apiVersion'))] : []),
    ...(kind === undefined ? [required(childPath(path, 'kind'))] : []),
    ...(apiVersion === undefined ? [] : apiVersionProblems(apiVersion, childPath(path, 'apiVersion'))),
    ...(kind === undefined ? [] : kindProblems(kind, childPath(path, 'kind'))),
    ...(isJsonObject(given) ? metadata.validate(given, childPath(path, 'metadata')) : []),
  ]
}

function apiVersionProblems(value: JsonValue, path: string): readonly FieldError[] {
  if (typeof value !== 'string') return [invalid(path, value, 'must be a string')]
  if (value === '') return [invalid(path, value, 'must not be empty')]
  return value.split('/').length > 2 ? [invalid(path, value, `unexpected GroupVersion string: ${value}`)] : []
}

function kindProblems(value: JsonValue, path: string): readonly FieldError[] {
  if (typeof value !== 'string') return [invalid(path, value, 'must be a string')]
  if (value === '') return [invalid(path, value, 'must not be empty')]
  const problems = dns1035Label(value.toLowerCase())
  if (problems.length === 0) return []
  return [invalid(path, value, `may have mixed case, but should otherwise match: ${problems.join(',')}`)]
}
