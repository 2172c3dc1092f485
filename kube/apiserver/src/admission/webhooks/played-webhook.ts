import type { JsonObject } from '@sluice/base/json'
import { resolveService, UnresolvedService } from '../../outbound/resolve-service.ts'
import type { Services } from '../../server/services.ts'
import { findObject, numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { isPodAddress } from '../../workloads/kubelet/pod-address.ts'

/**
 * Whether a webhook is behind a Service whose Pods this server plays: nobody is there to be asked, and their addresses
 * may be somebody else's on this machine's network. Without Pods it fails, as in any cluster.
 */
export function isPlayedWebhook(spec: JsonObject, services: Services): boolean {
  const service = findObject(objectAt(spec, 'clientConfig'), 'service')
  if (!services.playsWorkloads || !service) return false
  const port = numberAt(service, 'port') ?? 443
  try {
    const { host } = resolveService(services, textAt(service, 'namespace'), textAt(service, 'name'), port)
    return isPodAddress(host)
  } catch (error) {
    if (!(error instanceof UnresolvedService)) throw error
    return false
  }
}
