/** The spec of a Pod as Kubernetes holds it inside, for messages that show it. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'

/** In the internal type the host's namespaces are part of the security context. */
export function internalSpec(spec: JsonObject): JsonObject {
  const context = spec['securityContext']
  if (!isJsonObject(context)) return spec
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec
  return {
    ...spec,
    securityContext: { ...context, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers },
  }
}
