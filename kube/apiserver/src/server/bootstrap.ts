import type { JsonObject } from '@sluice/base/json'
import type { Services } from './services.ts'

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** Creates what every cluster has, where it is missing. */
export async function bootstrap(services: Services): Promise<void> {
  for (const name of systemNamespaces) {
    await ensure(services, '', 'v1', 'namespaces', '', { metadata: { name } })
  }
}

async function ensure(
  services: Services,
  group: string,
  version: string,
  plural: string,
  namespace: string,
  object: { readonly metadata: { readonly name: string } } & JsonObject,
): Promise<void> {
  const type = services.registry.find(group, version, plural)
  if (!type || services.store.get(type.storageKey, namespace, object.metadata.name)) return
  await services.objects.create(type, {
    ...object,
    apiVersion: type.apiVersion,
    kind: type.kind,
    metadata: { ...object.metadata, ...(namespace ? { namespace } : {}) },
  })
}
