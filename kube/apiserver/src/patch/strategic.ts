import type { JsonObject } from '@sluice/base/json'
import { applyStrategicMergePatch, StrategicPatchError } from '@sluice/merge'
import { badRequest, internal } from '../status/index.ts'
import { goMap } from './go-map.ts'
import { parsePatchBody, requireObject } from './json-body.ts'
import type { PatchRequest } from './patch.ts'
import type { Patched } from './patched-object.ts'

/** A strategic merge patch applied to what is stored. */
export function strategicPatchBody(request: PatchRequest): Patched {
  const { value: given, duplicates } = parsePatchBody(request.body, request.fieldValidation, '')
  const patch = requireObject(given, '') ?? {}
  const strict = duplicates.map(path => `duplicate field ${JSON.stringify(path)}`)
  return { value: merged(request, patch), strict, shown: () => goMap(patch), isUnstructured: true }
}

function merged({ current, resourceType: type }: PatchRequest, patch: JsonObject): JsonObject {
  try {
    return applyStrategicMergePatch(current ?? {}, patch, type.schema, type.resolver)
  } catch (error) {
    if (!(error instanceof StrategicPatchError)) throw error
    throw error.isMalformed ? badRequest(error.message) : internal(error.message)
  }
}
