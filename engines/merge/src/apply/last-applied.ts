import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { goJson } from '@sluice/openapi'
import type { FieldSet } from '../field-set/index.ts'
import { compareTyped, fieldSetOf, type Type, TypedError, validateTyped } from '../typed/index.ts'

/** Where `kubectl apply` (the client-side one) keeps what it applied. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** Above this size all annotations together are refused; then there is no last-applied one. */
const annotationLimit = 256 * 1024

/** The fields that a client-side apply set and that are still as it set them; undefined where there is no such record. */
export function allowedByLastApplied(live: JsonObject, type: Type, apiVersion: string): FieldSet | undefined {
  const applied = lastAppliedOf(live)
  if (!applied || applied['apiVersion'] !== apiVersion) return undefined
  try {
    validateTyped(type, applied)
  } catch (error) {
    if (error instanceof TypedError) return undefined
    throw error
  }
  const { added, modified, removed } = compareTyped(type, applied, live)
  return fieldSetOf(type, applied).difference(modified).difference(added).difference(removed)
}

function lastAppliedOf(live: JsonObject): JsonObject | undefined {
  const text = annotationsOf(live)[lastAppliedAnnotation]
  if (typeof text !== 'string' || text === '') return undefined
  try {
    const value = parseJson(text)
    return isJsonObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** kubectl's server-side apply keeps the record of its client-side apply up to date, where there is one. */
export function refreshLastApplied(object: JsonObject, applied: JsonObject, manager: string): JsonObject {
  const annotations = annotationsOf(object)
  if (manager !== 'kubectl' || !annotations[lastAppliedAnnotation]) return object
  const record = `${goJson(withAnnotations(applied, without(annotationsOf(applied), lastAppliedAnnotation)))}\n`
  const rest = without(annotations, lastAppliedAnnotation)
  const next = { ...rest, [lastAppliedAnnotation]: record }
  return withAnnotations(object, sizeOf(next) > annotationLimit ? rest : next)
}

function annotationsOf(object: JsonObject): JsonObject {
  const { metadata } = object
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined
  return isJsonObject(annotations) ? annotations : {}
}

function withAnnotations(object: JsonObject, annotations: JsonObject): JsonObject {
  const { metadata } = object
  const { annotations: _before, ...rest } = isJsonObject(metadata) ? metadata : {}
  const isBare = Object.keys(annotations).length === 0
  return { ...object, metadata: isBare ? rest : { ...rest, annotations } }
}

function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))
}

function sizeOf(annotations: JsonObject): number {
  const length = (value: JsonValue | undefined) =>
    typeof value === 'string' ? new TextEncoder().encode(value).length : 0
  return Object.entries(annotations).reduce((sum, [name, value]) => sum + length(name) + length(value), 0)
}
