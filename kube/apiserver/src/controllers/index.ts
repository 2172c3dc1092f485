/** What keeps a cluster in order: namespaces, default accounts, garbage, aggregated roles. @module */
import type { Services } from '../server/services.ts'
import { startEventExpiry } from './event-expiry.ts'
import { startGarbageCollector } from './garbage-collector.ts'
import { startNamespaceContent } from './namespace-content.ts'
import { startNamespaceTermination } from './namespace-termination.ts'
import { startRoleAggregation } from './role-aggregation.ts'
import { startServiceAddresses } from './service-addresses.ts'

export interface ControllerOptions {
  readonly controllers?: boolean
  readonly workloads?: boolean
  readonly namespaceDeletionDelay?: number
}

/** Starts the controllers; the result stops them and resolves when they are done. */
export async function startControllers(
  services: Services,
  options: ControllerOptions,
): Promise<() => Promise<void>> {
  const stopAddresses = startServiceAddresses(services)
  if (options.controllers === false) return stopAddresses
  const stops = [
    stopAddresses,
    startNamespaceContent(services),
    startNamespaceTermination(services, options.namespaceDeletionDelay ?? 0),
    startGarbageCollector(services),
    startRoleAggregation(services),
    startEventExpiry(services),
  ]
  return async () => {
    for (const stop of stops) await stop()
  }
}
