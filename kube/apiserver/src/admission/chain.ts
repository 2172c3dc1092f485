/** What may be stored: plugins that change an object, then plugins that refuse it. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import type { UserInfo } from '../authn/user.ts'
import { withoutEmpty } from '../decode/index.ts'
import type { ResourceType } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import { admissionPlugins } from './plugins.ts'
import { Reinvocation } from './reinvocation.ts'
import { hasOwnKind } from './versions.ts'

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

/** A request in the mutating phase. */
export interface MutatingRequest extends AdmissionRequest {
  readonly reinvocation: Reinvocation
}

/** A step of admission. Throws `ApiError` to refuse. */
export interface AdmissionPlugin {
  readonly name: string
  /** What users write sees objects as they are written: empty lists are absent there. */
  readonly seesWritten?: boolean
  /** Returns the object to go on with. Runs twice where webhooks or policies changed the object. */
  mutate?(request: MutatingRequest & { readonly object: JsonObject }): Promise<JsonObject> | JsonObject
  /** Asked in the mutating phase of a request without an object: what may refuse it then. */
  admitWithoutObject?(request: MutatingRequest): Promise<void> | void
  validate?(request: AdmissionRequest): Promise<void> | void
}

/** The mutating phase, before defaults are completed and the object is validated. */
export async function mutate(request: AdmissionRequest): Promise<JsonObject | undefined> {
  const reinvocation = new Reinvocation()
  const first = await mutateOnce({ ...request, reinvocation })
  if (!reinvocation.isWanted) return first
  reinvocation.begin()
  return await mutateOnce({ ...request, reinvocation, ...(first ? { object: first } : {}) })
}

async function mutateOnce(request: MutatingRequest): Promise<JsonObject | undefined> {
  let object = request.object
  for (const plugin of admissionPlugins) {
    if (!object) await plugin.admitWithoutObject?.(request)
    else if (plugin.mutate) object = await mutatedBy(plugin, { ...request, object })
  }
  return object
}

async function mutatedBy(
  plugin: AdmissionPlugin,
  request: MutatingRequest & { readonly object: JsonObject },
): Promise<JsonObject> {
  const { object } = request
  const shown = plugin.seesWritten ? withWritten(request) : request
  const made = (await plugin.mutate?.(shown)) ?? shown.object
  return unchangedOr(shown.object, made) === shown.object ? object : made
}

/** The same value where a plugin made an equal one: what follows compares by identity first. */
function unchangedOr(before: JsonObject, after: JsonObject): JsonObject {
  return after !== before && deepEqual(before, after) ? before : after
}

/** The validating phase, after the kind's own validation. */
export async function validate(request: AdmissionRequest): Promise<void> {
  for (const plugin of admissionPlugins) {
    if (plugin.validate) await plugin.validate(plugin.seesWritten ? withWritten(request) : request)
  }
}

/** By the object as it is on its way: several plugins see one. */
const written = new WeakMap<JsonObject, JsonObject>()

function withWritten<R extends AdmissionRequest>(request: R): R {
  const { object, resourceType, subresource } = request
  if (!object || hasOwnKind(resourceType, subresource)) return request
  let shown = written.get(object)
  if (!shown) written.set(object, (shown = withoutEmpty(object, resourceType)))
  return { ...request, object: shown }
}
