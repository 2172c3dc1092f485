import type { JsonObject } from '@sluice/base/json'
import { systemUser, type UserInfo } from '../authn/user.ts'
import type { ResourceType } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import { createObject } from './create.ts'
import { type DeleteOptions, deleteObject } from './delete.ts'
import { updateObject } from './update.ts'
import type { WriteContext } from './write-context.ts'

export interface WriterOptions {
  readonly user?: UserInfo
  readonly fieldManager?: string
  readonly subresource?: string
  readonly dryRun?: boolean
}

/** Writes from inside the server, through defaulting, admission and validation as requests do. */
export interface ObjectWriter {
  create(type: ResourceType, object: JsonObject, options?: WriterOptions): Promise<JsonObject>
  /** Changes what is stored; `change` may run again if another writer was faster. Throws 404 where there is nothing. */
  update(
    type: ResourceType,
    namespace: string,
    name: string,
    change: (current: JsonObject) => JsonObject,
    options?: WriterOptions,
  ): Promise<JsonObject>
  delete(
    type: ResourceType,
    namespace: string,
    name: string,
    options?: WriterOptions & DeleteOptions,
  ): Promise<void>
}

export function createObjectWriter(services: () => Services): ObjectWriter {
  const contextOf = (type: ResourceType, namespace: string, options: WriterOptions): WriteContext => ({
    services: services(),
    type,
    namespace,
    subresource: options.subresource ?? '',
    user: options.user ?? systemUser,
    dryRun: options.dryRun ?? false,
    fieldManager: options.fieldManager ?? 'kube-apiserver',
    fieldValidation: 'Ignore',
    now: services().now(),
    warn: () => undefined,
  })
  return {
    create(type, object, options = {}) {
      const metadata = object['metadata']
      const namespace =
        typeof metadata === 'object' && metadata !== null && 'namespace' in metadata
          ? String(metadata.namespace ?? '')
          : ''
      return createObject(contextOf(type, type.namespaced ? namespace : '', options), object)
    },
    async update(type, namespace, name, change, options = {}) {
      const result = await updateObject(contextOf(type, namespace, options), name, {
        createsMissing: false,
        isPut: false,
        make: current => ({ object: change(current ?? {}), managed: false }),
      })
      return result.object
    },
    async delete(type, namespace, name, options = {}) {
      await deleteObject(contextOf(type, namespace, options), name, options)
    },
  }
}
