/** Every address that a Service holds has an IPAddress that says so, and no other has. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import { familyOf } from '../strategy/network/allocation/families.ts'
import {
  addressesOf,
  addressKey,
  type Holder,
  holdersOf,
  isMirrored,
  managedBy,
} from '../strategy/network/allocation/holders.ts'
import { objectAt } from '../verbs/object.ts'
import { startQueue } from './queue.ts'

const options = { fieldManager: 'kube-apiserver' }

/** Keeps IPAddresses in step with Services, from what is stored at the start on. */
export function startServiceAddresses(services: Services): () => Promise<void> {
  const queue = startQueue(services, address => mirror(services, address))
  const addAll = (service: JsonObject | undefined) => {
    for (const address of addressesOf(objectAt(service ?? {}, 'spec'))) queue.add(address)
  }
  const stops = [
    services.store.listen('services', ({ now, before }) => {
      addAll(now?.object)
      addAll(before?.object)
    }),
    services.store.listen(addressKey, ({ now, before }) => {
      if (!now && before) queue.add(before.name)
    }),
  ]
  for (const { object } of services.store.list('services')) addAll(object)
  for (const { name } of services.store.list(addressKey)) queue.add(name)
  return async () => {
    for (const stop of stops) stop()
    await queue.stop()
  }
}

async function mirror(services: Services, address: string): Promise<void> {
  const type = services.registry.find('networking.k8s.io', 'v1', 'ipaddresses')
  if (!type) return
  const holder = holdersOf(services).of(address)
  const stored = services.store.get(addressKey, '', address)
  const parentRef = holder && parentOf(holder)
  if (stored) {
    const shown = objectAt(objectAt(stored.object, 'spec'), 'parentRef')
    if (!isMirrored(stored.metadata) || (parentRef && deepEqual(shown, parentRef))) return
    await services.objects.delete(type, '', address, options)
  }
  if (!parentRef) return
  const labels = { 'ipaddress.kubernetes.io/ip-family': familyOf(address), ...managedBy }
  await services.objects.create(type, { metadata: { name: address, labels }, spec: { parentRef } }, options)
}

const parentOf = ({ namespace, name }: Holder): JsonObject => ({
  name,
  namespace,
  resource: 'services',
})
