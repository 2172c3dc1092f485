/** What keeps a cluster in order: namespaces, default accounts, garbage, aggregated roles. @module */
import type { Services } from '../server/services.ts'
import { startDanglingFlowSchemas } from './dangling-flow-schemas.ts'
import { startEventExpiry } from './event-expiry.ts'
import { startForgetting } from './forgetting.ts'
import { startGarbageCollector } from './garbage-collector.ts'
import { startNamespaceContent } from './namespace-content.ts'
import { startNamespaceTermination } from './namespace-termination.ts'
import { startRoleAggregation } from './role-aggregation.ts'
import { startServiceAddresses } from './service-addresses.ts'
import { startServiceEndpoints } from './service-endpoints.ts'

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
  // These are kube-apiserver's own.
  const own = [
    startServiceAddresses(services),
    startServiceEndpoints(services),
    startDanglingFlowSchemas(services),
    startForgetting(services),
  ]
  const others = options.controllers === false ? [] : startOthers(services, options)
  return async () => {
    for (const stop of [...own, ...others]) await stop()
  }
}

function startOthers(services: Services, options: ControllerOptions): readonly (() => Promise<void>)[] {
  return [
    startNamespaceContent(services),
    startNamespaceTermination(services, options.namespaceDeletionDelay ?? 0),
    startGarbageCollector(services),
    startRoleAggregation(services),
    startEventExpiry(services),
  ]
}
