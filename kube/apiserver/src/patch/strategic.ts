import type { JsonObject } from '@sluice/base/json'
import { applyStrategicMergePatch, carriedOut, goPrint, StrategicPatchError } from '@sluice/merge'
import { badRequest, internal } from '../status/index.ts'
import { parsePatchBody, requireObject } from './json-body.ts'
import { inapplicable } from './json-patches.ts'
import type { PatchRequest } from './patch.ts'
import type { Patched } from './patched-object.ts'

/** A strategic merge patch applied to what is stored. */
export function strategicPatchBody(request: PatchRequest): Patched {
  const { value: given, duplicates } = parsePatchBody(request.body, request.fieldValidation, '')
  const patch = requireObject(given, '') ?? {}
  const strict = duplicates.map(path => `duplicate field ${JSON.stringify(path)}`)
  const { current = {}, resourceType: type } = request
  const shown = () => goPrint(carriedOut(current, patch, type.schemaName, type.resolver))
  return { value: merged(request, patch), strict, shown, isUnstructured: true }
}

function merged({ current, resourceType: type }: PatchRequest, patch: JsonObject): JsonObject {
  try {
    return applyStrategicMergePatch(current ?? {}, patch, { $ref: type.schemaName }, type.resolver)
  } catch (error) {
    if (!(error instanceof StrategicPatchError)) throw error
    switch (error.fault) {
      case 'malformed':
        throw badRequest(error.message)
      case 'unfit':
        throw inapplicable()
      case 'other':
        throw internal(error.message)
    }
  }
}
