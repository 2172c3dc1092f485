import type { AdmissionRequest } from './chain.ts'

/** Adds an annotation to the audit record of a request, where somebody keeps one. */
export function annotateAudit(request: AdmissionRequest, key: string, value: string): void {
  const { services, operation, resourceType, subresource, namespace, name, user } = request
  const { group, version, plural } = resourceType
  services.audit?.({
    user: user.username,
    operation,
    resource: { group, version, resource: plural, subresource },
    namespace,
    name,
    annotations: { [key]: value },
  })
}
