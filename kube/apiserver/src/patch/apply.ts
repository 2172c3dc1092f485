import { isJsonObject, type JsonObject, type JsonValue, memberOf, setMember } from '@sluice/base/json'
import { ApplyConflict, applyObject, ManagersUnreadable, MergeFailed, TypedError } from '@sluice/merge'
import { parseYaml, YamlError } from '@sluice/yaml'
import { decodeTyped, TypeMismatch } from '../decode/index.ts'
import { builtInSchema } from '../kinds/index.ts'
import { ApiError, badRequest, internal } from '../status/index.ts'
import { fromUnstructured } from './from-unstructured.ts'
import { goKind } from './json-body.ts'
import { writerOf } from './managed-fields.ts'
import type { PatchOutcome, PatchRequest } from './patch.ts'

/** Server-side apply of a YAML body. */
export function applyBody(request: PatchRequest): PatchOutcome {
  const duplicates: string[] = []
  const applied = readApplied(request.body, duplicates)
  requireType(applied, request)
  if (hasManagers(applied)) throw badRequest('metadata.managedFields must be nil')
  const object = decodedResult(mergedResult(applied, request), applied, request)
  if (request.fieldValidation === 'Ignore') return { object, warnings: [] }
  if (duplicates.length > 0 && request.fieldValidation === 'Strict') {
    throw badRequest(
      `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n${duplicates.map(text => `  ${text}`).join('\n')}`,
    )
  }
  return { object, warnings: duplicates }
}

/** What cannot be read as managers is none. */
function hasManagers({ metadata }: JsonObject): boolean {
  const managers = isJsonObject(metadata) ? metadata['managedFields'] : undefined
  return Array.isArray(managers) && managers.every(isJsonObject)
}

function readApplied(body: string, duplicates: string[]): JsonObject {
  let value: JsonValue
  try {
    const documents = parseYaml(body, {
      onlyFirst: true,
      onDuplicate: ({ key, valueLine }) =>
        duplicates.push(`line ${valueLine}: key ${JSON.stringify(key)} already set in map`),
    })
    value = documents[0] ?? null
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`)
  }
  if (value === null) return {}
  if (isJsonObject(value)) return value
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(value)} into Go value of type map[string]interface {}`,
  )
}

/** The body must name the kind that it is sent to. */
function requireType(applied: JsonObject, { resourceType: type }: PatchRequest): void {
  const apiVersion = typeof applied['apiVersion'] === 'string' ? applied['apiVersion'] : ''
  const kind = typeof applied['kind'] === 'string' ? applied['kind'] : ''
  if (apiVersion === type.apiVersion && kind === type.kind) return
  const isReadable = apiVersion.split('/').length <= 2
  const shown = isReadable ? `${groupVersionOf(apiVersion)}, Kind=${kind}` : '/, Kind='
  throw badRequest(`invalid object type: ${shown}`)
}

function groupVersionOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
}

function mergedResult(applied: JsonObject, request: PatchRequest): JsonObject {
  const { current, fieldManager, force } = request
  const writer = writerOf({ ...request, manager: fieldManager })
  try {
    return applyObject(current, applied, { ...writer, force })
  } catch (error) {
    if (error instanceof ApplyConflict) throw conflictAnswer(error)
    if (error instanceof TypedError) {
      throw internal(`failed to create typed patch object (${subjectOf(applied)}): ${error.message}`)
    }
    if (error instanceof MergeFailed) throw internal(error.message)
    if (error instanceof ManagersUnreadable)
      throw internal(`failed to decode managed fields: ${error.message}`)
    throw error
  }
}

function conflictAnswer(conflict: ApplyConflict): ApiError {
  return new ApiError({
    code: 409,
    reason: 'Conflict',
    message: conflict.message,
    details: { causes: conflict.causes().map(cause => ({ reason: 'FieldManagerConflict', ...cause })) },
  })
}

/** `ns/name; group/version, Kind=K`, as messages name the applied object. */
function subjectOf(applied: JsonObject): string {
  const metadata = isJsonObject(applied['metadata']) ? applied['metadata'] : {}
  const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : '')
  const group = groupVersionOf(text(applied['apiVersion']))
  return `${text(metadata['namespace'])}/${text(metadata['name'])}; ${group}, Kind=${text(applied['kind'])}`
}

/** Values that pass the schema may still not fit the Go type: fractions in integer fields. */
function decodedResult(
  object: JsonObject,
  applied: JsonObject,
  { resourceType: type }: PatchRequest,
): JsonObject {
  if (type.custom) return withNulls(type.custom.decode(withoutTimes(object)).object, object)
  const schema = builtInSchema(type.schemaName)
  if (!schema) return object
  try {
    const fitted = fromUnstructured(object, type.schemaName)
    const { object: decoded } = decodeTyped(fitted, schema, type.kind, { keepsEmpty: true })
    return { ...decoded, apiVersion: type.apiVersion, kind: type.kind }
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error
    const subject = subjectOf(applied)
    const kind = subject.slice(subject.indexOf('; ') + 2)
    throw internal(
      `failed to convert new object (${subject}) to proper version: unable to convert unstructured object to ${kind}: ${error.message}`,
    )
  }
}

/** When an object was made is not for an apply to say, and not looked at. */
function withoutTimes(object: JsonObject): JsonObject {
  const { metadata } = object
  if (!isJsonObject(metadata) || metadata['creationTimestamp'] === undefined) return object
  const { creationTimestamp: _time, ...rest } = metadata
  return { ...object, metadata: rest }
}

/** Decoding drops nulls; what an apply states as null is validated as such. */
function withNulls(decoded: JsonObject, object: JsonObject): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...decoded }
  for (const [name, value] of Object.entries(object)) {
    const kept = memberOf(decoded, name)
    if (value === null && kept === undefined) setMember(result, name, null)
    else if (isJsonObject(value) && isJsonObject(kept)) setMember(result, name, withNulls(kept, value))
  }
  return result
}
