import type { Health } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { textAt } from '../fields.ts'
import { current, inProgress } from '../health.ts'

/** A Service is current when it has a cluster IP; that a load balancer has an address is not asked. */
export function serviceHealth(object: JsonObject): Health {
  const isLoadBalancer = textAt(object, 'ClusterIP', 'spec', 'type') === 'LoadBalancer'
  if (isLoadBalancer && !textAt(object, '', 'spec', 'clusterIP')) {
    return inProgress('ClusterIP not set. Service type: LoadBalancer')
  }
  return current('Service is ready')
}
