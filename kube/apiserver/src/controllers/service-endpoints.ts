/** The Endpoints of a Service that is deleted go with it, whoever made them. @module */
import type { Services } from '../server/services.ts'
import { startQueue } from './queue.ts'

const storageKey = 'endpoints'

/** Deletes Endpoints as Services of their names are deleted. */
export function startServiceEndpoints(services: Services): () => Promise<void> {
  const queue = startQueue(services, async key => {
    const [namespace = '', name = ''] = key.split('/')
    const type = services.registry.find('', 'v1', storageKey)
    const isGone = !services.store.get('services', namespace, name)
    if (!type || !isGone || !services.store.get(storageKey, namespace, name)) return
    await services.objects.delete(type, namespace, name)
  })
  const stop = services.store.listen('services', ({ now, before }) => {
    if (!now && before) queue.add(`${before.namespace}/${before.name}`)
  })
  return async () => {
    stop()
    await queue.stop()
  }
}
