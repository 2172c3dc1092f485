/** The part of a cloud: Services that ask for a load balancer get its address. @module */
import { objectAt, objectsAt } from '../../strategy/values/read.ts'
import { isGoing, specOf, statusOf } from '../cluster.ts'
import type { WorkloadController } from '../controller.ts'
import { nodeAddress } from '../nodes/node.ts'

export const loadBalancerController: WorkloadController = {
  name: 'service-controller',
  kind: 'services',
  reconcile: async (service, cluster) => {
    const { type, loadBalancerClass } = specOf(service)
    const known = objectsAt(objectAt(statusOf(service), 'loadBalancer'), 'ingress')
    if (type !== 'LoadBalancer' || loadBalancerClass || isGoing(service) || known.length > 0) return
    await cluster.tell(service, { reason: 'EnsuringLoadBalancer', message: 'Ensuring load balancer' })
    const loadBalancer = { ingress: [{ ip: nodeAddress, ipMode: 'VIP' }] }
    await cluster.setStatus('services', service, { ...statusOf(service), loadBalancer })
    await cluster.tell(service, { reason: 'EnsuredLoadBalancer', message: 'Ensured load balancer' })
  },
}
