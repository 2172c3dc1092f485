import type { Services } from '../services.ts'
import type { Seed } from './seed.ts'

/** Creates an object where it is missing, through the checks that requests pass. */
export async function ensure(services: Services, { group, version, plural, object }: Seed): Promise<void> {
  const type = services.registry.find(group, version, plural)
  const { name, namespace = '' } = object.metadata
  if (!type || services.store.get(type.storageKey, namespace, name)) return
  await services.objects.create(type, { ...object, apiVersion: type.apiVersion, kind: type.kind })
}
