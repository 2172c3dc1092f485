/** Ingresses: the address that a controller for them would report. @module */
import { objectAt, objectsAt } from '../../strategy/values/read.ts'
import { isGoing, statusOf } from '../cluster.ts'
import type { WorkloadController } from '../controller.ts'
import { nodeAddress } from '../nodes/node.ts'

export const ingressController: WorkloadController = {
  name: 'ingress-controller',
  kind: 'ingresses',
  reconcile: async (ingress, cluster) => {
    if (isGoing(ingress) || objectsAt(objectAt(statusOf(ingress), 'loadBalancer'), 'ingress').length > 0)
      return
    await cluster.setStatus('ingresses', ingress, { loadBalancer: { ingress: [{ ip: nodeAddress }] } })
  },
}
