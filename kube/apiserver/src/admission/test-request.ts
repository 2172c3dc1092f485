/** Requests that tests of admission make. @module */
import type { JsonObject } from '@sluice/base/json'
import { systemUser } from '../authn/user.ts'
import { Store } from '../storage/index.ts'
import { contextFor, storeOnly } from '../strategy/test-context.ts'
import type { MutatingRequest } from './chain.ts'
import { Reinvocation } from './reinvocation.ts'

/** A Pod `p` in the namespace `ns`. */
export const podOf = (spec: JsonObject = {}): JsonObject => ({
  metadata: { name: 'p', namespace: 'ns' },
  spec: { containers: [{ name: 'app', image: 'web:1' }], ...spec },
})

/** The request that creates an object in the namespace `ns`. */
export function requestOf(
  object: JsonObject,
  store: Store,
  storageKey = 'pods',
): MutatingRequest & { object: JsonObject } {
  const { resourceType, services } = contextFor(storageKey, storeOnly(store))
  return {
    operation: 'CREATE',
    resourceType,
    subresource: '',
    namespace: 'ns',
    name: 'p',
    object,
    user: systemUser,
    dryRun: false,
    services: { ...services, now: () => new Date('2030-01-01T00:00:00Z') },
    warn: () => undefined,
    reinvocation: new Reinvocation(),
  }
}

/** A Pod whose container is limited. */
export const limited = (limits: JsonObject, requests: JsonObject = {}) =>
  podOf({ containers: [{ name: 'app', image: 'web:1', resources: { limits, requests } }] })

/** A store that holds objects, each by the key of its kind. */
export function storeWith(...objects: readonly (readonly [string, JsonObject])[]): Store {
  const store = new Store()
  for (const [key, object] of objects) store.put(key, object, undefined)
  return store
}
