/**
 * What every cluster has, as it is stored once its controllers have seen it: passed through the checks that requests
 * pass.
 * @module
 */
import { formatJson } from '@sluice/base/json'
import { ensureDefaultAccount } from '../../controllers/namespace-content.ts'
import { aggregateRoles } from '../../controllers/role-aggregation.ts'
import { builtInTypes, ResourceRegistry } from '../../kinds/index.ts'
import { Store } from '../../storage/index.ts'
import { createObjectWriter } from '../../verbs/object-writer.ts'
import { RequestCounter } from '../request-counter.ts'
import type { Services } from '../services.ts'
import { ensure } from './ensure.ts'
import { seedsOfEveryServer } from './of-every-server.ts'

/** The text of a stored object whose times, UID and version are those of nobody. */
export interface Finished {
  readonly storageKey: string
  readonly namespace: string
  readonly name: string
  readonly text: string
  /** JSON text. */
  readonly labels: string
  readonly version: string
}

/** The times of a finished object: nothing that a cluster has is of then. */
export const blankTime = '1970-01-01T00:00:00Z'
/** The UID of all of them. */
export const blankUid = '00000000-0000-0000-0000-000000000000'

let finished: Promise<readonly Finished[]> | undefined

/** Made when first asked for; every server of this process starts with the same. */
export function finishedObjects(): Promise<readonly Finished[]> {
  finished ??= finishObjects()
  return finished
}

async function finishObjects(): Promise<readonly Finished[]> {
  const services = blankServices()
  for (const seed of seedsOfEveryServer(services.registry)) await ensure(services, seed)
  for (const { name } of services.store.list('namespaces')) await ensureDefaultAccount(services, name)
  await aggregateRoles(services)
  return services.store.storageKeys().flatMap(storageKey =>
    services.store.list(storageKey).map(stored => ({
      storageKey,
      namespace: stored.namespace,
      name: stored.name,
      text: stored.text,
      labels: formatJson(stored.labels),
      version: String(stored.version),
    })),
  )
}

/** A server that has nothing yet and serves nobody. */
function blankServices(): Services {
  const services: Services = {
    store: new Store(),
    registry: new ResourceRegistry(builtInTypes()),
    objects: createObjectWriter(() => services),
    tokens: async () => ({ type: 'foreign' }),
    requests: new RequestCounter(),
    get keys(): never {
      throw new Error('what every cluster has depends on no key')
    },
    url: () => '',
    now: () => new Date(blankTime),
    newUid: () => blankUid,
    log: () => undefined,
  }
  return services
}
