/** What may be stored: plugins that change an object, then plugins that refuse it. @module */
import type { JsonObject } from '@sluice/base/json'
import type { UserInfo } from '../authn/user.ts'
import type { ResourceType } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import { admissionPlugins } from './plugins.ts'

/** One write on its way to storage. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'
  readonly resourceType: ResourceType
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** What is to be stored, or the body of a create of a subresource; absent on DELETE. */
  readonly object?: JsonObject
  readonly oldObject?: JsonObject
  /** CreateOptions, UpdateOptions, PatchOptions or DeleteOptions. */
  readonly options?: JsonObject
  readonly user: UserInfo
  readonly dryRun: boolean
  readonly services: Services
  /** Adds the text of a Warning header. */
  readonly warn: (text: string) => void
}

/** A step of admission. Throws `ApiError` to refuse. */
export interface AdmissionPlugin {
  readonly name: string
  /** Returns the object to go on with. */
  mutate?(request: AdmissionRequest & { readonly object: JsonObject }): Promise<JsonObject> | JsonObject
  validate?(request: AdmissionRequest): Promise<void> | void
}

/** The mutating phase, before defaults are completed and the object is validated. */
export async function mutate(request: AdmissionRequest): Promise<JsonObject | undefined> {
  let object = request.object
  if (!object) return undefined
  for (const plugin of admissionPlugins) {
    if (plugin.mutate) object = await plugin.mutate({ ...request, object })
  }
  return object
}

/** The validating phase, after the kind's own validation. */
export async function validate(request: AdmissionRequest): Promise<void> {
  for (const plugin of admissionPlugins) await plugin.validate?.(request)
}
