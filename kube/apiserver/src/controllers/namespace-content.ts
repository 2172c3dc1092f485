import type { JsonObject } from '@sluice/base/json'
import type { UserInfo } from '../authn/user.ts'
import type { Services } from '../server/services.ts'
import { ApiError } from '../status/index.ts'
import { isDeleting } from '../verbs/object.ts'
import { startQueue } from './queue.ts'

const user: UserInfo = { username: 'system:kube-controller-manager', groups: ['system:masters'] }

/** Gives every namespace its default ServiceAccount and the ConfigMap that holds the CA. */
export function startNamespaceContent(services: Services): () => Promise<void> {
  const queue = startQueue(services, namespace => fill(services, namespace))
  const stops = [
    services.store.listen('namespaces', ({ now }) => {
      if (now) queue.add(now.name)
    }),
    services.store.listen('serviceaccounts', ({ last }) => {
      if (last?.name === 'default') queue.add(last.namespace)
    }),
    services.store.listen('configmaps', ({ now, last }) => {
      const changed = now ?? last
      if (changed?.name === rootCa) queue.add(changed.namespace)
    }),
  ]
  for (const { name } of services.store.list('namespaces')) queue.add(name)
  return async () => {
    for (const stop of stops) stop()
    await queue.stop()
  }
}

const rootCa = 'kube-root-ca.crt'

async function fill(services: Services, namespace: string): Promise<void> {
  const stored = services.store.get('namespaces', '', namespace)
  if (!stored || isDeleting(stored.object)) return
  await ensureDefaultAccount(services, namespace)
  const data = { 'ca.crt': services.keys.ca.certificate }
  const existing = services.store.get('configmaps', namespace, rootCa)
  if (!existing) {
    await create(services, 'configmaps', {
      kind: 'ConfigMap',
      metadata: { name: rootCa, namespace, annotations: { [descriptionKey]: description } },
      data,
    })
  } else if (JSON.stringify(existing.object['data']) !== JSON.stringify(data)) {
    const type = services.registry.find('', 'v1', 'configmaps')
    if (type) {
      await services.objects.update(type, namespace, rootCa, current => ({ ...current, data }), options)
    }
  }
}

/** Creates the ServiceAccount that Pods have unless told, where it is missing. */
export async function ensureDefaultAccount(services: Services, namespace: string): Promise<void> {
  if (services.store.get('serviceaccounts', namespace, 'default')) return
  const metadata = { name: 'default', namespace }
  await create(services, 'serviceaccounts', { kind: 'ServiceAccount', metadata })
}

const descriptionKey = 'kubernetes.io/description'
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'
const options = { user, fieldManager: 'kube-controller-manager' }

async function create(services: Services, plural: string, object: JsonObject): Promise<void> {
  const type = services.registry.find('', 'v1', plural)
  if (!type) return
  try {
    await services.objects.create(type, { apiVersion: 'v1', ...object }, options)
  } catch (error) {
    const isLate =
      error instanceof ApiError && ['AlreadyExists', 'Forbidden', 'NotFound'].includes(error.reason)
    if (!isLate) throw error
  }
}
