/** The TaintNodesByCondition plugin: nothing is scheduled to a new node before it says that it is ready. @module */
import { copyObject, ensure } from '../strategy/values/draft.ts'
import { objectAt, objectsAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin } from './chain.ts'

const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }

export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  mutate({ object, resourceType, subresource, operation }) {
    if (resourceType.storageKey !== 'nodes' || subresource || operation !== 'CREATE') return object
    const taints = objectsAt(objectAt(object, 'spec'), 'taints')
    if (taints.some(each => each['key'] === taint.key && each['effect'] === taint.effect)) return object
    const node = copyObject(object)
    ensure(node, 'spec')['taints'] = [...taints, taint]
    return node
  },
}
