import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Services } from '../../../server/services.ts'
import { Store } from '../../../storage/index.ts'
import { createObjectWriter } from '../../../verbs/object-writer.ts'
import { storeOnly } from '../../test-context.ts'
import { objectAt, textAt } from '../../values/read.ts'

/** A store with writes through the whole chain. */
function writable(): Services {
  const store = new Store()
  store.put('namespaces', { metadata: { name: 'default' }, status: { phase: 'Active' } }, undefined)
  const services: Services = {
    ...storeOnly(store),
    objects: createObjectWriter(() => services),
    now: () => new Date('2030-01-01T00:00:00Z'),
    newUid: randomUUID,
    log: () => undefined,
  }
  return services
}

test('of writes in one turn that want the same address one gets it', async () => {
  const services = writable()
  const type = services.registry.find('', 'v1', 'services')
  assert.ok(type)
  const create = (name: string) =>
    services.objects.create(type, {
      metadata: { name, namespace: 'default' },
      spec: { clusterIP: '10.0.0.7', ports: [{ port: 80 }] },
    })
  const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map(create))
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  const held = services.store
    .list('services')
    .map(({ object }) => textAt(objectAt(object, 'spec'), 'clusterIP'))
  assert.deepEqual(held, ['10.0.0.7'])
})
