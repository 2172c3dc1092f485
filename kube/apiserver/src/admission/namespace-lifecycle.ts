import { ApiError, forbidden, notFound } from '../status/index.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'

const namespaces = { group: '', plural: 'namespaces' }
const undeletable = new Set(['default', 'kube-system', 'kube-public'])

/** Nothing is created in a namespace that is missing or going; three namespaces stay. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  mutate(request) {
    const { operation, resourceType, subresource, services, namespace } = request
    if (operation !== 'CREATE' || !resourceType.namespaced) return request.object
    const stored = services.store.get('namespaces', '', namespace)
    if (!stored) throw notFound(namespaces, namespace)
    if (stored.metadata['deletionTimestamp'] !== undefined && !subresource) throw terminating(request)
    return request.object
  },
  validate: refuseDeletion,
}

/** The cause tells clients to give up rather than try again. */
function terminating({ resourceType, name, namespace }: AdmissionRequest): ApiError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  const { code, reason, message, details } = forbidden(resourceType, name, why)
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  }
  return new ApiError({ code, reason, message, details: { ...details, causes: [cause] } })
}

function refuseDeletion(request: AdmissionRequest): void {
  if (request.resourceType.storageKey !== 'namespaces') return
  if (request.operation === 'DELETE' && undeletable.has(request.name)) {
    throw forbidden(request.resourceType, request.name, 'this namespace may not be deleted')
  }
}
