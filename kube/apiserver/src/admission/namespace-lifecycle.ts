import { isJsonObject } from '@sluice/base/json'
import { forbidden, notFound } from '../status/index.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'

const namespaces = { group: '', plural: 'namespaces' }
const undeletable = new Set(['default', 'kube-system', 'kube-public'])

/** Nothing is created in a namespace that is missing or going; three namespaces stay. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  validate(request) {
    if (request.resourceType.storageKey === 'namespaces') return refuseDeletion(request)
    if (request.operation !== 'CREATE' || !request.resourceType.namespaced) return
    const namespace = request.services.store.get('namespaces', '', request.namespace)
    if (!namespace) throw notFound(namespaces, request.namespace)
    const metadata = namespace.object['metadata']
    if (isJsonObject(metadata) && metadata['deletionTimestamp'] !== undefined && !request.subresource) {
      throw forbidden(
        request.resourceType,
        request.name,
        `unable to create new content in namespace ${request.namespace} because it is being terminated`,
      )
    }
  },
}

function refuseDeletion(request: AdmissionRequest): void {
  if (request.operation === 'DELETE' && undeletable.has(request.name)) {
    throw forbidden(request.resourceType, request.name, 'this namespace may not be deleted')
  }
}
