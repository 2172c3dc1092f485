import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import { badRequest, unsupportedMediaType } from '../status/index.ts'

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

/** One PATCH, or one try of it: on a conflict with another writer it is applied again to what is stored then. */
export interface PatchRequest {
  readonly type: PatchType
  /** The body as sent; JSON, or YAML where the type is `apply`. */
  readonly body: string
  /** What is stored, in the version of `resourceType`; undefined where there is nothing yet (`apply` creates). */
  readonly current: JsonObject | undefined
  readonly resourceType: ResourceType
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly fieldManager: string
  readonly force: boolean
  readonly fieldValidation: FieldValidation
  readonly now: Date
}

export interface PatchOutcome {
  /** The whole object, not yet defaulted. For `apply` its managedFields are final but for the time. */
  readonly object: JsonObject
  readonly warnings: readonly string[]
}

/** Applies a patch body to an object; throws `ApiError` in Kubernetes' words where it cannot. */
export function applyPatchBody(request: PatchRequest): PatchOutcome {
  if (request.type !== 'merge') throw unsupportedMediaType()
  const patch = parseJson(request.body)
  if (!isJsonObject(patch)) throw badRequest('the body is not an object')
  return { object: merge(request.current ?? {}, patch), warnings: [] }
}

/** RFC 7386. */
function merge(target: JsonObject, patch: JsonObject): JsonObject {
  const result: Record<string, JsonObject[string]> = { ...target }
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else if (isJsonObject(value)) {
      const before = result[key]
      result[key] = merge(isJsonObject(before) ? before : {}, value)
    } else result[key] = value
  }
  return result
}
