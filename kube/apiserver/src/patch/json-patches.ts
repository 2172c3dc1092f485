import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { applyJsonPatch, applyMergePatch, JsonPatchError } from '@sluice/merge'
import { ApiError, badRequest, tooLarge } from '../status/index.ts'
import { goKind, parsePatchBody, requireObject } from './json-body.ts'
import type { PatchRequest } from './patch.ts'
import type { Patched } from './patched-object.ts'
import { mergedText, operatedText } from './patched-text.ts'

const maxOperations = 10_000

/** A JSON patch applied to what is stored. */
export function jsonPatchBody({ body, current, fieldValidation, resourceType }: PatchRequest): Patched {
  const prefix = 'error decoding patch: '
  const { value: operations, duplicates } = parsePatchBody(body, fieldValidation, prefix)
  if (operations !== null && !Array.isArray(operations)) {
    throw badRequest(
      `${prefix}json: cannot unmarshal ${goKind(operations)} into Go value of type []handlers.jsonPatchOp`,
    )
  }
  const list = operations ?? []
  const odd = list.find(each => each !== null && !isJsonObject(each))
  if (odd !== undefined && odd !== null) {
    throw badRequest(
      `${prefix}json: cannot unmarshal ${goKind(odd)} into Go value of type handlers.jsonPatchOp`,
    )
  }
  if (list.length > maxOperations) {
    throw tooLarge(
      `Request entity too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${list.length}`,
    )
  }
  try {
    const value = applyJsonPatch(current ?? {}, list)
    const strict = duplicates.map(path => `json patch duplicate field ${JSON.stringify(path)}`)
    return { value, strict, shown: () => operatedText(value, pointersOf(list), resourceType) }
  } catch (error) {
    if (error instanceof JsonPatchError) throw inapplicable()
    throw error
  }
}

function pointersOf(operations: readonly JsonValue[]): string[] {
  return operations.flatMap(each => (isJsonObject(each) ? [each['path'], each['from']] : [])).filter(isText)
}

const isText = (value: JsonValue | undefined): value is string => typeof value === 'string'

/** Kubernetes does not say which operation failed. */
function inapplicable(): ApiError {
  return new ApiError({
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
    details: {},
  })
}

/** A merge patch applied to what is stored. */
export function mergePatchBody({ body, current, fieldValidation, resourceType }: PatchRequest): Patched {
  const prefix = 'error decoding patch: '
  const { value: given, duplicates } = parsePatchBody(body, fieldValidation, prefix)
  const patch = requireObject(given, prefix)
  if (!patch) throw badRequest('Invalid JSON Patch')
  const value = applyMergePatch(current ?? {}, patch)
  const strict = duplicates.map(path => `duplicate field ${JSON.stringify(path)}`)
  return { value, strict, shown: () => mergedText(value, patch, current ?? {}, resourceType) }
}
