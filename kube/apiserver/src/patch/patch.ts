import type { JsonObject } from '@sluice/base/json'
import type { ResourceRegistry, ResourceType } from '../kinds/index.ts'
import { applyBody } from './apply.ts'
import { jsonPatchBody, mergePatchBody } from './json-patches.ts'
import { patchedObject } from './patched-object.ts'
import { strategicPatchBody } from './strategic.ts'

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
  /** Where other versions of the kind are found. */
  readonly registry?: ResourceRegistry
}

export interface PatchOutcome {
  /** The whole object, decoded, not yet defaulted. For `apply` with its managedFields. */
  readonly object: JsonObject
  readonly warnings: readonly string[]
}

/** Applies a patch body to an object; throws `ApiError` in Kubernetes' words where it cannot. */
export function applyPatchBody(request: PatchRequest): PatchOutcome {
  switch (request.type) {
    case 'json':
      return patchedObject(jsonPatchBody(request), request)
    case 'merge':
      return patchedObject(mergePatchBody(request), request)
    case 'strategic':
      return patchedObject(strategicPatchBody(request), request)
    case 'apply':
      return applyBody(request)
  }
}
